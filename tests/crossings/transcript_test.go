//go:build unix

package crossings

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
)

// readTranscript returns the client's messages in a recording.
func readTranscript(text string) (sent, received []message, err error) {
	if !strings.Contains(text, "\nurl ") {
		return nil, nil, fmt.Errorf("no url in %.200q", text)
	}
	for _, line := range strings.Split(text, "\n") {
		notation, out := strings.CutPrefix(line, "> ")
		if !out {
			var in bool
			if notation, in = strings.CutPrefix(strings.Replace(line, "<& ", "< ", 1), "< "); !in {
				continue
			}
		}
		m, err := noted(notation)
		if err != nil {
			return nil, nil, fmt.Errorf("%w: %.200s", err, line)
		}
		if out {
			sent = append(sent, m)
		} else {
			received = append(received, m)
		}
	}
	return sent, received, nil
}

// noted parses a message in the notation of transcripts.
func noted(notation string) (message, error) {
	if digits, ok := strings.CutPrefix(notation, "hex:"); ok {
		data, err := hex.DecodeString(strings.ReplaceAll(strings.TrimSpace(digits), " ", ""))
		return message{data: data}, err
	}
	if digits, ok := strings.CutPrefix(notation, "base64:"); ok {
		data, err := base64.StdEncoding.DecodeString(strings.TrimSpace(digits))
		return message{data: data}, err
	}
	text := strings.ReplaceAll(notation, "$${", "${")
	if strings.HasPrefix(text, `"`) {
		if err := json.Unmarshal([]byte(text), &text); err != nil {
			return message{}, err
		}
	}
	return message{text: true, data: []byte(text)}, nil
}
