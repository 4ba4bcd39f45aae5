package matcher

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"wspipe/codec"
)

// subset matches JSON that contains a value.
type subset struct {
	text string
	want any
}

func (m subset) Match(_ codec.Type, payload []byte) *Mismatch {
	return matchAny(payload, func(got any) *Mismatch {
		mismatch := contains(got, m.want)
		if mismatch != nil {
			mismatch.Path = rooted(mismatch.Path)
		}
		return mismatch
	})
}

func (m subset) String() string { return "json: " + m.text }

func parseJSON(text string, _ ReadFile) (Matcher, *problem) {
	plain, marked, mark := withWildcards(text)
	if _, err := Decode([]byte(plain)); err != nil {
		return nil, jsonProblem(text, err, "the JSON value is not complete")
	}
	want, err := Decode([]byte(marked))
	if err != nil {
		return nil, jsonProblem(text, err, "the JSON value is not complete")
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, []byte(marked)); err != nil {
		return nil, jsonProblem(text, err, "the JSON value is not complete")
	}
	shown := strings.ReplaceAll(compact.String(), `"`+mark+`"`, "*")
	return subset{shown, wildcards(want, mark)}, nil
}

// Decode parses a JSON value, and keeps numbers as written.
func Decode(text []byte) (any, error) {
	if !json.Valid(text) { // unlike a Decoder, it checks all of text
		var value any
		return nil, json.Unmarshal(text, &value)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var value any
	err := d.Decode(&value)
	return value, err
}

// JSON returns a value as JSON, in one line and without escapes for HTML. Values that JSON can't
// express, such as infinity, are formatted by fmt.
func JSON(value any) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		return fmt.Sprint(value)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func notJSON(err error) *Mismatch {
	return &Mismatch{Problem: "it is not JSON: " + err.Error()}
}

// jsonProblem finds the character that an error of encoding/json is about; incomplete is the
// message for text that ends too early.
func jsonProblem(text string, err error, incomplete string) *problem {
	var syntax *json.SyntaxError
	if !errors.As(err, &syntax) || errors.Is(err, io.ErrUnexpectedEOF) {
		return &problem{0, err.Error()}
	}
	if strings.HasPrefix(syntax.Error(), "unexpected end") {
		return &problem{len(text), incomplete}
	}
	// Offset counts the bytes read, of which the last is wrong.
	return &problem{max(0, int(syntax.Offset)-1), syntax.Error()}
}
