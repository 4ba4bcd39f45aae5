package view

import (
	"bytes"
	"encoding/json"
)

// Styles for JSON.
const (
	keyStyle     = "34"
	stringStyle  = "32"
	numberStyle  = "33"
	literalStyle = "35"
)

// json shows data if it is an object or an array: in one row if it fits, otherwise indented. Numbers, strings and the
// order of keys stay unchanged.
func (p *page) json(data []byte) bool {
	if len(data) == 0 || len(data) > jsonMost || data[0] != '{' && data[0] != '[' || !json.Valid(data) {
		return false
	}
	if p.o.Pretty == Auto && p.oneRow(data) {
		return true
	}
	w := jsonWriter{page: p}
	for t := range tokens(data) {
		w.write(t)
	}
	p.end()
	return true
}

// oneRow shows data in one row if it fits.
func (p *page) oneRow(data []byte) bool {
	row := p.o.page("", Plain, 1)
	row.used = p.used
	if bytes.IndexByte(data, '\n') >= 0 {
		var compact bytes.Buffer
		if len(data) > 16*row.width() || json.Compact(&compact, data) != nil {
			return false
		}
		data = compact.Bytes()
	}
	if len(data) > 8*row.width() {
		return false
	}
	at := 0
	for t := range tokens(data) {
		row.add(span{Plain, string(data[at:t.at])}) // original blanks
		row.add(span{t.style, t.text})
		at = t.at + len(t.text)
	}
	if row.rows > 0 {
		return false
	}
	p.put(span{Plain, ""}, row.used-p.used)
	p.row = append(p.row, row.row[1:]...)
	p.end()
	return true
}

// token is a part of JSON that isn't blank.
type token struct {
	at    int
	text  string
	style string
}

// tokens returns the tokens of valid JSON.
func tokens(data []byte) func(yield func(token) bool) {
	return func(yield func(token) bool) {
		for i := 0; i < len(data); {
			end, style := tokenEnd(data, i)
			if end > i && !yield(token{i, string(data[i:end]), style}) {
				return
			}
			i = max(end, i+1)
		}
	}
}

// tokenEnd returns the end of the token at i, or i if there is a blank.
func tokenEnd(data []byte, i int) (end int, style string) {
	switch c := data[i]; {
	case c == ' ' || c == '\t' || c == '\n' || c == '\r':
		return i, Plain
	case c == '"':
		return stringEnd(data, i)
	case bytes.IndexByte([]byte("{}[],:"), c) >= 0:
		return i + 1, Plain
	}
	style = literalStyle
	if c := data[i]; c == '-' || '0' <= c && c <= '9' {
		style = numberStyle
	}
	for end = i; end < len(data) && bytes.IndexByte([]byte("{}[],: \t\n\r"), data[end]) < 0; end++ {
	}
	return end, style
}

// stringEnd also distinguishes keys from other strings: a colon follows.
func stringEnd(data []byte, i int) (end int, style string) {
	for end = i + 1; data[end] != '"'; end++ {
		if data[end] == '\\' {
			end++
		}
	}
	end++
	rest := bytes.TrimLeft(data[end:], " \t\n\r")
	if len(rest) > 0 && rest[0] == ':' {
		return end, keyStyle
	}
	return end, stringStyle
}

// jsonWriter writes indented JSON.
type jsonWriter struct {
	*page
	depth int
	fresh bool // an object or an array has just begun
}

// deepest is the greatest depth of indentation.
const deepest = 20

func (w *jsonWriter) write(t token) {
	closes := t.text == "}" || t.text == "]"
	if closes {
		w.depth--
	}
	if closes != w.fresh && (closes || w.fresh) {
		w.newRow()
	}
	w.add(span{t.style, t.text})
	w.fresh = false
	switch t.text {
	case "{", "[":
		w.depth++
		w.fresh = true
	case ",":
		w.newRow()
	case ":":
		w.add(span{Plain, " "})
	}
}

func (w *jsonWriter) newRow() {
	w.end()
	w.add(span{Plain, "                                        "[:2*min(w.depth, deepest)]})
}
