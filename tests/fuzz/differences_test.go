package fuzz

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// comparison is a stream for which the parsers differ.
type comparison struct {
	parser       string
	setup        setup
	frames       []frame
	ours, theirs outcome
}

// difference is a known difference, with the reason why we keep ours.
type difference struct {
	parsers string
	what    string
	why     string
	is      func(c comparison) bool
}

var differences = []difference{{
	parsers: "coder gobwas",
	what:    "a length that is written in more bytes than it needs is taken",
	why:     "RFC 6455, section 5.2: the minimal number of bytes MUST be used",
	is:      func(c comparison) bool { return c.weFailed(1002) && c.any(func(f frame) bool { return !f.minimal }) },
}, {
	parsers: "coder gobwas",
	what:    "a frame too large is read as far as it comes",
	why:     "its header says enough: 1009 for more than may be, 1002 for more than there can be",
	is: func(c comparison) bool {
		return (c.weFailed(1009) || c.weFailed(1002)) && c.any(func(f frame) bool { return f.length > limit }) &&
			(c.theirs.end == cut || c.theirs.end == failed)
	},
}, {
	parsers: "coder",
	what:    "a header's length is judged before the header is there",
	why:     "whether it is too large or the connection's end comes first makes no difference",
	is: func(c comparison) bool {
		return c.ours.end == cut && c.says("negative payload length") && sameMessages(c.ours.messages, c.theirs.messages)
	},
}, {
	parsers: "coder gobwas",
	what:    "a message that gets too large with a further frame is read up to the limit",
	why:     "the header of that frame says enough",
	is: func(c comparison) bool {
		return c.weFailed(1009) && c.declared() > limit && (c.theirs.end == cut || c.theirs.end == failed)
	},
}, {
	parsers: "coder gobwas",
	what:    "of a Close with neither a code nor a reason that may be, the code is looked at first",
	why:     "either code is right",
	is: func(c comparison) bool {
		return c.weFailed(1007) && c.theirs.end == failed && c.theirs.code == 1002 && c.any(badReason)
	},
}, {
	parsers: "coder",
	what:    "a Close's reason needn't be UTF-8",
	why:     "RFC 6455, section 5.5.1: it is UTF-8; Autobahn 7.5.1",
	is:      func(c comparison) bool { return c.weFailed(1007) && c.theirs.end == closed && c.any(badReason) },
}, {
	parsers: "coder",
	what:    "frames of a server may be masked",
	why:     "RFC 6455, section 5.1: a client MUST close the connection",
	is: func(c comparison) bool {
		return c.weFailed(1002) && !c.setup.server && c.any(func(f frame) bool { return f.masked })
	},
}, {
	parsers: "coder gobwas",
	what:    "the connection's end between two fragments is the message's end, and so is one within compressed data",
	why:     "half a message is no message",
	is: func(c comparison) bool {
		return c.ours.end == cut && c.oursFirst() && c.says("previous message not read to completion", "EOF")
	},
}, {
	parsers: "coder",
	what:    "what was wrong in a fragmented message is the message's end",
	why:     "half a message is no message",
	is: func(c comparison) bool {
		return c.ours.end == failed && c.oursFirst() && c.says("previous message not read to completion")
	},
}, {
	parsers: "coder gobwas",
	what:    "compressed data that end too early are taken for the whole",
	why:     "RFC 7692, section 7.2.2: they end with an empty block whose last four bytes are left out; who cut them says so to nobody else",
	is: func(c comparison) bool {
		return c.weFailed(1007) && c.setup.deflate && strings.Contains(c.ours.err.Error(), "compressed") && c.oursFirst()
	},
}, {
	parsers: "coder",
	what:    "a message behind one that ended in a final block can't be inflated",
	why:     "RFC 7692, section 7.2.3.5: such a block ends no connection",
	is: func(c comparison) bool {
		return c.setup.deflate && c.says("flate: corrupt input", "previous message not read to completion") && prefix(c.theirs.messages, c.ours.messages)
	},
}, {
	parsers: "gobwas",
	what:    "data of which something is missing are inflated as far as they come",
	why:     "the connection's end comes first",
	is: func(c comparison) bool {
		return c.setup.deflate && c.ours.end == cut && c.says("flate: corrupt input") && sameMessages(c.theirs.messages, c.ours.messages)
	},
}, {
	parsers: "coder gobwas",
	what:    "text in a message that the connection's end cuts off is looked at, or not",
	why:     "we look at it as it comes but where it is compressed and the frame fits the buffer; which comes first makes no difference",
	is: func(c comparison) bool {
		return c.unfinished() && (c.ours.end == cut && c.theirs.end == failed && c.theirs.code == 1007 || c.weFailed(1007) && c.theirs.end == cut)
	},
}, {
	parsers: "coder",
	what:    "a Close within a compressed message is a nil pointer",
	why:     "it is a fault of v1.8.15",
	is:      func(c comparison) bool { return c.theirs.gaveUp },
}, {
	parsers: "gobwas",
	what:    "a Close may say 5000 and more, and not 1012 to 1014",
	why:     "RFC 6455, section 7.4.2, ends at 4999; IANA has registered the three",
	is: func(c comparison) bool {
		return c.weFailed(1002) && c.theirs.end == closed && c.theirs.code >= 5000 ||
			c.ours.end == closed && c.ours.code >= 1012 && c.ours.code <= 1014 && c.theirs.end == failed
	},
}, {
	parsers: "gobwas",
	what:    "a Close whose reason isn't UTF-8 is answered with 1002",
	why:     "RFC 6455, section 8.1, and Autobahn want 1007",
	is: func(c comparison) bool {
		return c.weFailed(1007) && c.theirs.end == failed && c.theirs.code == 1002 && c.any(badReason)
	},
}}

// explanation returns the cause of the difference, or "".
func (c comparison) explanation() string {
	for _, d := range differences {
		if slices.Contains(strings.Fields(d.parsers), c.parser) && d.is(c) {
			return d.what
		}
	}
	return ""
}

func (c comparison) weFailed(code int) bool { return c.ours.end == failed && c.ours.code == code }

func (c comparison) any(is func(frame) bool) bool { return slices.ContainsFunc(c.frames, is) }

// says reports whether their error contains one of the words.
func (c comparison) says(words ...string) bool {
	return c.theirs.err != nil && slices.ContainsFunc(words, func(w string) bool { return strings.Contains(c.theirs.err.Error(), w) })
}

// oursFirst reports whether they delivered what we did, and perhaps more.
func (c comparison) oursFirst() bool { return prefix(c.ours.messages, c.theirs.messages) }

func prefix(short, long []message) bool {
	return len(short) <= len(long) && sameMessages(short, long[:len(short)])
}

// declared returns the largest total size that the frames of a message declare.
func (c comparison) declared() uint64 {
	var most, sum uint64
	for _, f := range c.frames {
		switch {
		case f.op >= opClose:
			continue
		case f.op != opContinuation:
			sum = 0
		}
		if sum += f.length; sum > most {
			most = sum
		}
	}
	return most
}

// unfinished reports whether the stream ends within a message.
func (c comparison) unfinished() bool {
	within := false
	for _, f := range c.frames {
		if !f.whole {
			return true
		}
		if f.op < opClose {
			within = !f.fin
		}
	}
	return within
}

func badReason(f frame) bool {
	return f.op == opClose && len(f.payload) > 2 && !utf8.Valid(f.payload[2:])
}
