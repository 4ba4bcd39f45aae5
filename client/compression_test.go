package client_test

import (
	"bytes"
	"compress/flate"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"strings"
	"testing"

	"wspipe/client"
)

const deflateHeader = "Sec-WebSocket-Extensions: permessage-deflate"

// compressing is serve for a server that agreed to compression with these parameters.
func compressing(t *testing.T, parameters string, handle func(*peer)) string {
	t.Helper()
	return listen(t, func(p *peer) {
		p.accept(deflateHeader + parameters + "\r\n")
		handle(p)
	})
}

func unhex(t *testing.T, text string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(text, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Frames of RFC 7692, section 7.2.3, and variants that other senders produce.
func TestReceiveCompressed(t *testing.T) {
	hello := "c107 f248cdc9c90700"
	for name, test := range map[string]struct {
		parameters string
		frames     string
		messages   []string
	}{
		"one block":                 {"", hello, []string{"text Hello"}},
		"the window goes on":        {"", hello + "c105 f200110000", []string{"text Hello", "text Hello"}},
		"it doesn't":                {"; server_no_context_takeover", hello + hello, []string{"text Hello", "text Hello"}},
		"stored":                    {"", "c10b 000500faff48656c6c6f00", []string{"text Hello"}},
		"a final block":             {"", "c108 f348cdc9c9070000" + hello, []string{"text Hello", "text Hello"}},
		"a final block alone":       {"", "c107 f348cdc9c90700" + hello, []string{"text Hello", "text Hello"}},
		"a final block in between":  {"", "c10e f348cdc9c90700 f248cdc9c90700" + hello, []string{"text HelloHello", "text Hello"}},
		"the window behind a final": {"", "c108 f348cdc9c9070000" + "c105 f200110000", []string{"text Hello", "text Hello"}},
		"an empty final block":      {"", "c10c f248cdc9c907000000ffff01" + hello, []string{"text Hello", "text Hello"}},
		"two blocks":                {"", "c10d f248050000 00ffff cac9c90700", []string{"text Hello"}},
		"fragments":                 {"", "4103 f248cd" + "8004 c9c90700" + hello, []string{"text Hello", "text Hello"}},
		"fragments, one empty":      {"", "4103 f248cd" + "0000" + "8900" + "8004 c9c90700", []string{"text Hello"}},
		"an empty last fragment":    {"", "4107 f248cdc9c90700" + "8000" + hello, []string{"text Hello", "text Hello"}},
		"empty":                     {"", "c101 00" + "c201 00" + hello, []string{"text ", "binary ", "text Hello"}},
		"not compressed between":    {"", hello + "8102 6869" + "c105 f200110000", []string{"text Hello", "text hi", "text Hello"}},
	} {
		for _, chunk := range []int{1 << 30, 1} {
			url := compressing(t, test.parameters, func(p *peer) {
				for sent := append(unhex(t, test.frames), encode(0x88, closePayload(1000, ""))...); len(sent) > 0; {
					n := min(chunk, len(sent))
					p.write(sent[:n])
					sent = sent[n:]
				}
				p.readUntilClose()
			})
			ws := newSocket(t, url, client.Options{Compression: true})
			e := watch(ws)
			if err := run(t, ws); err != nil {
				t.Errorf("%s in chunks of %d: %v", name, chunk, err)
			}
			if strings.Join(e.messages, "|") != strings.Join(test.messages, "|") {
				t.Errorf("%s in chunks of %d: got %q, want %q", name, chunk, e.messages, test.messages)
			}
		}
	}
}

// What can go wrong with compressed messages, and what the server is told.
func TestCompressedEnds(t *testing.T) {
	var bomb bytes.Buffer
	w, _ := flate.NewWriter(&bomb, 9)
	_, _ = w.Write(make([]byte, 1<<20))
	_ = w.Flush()
	bomb.Truncate(bomb.Len() - 4)
	for name, test := range map[string]struct {
		parameters string
		frames     []byte
		max        int64
		err        error
		sent       int
	}{
		"no deflate":              {"", unhex(t, "c103 ffffff"), 0, &client.ProtocolError{Code: 1007}, 1007},
		"nothing at all":          {"", unhex(t, "c100"), 0, &client.ProtocolError{Code: 1007}, 1007},
		"cut short":               {"", unhex(t, "c104 f248cdc9"), 0, &client.ProtocolError{Code: 1007}, 1007},
		"cut within a stored one": {"", unhex(t, "c107 000500faff4865"), 0, &client.ProtocolError{Code: 1007}, 1007},
		"before the window":       {"", unhex(t, "c105 f200110000"), 0, &client.ProtocolError{Code: 1007}, 1007},
		"no window goes on":       {"; server_no_context_takeover", unhex(t, "c107f248cdc9c90700 c105 f200110000"), 0, &client.ProtocolError{Code: 1007}, 1007},
		"a continuation with RSV1": {"", unhex(t, "4103f248cd c004c9c90700"), 0,
			&client.ProtocolError{Code: 1002, Problem: "the server sent a continuation marked as compressed"}, 1002},
		"RSV2":               {"", unhex(t, "e107f248cdc9c90700"), 0, &client.ProtocolError{Code: 1002, Problem: "the server sent a frame with a reserved bit"}, 1002},
		"text isn't UTF-8":   {"", unhex(t, "c108 000200fdffc32800"), 0, &client.ProtocolError{Code: 1007, Problem: "the server sent text that is not UTF-8"}, 1007},
		"too large":          {"", encode(0xc2, bomb.String()), 1000, &client.ProtocolError{Code: 1009, Problem: "the server sent a message larger than the limit of 1000 bytes"}, 1009},
		"too large, in all":  {"", append(encode(0x42, bomb.String()), encode(0x80, "\x00")...), 1<<20 - 1, &client.ProtocolError{Code: 1009}, 1009},
		"closed within":      {"", unhex(t, "4103cb48cd 880203e9"), 0, &client.CloseError{Code: 1001}, 1001},
		"closed within, too": {"; server_no_context_takeover", append(unhex(t, "4103cb48cd"), encode(0x88, closePayload(1011, "oops"))...), 0, &client.CloseError{Code: 1011, Reason: "oops"}, 1011},
		"long length":        {"", unhex(t, "c17f7fffffffffffffff"), 0, &client.ProtocolError{Code: 1002, Problem: "the server sent a frame of more than 2^63-1 bytes"}, 1002},
	} {
		t.Run(name, func(t *testing.T) {
			url := compressing(t, test.parameters, func(p *peer) {
				p.write(test.frames)
				frames := p.readUntilClose()
				if len(frames) == 0 || string(frames[len(frames)-1].payload[:2]) != closePayload(test.sent, "") {
					t.Errorf("our Close: %q, want %d", frames, test.sent)
				}
			})
			ws := newSocket(t, url, client.Options{Compression: true, MaxMessageSize: test.max})
			watch(ws)
			err := run(t, ws)
			var closed *client.CloseError
			if errors.As(test.err, &closed) {
				var got *client.CloseError
				if !errors.As(err, &got) || got.Code != closed.Code || got.Reason != closed.Reason || got.Err == nil {
					t.Errorf("error %#v, want %#v within a message", err, closed)
				}
			} else if !sameError(err, test.err) {
				t.Errorf("error %#v, want %#v", err, test.err)
			}
		})
	}
}

// A connection that ends within a compressed message delivers no message, wherever it
// ends: not even if all that is missing adds nothing to the message.
func TestCompressedCutAnywhere(t *testing.T) {
	for _, frames := range []string{"4107 f248cdc9c907 00 8001 00", "c10d f248050000 00ffff cac9c90700", "4103 f248cd 8900 0000 8004 c9c90700", "c108 f348cdc9c9070000"} {
		stream := unhex(t, frames)
		for n := range len(stream) {
			url := compressing(t, "", func(p *peer) {
				p.write(stream[:n])
				_ = p.conn.(*net.TCPConn).CloseWrite()
				p.readUntilClose()
			})
			ws := newSocket(t, url, client.Options{Compression: true})
			e := watch(ws)
			err := run(t, ws)
			var closed *client.CloseError
			if !errors.As(err, &closed) || closed.Code != 1006 || len(e.messages) > 0 {
				t.Errorf("the first %d bytes of %s: %v, messages %q", n, frames, err, e.messages)
			} else if within := strings.Contains(err.Error(), "within a message"); within != (n > 0) {
				t.Errorf("the first %d bytes of %s: %v", n, frames, err)
			}
		}
	}
}

// samples returns data that compresses well, data that doesn't, and a mix.
func samples() [][]byte {
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // for a test
	noise := make([]byte, 200_000)
	for i := range noise {
		noise[i] = byte(random.Uint32())
	}
	var all [][]byte
	for i := range 40 {
		all = append(all, fmt.Appendf(nil, `{"type":"tick","id":%d,"price":%f}`, i, random.Float64()))
	}
	for _, n := range []int{0, 1, 2, 125, 126, 127, 256, 1000, 16 << 10, 32<<10 - 1, 32 << 10, 32<<10 + 1, 65535, 65536, 200_000} {
		all = append(all, noise[:n], bytes.Repeat([]byte("abcdefg"), n/7+1)[:n], append(bytes.Clone(noise[:n/2]), noise[:n-n/2]...))
	}
	return all
}

// Others understand what we compress, whatever was agreed on, and we understand them.
func TestCompressedBothWays(t *testing.T) {
	all := samples()
	for _, parameters := range []string{"", "; server_no_context_takeover", "; client_no_context_takeover", "; client_max_window_bits=8", "; client_max_window_bits=11; server_max_window_bits=9"} {
		url := compressing(t, parameters, func(p *peer) {
			z := &inflate{takeover: !strings.Contains(parameters, "client_no")}
			for i, want := range all {
				first, got := p.readMessage(z)
				if first != 0x42 || !bytes.Equal(got, want) {
					t.Errorf("%s: message %d: %#x, %d bytes, want %d", parameters, i, first, len(got), len(want))
					break
				}
			}
			d := &deflate{takeover: !strings.Contains(parameters, "server_no")}
			for i, m := range all {
				packed := d.pack(m)
				switch i % 3 {
				case 0:
					p.send(0xc2, packed)
				case 1:
					p.send(0x42, packed[:len(packed)/2])
					p.send(0x80, packed[len(packed)/2:])
				default:
					for i := 0; i < len(packed); i += 4096 {
						first := byte(0)
						if i == 0 {
							first = 0x42
						}
						p.send(first, packed[i:min(i+4096, len(packed))])
					}
					p.send(0x80, "")
				}
			}
			p.send(0x88, closePayload(1000, ""))
			p.readUntilClose()
		})
		ws := newSocket(t, url, client.Options{Compression: true})
		ws.OnOpen = func(client.OpenEvent) {
			go sendSamples(t, ws, all)
		}
		n := 0
		ws.OnMessage = func(e client.MessageEvent) {
			got, err := e.Bytes()
			if want := all[n]; err != nil || !bytes.Equal(got, want) {
				t.Errorf("%s: message %d: %d bytes, want %d; %v", parameters, n, len(got), len(want), err)
			}
			n++
		}
		if err := run(t, ws); err != nil || n != len(all) {
			t.Errorf("%s: %d messages, %v", parameters, n, err)
		}
	}
}

// sendSamples sends some messages whole and some in pieces, and flushes between some of
// those.
func sendSamples(t *testing.T, ws *client.WebSocket, all [][]byte) {
	for i, m := range all {
		var err error
		switch i % 3 {
		case 0:
			err = ws.SendBinary(m)
		case 1:
			err = ws.Queue(client.Binary, m)
		default:
			var w io.WriteCloser
			if w, err = ws.NewWriter(client.Binary); err != nil {
				break
			}
			for len(m) > 0 {
				n := min(len(m), 5000)
				_, _ = w.Write(m[:n])
				if i%2 == 0 {
					_ = ws.Flush()
				}
				m = m[n:]
			}
			err = w.Close()
		}
		if err != nil {
			t.Error(err)
		}
	}
	if n := ws.BufferedAmount(); ws.Flush() != nil || ws.BufferedAmount() != 0 {
		t.Errorf("%d bytes buffered, %d after Flush", n, ws.BufferedAmount())
	}
}

// inflate is an independent implementation of RFC 7692, section 7.2.2.
type inflate struct {
	takeover bool
	window   []byte
}

func (z *inflate) unpack(packed []byte) []byte {
	if !z.takeover {
		z.window = nil
	}
	r := flate.NewReaderDict(io.MultiReader(bytes.NewReader(packed), strings.NewReader("\x00\x00\xff\xff\x01\x00\x00\xff\xff")), z.window)
	b, err := io.ReadAll(r)
	if err != nil {
		return []byte("no deflate: " + err.Error())
	}
	z.window = append(z.window, b...)
	z.window = z.window[max(0, len(z.window)-32<<10):]
	return b
}

// readMessage joins and decompresses the frames of one message.
func (p *peer) readMessage(z *inflate) (first byte, payload []byte) {
	f, ok := p.read()
	first, payload = f.first&^0x80, f.payload
	for ok && f.first&0x80 == 0 {
		f, ok = p.read()
		payload = append(payload, f.payload...)
	}
	return first, z.unpack(payload)
}

// deflate is an independent implementation of RFC 7692, section 7.2.1.
type deflate struct {
	takeover bool
	out      bytes.Buffer
	w        *flate.Writer
}

func (d *deflate) pack(m []byte) string {
	d.out.Reset()
	if d.w == nil || !d.takeover {
		d.w, _ = flate.NewWriter(&d.out, 6)
	}
	_, _ = d.w.Write(m)
	_ = d.w.Flush()
	return d.out.String()[:d.out.Len()-4]
}
