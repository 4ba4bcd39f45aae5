package server

import "bytes"

// brokenFrames are frames that no server may send. Each breaks one rule.
var brokenFrames = map[string][]byte{
	"masked":                {0x81, 0x85, 1, 2, 3, 4, 'h' ^ 1, 'e' ^ 2, 'l' ^ 3, 'l' ^ 4, 'o' ^ 1},
	"reserved-bits":         {0xf1, 1, 'x'},
	"compressed":            {0xc1, 1, 'x'}, // RSV1 without permessage-deflate
	"data-opcode":           {0x83, 1, 'x'},
	"control-opcode":        {0x8b, 0},
	"long-ping":             append([]byte{0x89, 126, 0, 126}, bytes.Repeat([]byte("x"), 126)...),
	"fragmented-ping":       {0x09, 1, 'x', 0x80, 1, 'y'},
	"stray-continuation":    {0x80, 1, 'x'},
	"message-in-message":    {0x01, 1, 'x', 0x81, 1, 'y'},
	"negative-length":       {0x82, 127, 0xff, 0, 0, 0, 0, 0, 0, 0},
	"close-code-1005":       {0x88, 2, 0x03, 0xed},
	"close-code-0":          {0x88, 2, 0, 0},
	"close-code-1004":       {0x88, 2, 0x03, 0xec},
	"close-code-999":        {0x88, 2, 0x03, 0xe7},
	"close-code-2999":       {0x88, 2, 0x0b, 0xb7},
	"close-code-5000":       {0x88, 2, 0x13, 0x88},
	"one-byte-close":        {0x88, 1, 3},
	"bad-utf8":              {0x81, 4, 'a', 0xff, 'b', 'c'},
	"bad-utf8-split":        {0x01, 1, 0xe2, 0x80, 1, 'x'}, // an incomplete character
	"bad-utf8-truncated":    {0x81, 2, 'a', 0xe2},
	"bad-utf8-surrogate":    {0x81, 3, 0xed, 0xa0, 0x80},
	"bad-utf8-close-reason": {0x88, 4, 0x03, 0xe8, 0xff, 0xfe},
}

// broken sends a good message first, which must still be printed.
func broken(name string) behaviour {
	frame, ok := brokenFrames[name]
	if !ok {
		return nil
	}
	return opened(func(c *Conn) error {
		c.send(opText, []byte("good"))
		c.sendRaw(frame)
		return c.answerClose(c.drain())
	})
}
