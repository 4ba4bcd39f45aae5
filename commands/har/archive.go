package har

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"wspipe/commands/status"
)

// archive is the part that is read of a HAR (HTTP Archive 1.2, with Chrome's extension).
type archive struct {
	Log *struct {
		Entries *[]entry `json:"entries"`
	} `json:"log"`
}

type entry struct {
	Started string `json:"startedDateTime"`
	Kind    string `json:"_resourceType"`
	Request struct {
		URL     string   `json:"url"`
		Headers []header `json:"headers"`
	} `json:"request"`
	Response struct {
		Status  int    `json:"status"`
		Failure string `json:"_failureText"` // Playwright's
		Content struct {
			// File is Playwright's: messages next to the HAR, one per line.
			File string `json:"_file"`
		} `json:"content"`
	} `json:"response"`
	Messages []message `json:"_webSocketMessages"`

	where string // position in the file
}

type header struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type message struct {
	Type   string  `json:"type"`
	Time   float64 `json:"time"` // seconds, or Playwright's milliseconds; -1 for none
	Opcode int     `json:"opcode"`
	Data   *string `json:"data"` // base64 if binary

	where string
}

// parse returns the entries that are WebSockets, with their messages.
func parse(name string, text []byte) ([]entry, error) {
	var a archive
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	if err := json.Unmarshal(text, &a); err != nil {
		return nil, status.Usagef("%s: %s", name, wrong(text, err))
	}
	if a.Log == nil || a.Log.Entries == nil {
		return nil, status.Usagef("%s: it is not a HAR: there are no log.entries", name)
	}
	var sockets []entry
	for i, e := range *a.Log.Entries {
		e.where = fmt.Sprintf("%s: log.entries[%d]", name, i)
		attached := strings.HasSuffix(e.Response.Content.File, ".jsonl")
		if e.Kind != "websocket" && e.Messages == nil {
			continue
		}
		for j := range e.Messages {
			e.Messages[j].where = fmt.Sprintf("%s._webSocketMessages[%d]", e.where, j)
		}
		if attached && e.Messages == nil {
			if err := e.attach(filepath.Dir(name)); err != nil {
				return nil, err
			}
		}
		sockets = append(sockets, e)
	}
	return sockets, nil
}

// attach reads the messages from a file in or below the HAR's folder.
func (e *entry) attach(folder string) error {
	file := filepath.FromSlash(e.Response.Content.File)
	if !filepath.IsLocal(file) {
		return status.Usagef("%s.response.content._file: %s is not below the HAR's folder", e.where, e.Response.Content.File)
	}
	path := filepath.Join(folder, file)
	text, err := os.ReadFile(path)
	if err != nil {
		return status.Usagef("%s.response.content._file: %s: %w", e.where, path, status.WithoutPath(err))
	}
	for i, line := range strings.Split(strings.TrimSuffix(string(text), "\n"), "\n") {
		m := message{where: fmt.Sprintf("%s:%d", path, i+1)}
		if err := json.Unmarshal([]byte(line), &m); err != nil {
			return status.Usagef("%s: %w", m.where, err)
		}
		e.Messages = append(e.Messages, m)
	}
	return nil
}

// wrong says what is wrong with the JSON, and in which line and column.
func wrong(text []byte, err error) string {
	offset := int64(0)
	var syntax *json.SyntaxError
	var mistyped *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		offset = syntax.Offset
	case errors.As(err, &mistyped):
		offset = mistyped.Offset
		err = fmt.Errorf("%s can't be a JSON %s", mistyped.Field, mistyped.Value)
	}
	before := text[:min(max(offset-1, 0), int64(len(text)))]
	line := 1 + bytes.Count(before, []byte("\n"))
	column := len(before) - bytes.LastIndexByte(before, '\n')
	return fmt.Sprintf("line %d, byte %d: %v", line, column, err)
}
