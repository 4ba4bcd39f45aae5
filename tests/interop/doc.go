// Package interop tests wspipe with other implementations, both ways: their servers with "connect", their clients
// with "serve". A peer is a process that speaks JSON lines as wspipe does: commands on stdin ("text", "binary",
// "ping", "close", and "dial" for a client), events on stdout ("listening" first, with the port of its server, then
// "open", everything that arrives, and "close"). So each case is written once, and says what must arrive at either
// end.
//
// A message "burst N" is not reported but answered with N messages at once. With "pieces", a message is sent in
// fragments of that many octets; with "pinged", a ping follows the first of them; with "deflate", a client offers
// compression.
//
// What a peer is unable to do is in peers_test.go, where it differs from the standards in differences_test.go.
package interop
