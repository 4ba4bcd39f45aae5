package client

// compression is the permessage-deflate configuration agreed on (RFC 7692, section
// 7.1), seen from this end. Windows are 2^8 to 2^15 bytes.
type compression struct {
	sendBits, receiveBits         int  // the base-2 logarithm of each direction's window, 8 to 15
	sendTakeover, receiveTakeover bool // the window is kept from message to message
}
