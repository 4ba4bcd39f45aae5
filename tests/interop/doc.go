// Package interop has wspipe talk with what others wrote, both ways: their servers with "connect", their clients with
// "serve". A peer is a process that speaks JSON lines as wspipe does: commands on stdin ("text", "binary", "ping",
// "close", and "dial" for a client), events on stdout ("listening" first, with the port of its server, then "open", what
// arrives, and "close"). So each case is written once, and says what has to arrive at either end.
//
// A message "burst N" is not told but answered with N messages, at once. With "pieces" a message goes out in fragments
// of so many octets, with "pinged" there is a ping behind the first of them, with "deflate" a client offers compression.
//
// What a peer can't do by its nature stands in peers_test.go, where it differs from the standards in differences_test.go.
package interop
