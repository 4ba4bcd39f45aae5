package matcher

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"wspipe/codec"
	"wspipe/commands/status"
)

// exact matches one message, byte for byte.
type exact struct {
	kind    codec.Type
	payload string
}

func (m exact) Match(t codec.Type, payload []byte) *Mismatch {
	switch {
	case t != m.kind:
		return &Mismatch{Problem: "it is " + t.String() + ", not " + m.kind.String()}
	case string(payload) == m.payload:
		return nil
	}
	if mismatch := differsAsJSON(m.payload, payload); mismatch != nil {
		return mismatch
	}
	return &Mismatch{Problem: status.Joined(difference(m.payload, payload), m.hint())}
}

// differsAsJSON compares objects and arrays as JSON, since people forget the json: mark only with
// these. It returns nil if either text is not JSON.
func differsAsJSON(text string, payload []byte) *Mismatch {
	if text == "" || text[0] != '{' && text[0] != '[' {
		return nil
	}
	want, err := Decode([]byte(text))
	if err != nil {
		return nil
	}
	got, err := Decode(payload)
	if err != nil {
		return nil
	}
	if m := contains(got, want); m != nil {
		m.Path = rooted(m.Path)
		return m
	}
	if m := contains(want, got); m != nil {
		m.Path, m.Expected, m.Got = rooted(m.Path), m.Got, m.Expected
		return m
	}
	return &Mismatch{Problem: "as JSON they are the same: json: compares values"}
}

// hint helps people who forgot the colon of a mark.
func (m exact) hint() string {
	word, rest, _ := strings.Cut(m.payload, " ")
	if m.kind != codec.Text || strings.TrimSpace(rest) == "" || Mark(word+":") != word+":" {
		return ""
	}
	return "without its colon this is literal text: " + word + ": is the mark"
}

func (m exact) String() string { return Show(m.kind, []byte(m.payload)) }

// longText is the number of bytes from which on a difference is hard to spot.
const longText = 40

// difference returns the offset of the first difference between long payloads, or "" for short
// ones.
func difference(want string, got []byte) string {
	if len(want) < longText && len(got) < longText {
		return ""
	}
	same := 0
	for same < min(len(want), len(got)) && want[same] == got[same] {
		same++
	}
	return fmt.Sprintf("it differs after %d bytes", same)
}

func parseQuoted(text string, _ ReadFile) (Matcher, *problem) {
	var literal string
	if err := json.Unmarshal([]byte(text), &literal); err != nil {
		return nil, jsonProblem(text, err, `the JSON string has no closing "`)
	}
	return exact{codec.Text, literal}, nil
}

func parseBase64(text string, _ ReadFile) (Matcher, *problem) {
	text = strings.TrimRight(text, " \t")
	payload, err := codec.DecodeBase64(text)
	var wrong *codec.ColumnError
	switch {
	case errors.As(err, &wrong):
		return nil, &problem{int(wrong.Column) - 1, wrong.Problem}
	case err != nil:
		return nil, &problem{len(text), err.Error()}
	}
	return exact{codec.Binary, string(payload)}, nil
}
