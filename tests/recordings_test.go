//go:build unix

package tests

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// What connect --record writes during a session is a test that the same server passes, again and again, unedited, and
// that another server would fail; and serve --replay makes a server of it that says the same to the same client.
func TestRecordings(t *testing.T) {
	t.Parallel()
	for _, s := range append(speakers(), recorded()...) {
		t.Run(s.name, s.testRecording)
	}
}

func (s speaker) testRecording(t *testing.T) {
	port := s.start(t)
	url := "ws://127.0.0.1:" + s.place(t, port)
	recording := filepath.Join(t.TempDir(), "recording.wst")
	heard := s.converse(t, url, "--record", recording)
	s.wantPlayable(t, recording, port)
	s.wantMock(t, recording, port, heard)
}

// place returns where a client connects.
func (s speaker) place(t *testing.T, port string) string {
	t.Helper()
	if s.anew != nil {
		return s.anew(t, port)
	}
	return port + s.path
}

// again returns the arguments with which check plays a recording once more.
func (s speaker) again(t *testing.T, port, recording string) []string {
	t.Helper()
	if s.anew != nil {
		return []string{"ws://127.0.0.1:" + s.anew(t, port), recording}
	}
	return []string{recording}
}

func (s speaker) wantPlayable(t *testing.T, recording, port string) {
	t.Helper()
	content, err := os.ReadFile(recording)
	if err != nil {
		t.Fatal(err)
	}
	changing := strings.Count(string(content), "\n<? ")
	if want := strings.Count(s.session, "\n"+changes); changing != want {
		t.Errorf("%d messages are said to change from run to run, of %d:\n%s", changing, want, content)
	}
	for range 3 {
		run(t, raced(t, s.check(port, s.again(t, port, recording)...)...), 0)
	}
	if t.Failed() {
		t.Logf("%s", content)
		return
	}
	s.crowded = true // all are in the same room
	t.Run("mutants", func(t *testing.T) { s.testMutants(t, recording, port) })
}

func (s speaker) wantMock(t *testing.T, recording, port string, heard []string) {
	t.Helper()
	mock := startServeProgram(t, nil, slices.Concat(s.flags, s.given(), []string{"--replay", recording})...)
	run(t, raced(t, s.check(port, mock.url, recording)...), 0)
	if again := s.converse(t, mock.url); !slices.Equal(again, heard) {
		t.Errorf("the server said %q, and the recording of it %q", heard, again)
	}
	mock.end()
}

// converse runs a client that says what the session says, and waits for messages where the session does; it returns
// those.
func (s speaker) converse(t *testing.T, url string, flags ...string) (heard []string) {
	t.Helper()
	return s.talk(t, raced(t, slices.Concat([]string{"connect", "--json", "--wait", "200ms", url}, s.flags, s.ignore, flags)...), s.status)
}

// talk makes a client like connect --json say it; the client ends with status.
func (s speaker) talk(t *testing.T, cmd *exec.Cmd, status int) (heard []string) {
	t.Helper()
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	events := json.NewDecoder(stdoutPipe(t, cmd))
	start(t, cmd)
	for _, line := range strings.Split(strings.TrimSpace(s.session), "\n") {
		if notation, ok := strings.CutPrefix(line, "> "); ok {
			stdin.Write(jsonEvent(t, sentBack(notation, heard)))
			continue
		}
		message, err := nextMessage(events)
		if err != nil {
			cmd.Cancel()
			t.Fatalf("after %q: %v; %s", heard, err, captured(cmd))
		}
		heard = append(heard, message)
	}
	stdin.Close()
	if more, err := nextMessage(events); !errors.Is(err, io.EOF) {
		t.Errorf("one message more: %q, %v", more, err)
	}
	finish(t, cmd, status)
	return heard
}

// sentBack replaces ~KEY~ with what was last heard under that key of JSON.
func sentBack(notation string, heard []string) string {
	return regexp.MustCompile(`~\w+~`).ReplaceAllStringFunc(notation, func(place string) string {
		member := regexp.MustCompile(`"` + strings.Trim(place, "~") + `": ?"?([^",}]+)`)
		for _, message := range slices.Backward(heard) {
			if found := member.FindStringSubmatch(message); found != nil {
				return found[1]
			}
		}
		return place
	})
}

// jsonEvent turns a message in the notation of transcripts into a line of --json.
func jsonEvent(t *testing.T, notation string) []byte {
	t.Helper()
	kind, data := "text", notation
	if digits, ok := strings.CutPrefix(notation, "hex: "); ok {
		payload, err := hex.DecodeString(strings.ReplaceAll(digits, " ", ""))
		if err != nil {
			t.Fatal(err)
		}
		kind, data = "binary", base64.StdEncoding.EncodeToString(payload)
	} else if quoted, ok := strings.CutPrefix(notation, "binary: "); ok {
		kind, data = "binary", base64.StdEncoding.EncodeToString([]byte(unquoted(t, quoted)))
	} else if notation[0] == '"' {
		data = unquoted(t, notation)
	}
	line, err := json.Marshal(map[string]string{"type": kind, "data": data})
	if err != nil {
		t.Fatal(err)
	}
	return append(line, '\n')
}

func unquoted(t *testing.T, quoted string) (text string) {
	t.Helper()
	if err := json.Unmarshal([]byte(quoted), &text); err != nil {
		t.Fatal(err)
	}
	return text
}

// nextMessage skips other events.
func nextMessage(events *json.Decoder) (string, error) {
	for {
		var event struct{ Type, Data string }
		if err := events.Decode(&event); err != nil {
			return "", err
		}
		if event.Type == "text" || event.Type == "binary" {
			return event.Type + " " + event.Data, nil
		}
	}
}
