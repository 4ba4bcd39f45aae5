package matcher

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// decodeAll parses a message that is one JSON value, or several in a row.
func decodeAll(payload []byte) ([]any, error) {
	value, err := Decode(payload)
	if err == nil {
		return []any{value}, nil
	}
	d := json.NewDecoder(bytes.NewReader(payload))
	d.UseNumber()
	var all []any
	for {
		var value any
		switch again := d.Decode(&value); {
		case again == nil:
			all = append(all, value)
		case errors.Is(again, io.EOF) && len(all) > 0:
			return all, nil
		default:
			return nil, err
		}
	}
}

// matchAny passes each JSON value of a message to match until one matches.
func matchAny(payload []byte, match func(value any) *Mismatch) *Mismatch {
	values, err := decodeAll(payload)
	if err != nil {
		return notJSON(err)
	}
	var first *Mismatch
	for _, value := range values {
		mismatch := match(value)
		if mismatch == nil {
			return nil
		}
		if first == nil {
			first = mismatch
		}
	}
	if len(values) > 1 {
		return &Mismatch{Problem: fmt.Sprintf("none of its %d JSON values matches, the first because of %v", len(values), first)}
	}
	return first
}
