package client

// compression is what was agreed of permessage-deflate (RFC 7692, section
// 7.1), seen from this end. Windows are of 2^8 to 2^15 bytes.
type compression struct {
	sendBits, receiveBits         int  // the logarithm of each direction's window, 8 to 15
	sendTakeover, receiveTakeover bool // the window goes on from message to message
}
