package session

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"syscall"

	"wspipe/client/errno"
	"wspipe/codec"
	"wspipe/commands/status"
	"wspipe/commands/stdio"
)

// WriteOut is what to print at the end, in curl's format: text with variables.
type WriteOut []outPart

// outPart is a variable, or text if name is empty.
type outPart struct{ text, name string }

// Parts that aren't variables.
const (
	toStdout = "stdout"
	toStderr = "stderr"
	asJSON   = "json"
)

// ParseWriteOut parses %{name}, %% and the escapes \n, \r and \t. An error names an unknown
// variable.
func ParseWriteOut(format string) (WriteOut, error) {
	w := WriteOut{}
	known := new(meter).values(nil)
	text := strings.NewReplacer(`\n`, "\n", `\r`, "\r", `\t`, "\t", "%%", "%")
	for format != "" {
		at := strings.Index(format, "%{")
		if at > 0 && strings.Count(format[:at], "%")%2 == 1 { // %%{ means %{ itself
			at = -1
		}
		if at < 0 {
			return append(w, outPart{text: text.Replace(format)}), nil
		}
		name, rest, closed := strings.Cut(format[at+len("%{"):], "}")
		_, ok := known[name]
		switch {
		case !closed:
			return nil, fmt.Errorf("%q has no closing }", format[at:])
		case !ok && name != toStdout && name != toStderr && name != asJSON:
			return nil, fmt.Errorf("there is no variable %q", name)
		}
		w = append(w, outPart{text: text.Replace(format[:at])}, outPart{name: name})
		format = rest
	}
	return w, nil
}

// told prints the report, and returns err, or stdout's error if err is nil. Text from the server
// can't steer a terminal.
func (m *meter) told(w WriteOut, s stdio.Streams, err error) error {
	if m == nil {
		return err
	}
	values, out, safe := m.values(err), s.Err, true
	var failed error
	write := func(text string) {
		if _, wrong := io.WriteString(out, text); wrong != nil && out == s.Out && !errno.Is(wrong, syscall.EPIPE) {
			failed = wrong
		}
	}
	for _, part := range w {
		switch part.name {
		case "":
			write(part.text)
			continue
		case toStdout:
			out, safe = s.Out, s.OutTTY
			continue
		case toStderr:
			out, safe = s.Err, true
			continue
		}
		text := shown(part.name, values)
		if safe {
			text = codec.Visible(text)
		}
		write(text)
	}
	if err == nil && failed != nil {
		return status.Localf("stdout: %w", status.WithoutPath(failed))
	}
	return err
}

func shown(name string, values map[string]any) string {
	if name == asJSON {
		line, err := json.Marshal(values)
		if err != nil {
			return status.Printable(err.Error())
		}
		return string(line)
	}
	switch v := values[name].(type) {
	case seconds:
		return fmt.Sprintf("%.6f", float64(v))
	case httpCode:
		return fmt.Sprintf("%03d", int(v))
	default:
		return fmt.Sprint(v)
	}
}

type (
	seconds  float64
	httpCode int
)
