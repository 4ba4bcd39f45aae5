package recording

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// walk is a path through JSON: the position in each nested object and array.
type walk []place

type place struct {
	object bool
	key    string // of the member, or of the member that the array is the value of
	named  bool
	index  int
	value  bool // a key has been read, and its value is next
}

// scalars returns the strings and numbers in the JSON from begin on, which must be valid.
func scalars(text []byte, begin int) (found []span) {
	d := json.NewDecoder(bytes.NewReader(text[begin:]))
	d.UseNumber()
	var w walk
	for last := begin; ; {
		token, err := d.Token()
		if err != nil {
			return found
		}
		start := last + len(text[last:]) - len(bytes.TrimLeft(text[last:], " \t\r\n,:"))
		last = begin + int(d.InputOffset())
		switch token := token.(type) {
		case json.Delim:
			w = w.through(token)
			continue
		case string:
			if w.isKey() {
				w.enter(token)
				continue
			}
			found = append(found, w.scalar(start+1, last-1, token))
		case json.Number:
			number := w.scalar(start, last, token.String())
			number.number = true
			found = append(found, number)
		}
		w.next()
	}
}

func (w walk) through(bracket json.Delim) walk {
	switch bracket {
	case '{', '[':
		in := place{object: bracket == '{'}
		if len(w) > 0 {
			in.key, in.named = w[len(w)-1].key, w[len(w)-1].named
		}
		return append(w, in)
	}
	w = w[:len(w)-1]
	w.next()
	return w
}

func (w walk) isKey() bool {
	return len(w) > 0 && w[len(w)-1].object && !w[len(w)-1].value
}

func (w walk) enter(key string) {
	last := &w[len(w)-1]
	last.key, last.named, last.value = key, isNamed(key), true
}

func (w walk) next() {
	if len(w) > 0 {
		w[len(w)-1].index++
		w[len(w)-1].value = false
	}
}

// scalar returns the span for the next value.
func (w walk) scalar(start, end int, value string) span {
	in := w[len(w)-1]
	s := span{start: start, end: end, value: value, key: in.key, path: w.path(), scalar: true, count: isCount(in.key, value)}
	s.named = (in.named || s.count) && value != ""
	return s
}

// path returns the path in jq.
func (w walk) path() string {
	var b strings.Builder
	for _, in := range w {
		switch {
		case in.object && plainKey().MatchString(in.key):
			b.WriteString("." + in.key)
		case in.object:
			if b.Len() == 0 {
				b.WriteByte('.')
			}
			b.WriteString("[" + strconv.Quote(in.key) + "]")
		default:
			if b.Len() == 0 {
				b.WriteByte('.')
			}
			fmt.Fprintf(&b, "[%d]", in.index)
		}
	}
	return b.String()
}

var plainKey = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`) }) //nolint:gochecknoglobals // a constant

// isNamed reports whether a key is for values created for each run: ids, times and the like.
func isNamed(key string) bool {
	parts := keyParts(key)
	return len(parts) > 0 && slices.Contains(strings.Fields(runWords), parts[len(parts)-1])
}

// isCount reports whether a value is a block number, as Ethereum nodes send them.
func isCount(key, value string) bool {
	parts := keyParts(key)
	return len(parts) > 0 && slices.Contains([]string{"number", "block", "height"}, parts[len(parts)-1]) && strings.HasPrefix(value, "0x")
}

const runWords = "id ids uuid guid sid pid uid cid rid tid mid ulid " +
	"time timestamp ts date datetime now at uptime elapsed duration latency rtt took expires expiry started created updated modified " +
	"nonce port seq sequence offset hash digest etag token cursor epoch subscription session challenge salt"

// keyParts returns the words of kernelId, kernel_id, kernel-id and Kernel.ID, in lower case.
func keyParts(key string) []string {
	var b strings.Builder
	lower := false
	for _, r := range key {
		upper := 'A' <= r && r <= 'Z'
		if upper && lower {
			b.WriteByte(' ')
		}
		lower = 'a' <= r && r <= 'z' || '0' <= r && r <= '9'
		b.WriteRune(r)
	}
	return strings.FieldsFunc(strings.ToLower(b.String()), func(r rune) bool { return r == ' ' || r == '_' || r == '-' || r == '.' })
}
