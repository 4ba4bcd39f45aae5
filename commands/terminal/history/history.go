// Package history keeps what was typed in earlier sessions. Errors never disturb a session.
package history

import (
	"bufio"
	"encoding/json"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"wspipe/commands/dial"
)

const (
	mostEntries = 10_000
	mostText    = 64 << 10 // bytes of text in an entry
	slack       = 1000     // excess entries before the file is shortened
)

// File is a history that several sessions may write to.
type File struct {
	path string // if empty, the history lasts only for this session

	mu      sync.Mutex
	url     string
	loaded  []string
	session []string
}

// entry is a line of the file.
type entry struct {
	Time time.Time `json:"time"`
	URL  string    `json:"url"`
	Text string    `json:"text"`
}

// Path returns the path of the history according to the environment, or "" if that is unknown.
func Path(getenv func(string) string) string {
	if path := getenv("WSPIPE_HISTORY"); path != "" {
		return path
	}
	if dir := stateDir(getenv); dir != "" {
		return filepath.Join(dir, "wspipe", "history")
	}
	return ""
}

// Open returns the history in a file, for a session with a server. Load reads it.
func Open(path, server string) *File {
	return &File{path: path, url: withoutSecrets(server)}
}

// Move makes what is typed from now on belong to another server. If nothing comes of that, back undoes it.
func (f *File) Move(server string) (back func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	before, after := f.url, withoutSecrets(server)
	f.url = after
	return func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		if f.url == after {
			f.url = before
		}
	}
}

// withoutSecrets removes the login, the query and the fragment of a URL that a person wrote.
func withoutSecrets(server string) string {
	if server == dial.Echo {
		return server
	}
	server, err := dial.URL(server)
	if err != nil {
		return ""
	}
	u, err := url.Parse(server)
	if err != nil {
		return ""
	}
	u.User, u.RawQuery, u.ForceQuery, u.Fragment = nil, "", false, ""
	return u.String()
}

// Past returns what was typed, the newest last. Entries for the same host come after the others, and those of this
// session last.
func (f *File) Past() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append(f.loaded[:len(f.loaded):len(f.loaded)], f.session...)
}

// Add remembers what was typed, unless it begins with a blank or repeats the last entry. It also writes it to the file,
// unless it is very long.
func (f *File) Add(text string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	last := len(f.session) - 1
	if text == "" || strings.HasPrefix(text, " ") || last >= 0 && f.session[last] == text {
		return
	}
	f.session = append(f.session, text)
	if f.path != "" && len(text) <= mostText {
		_ = f.write(text)
	}
}

// write appends an entry with a single write, so that sessions don't mix.
func (f *File) write(text string) error {
	line, err := json.Marshal(entry{time.Now().UTC().Truncate(time.Millisecond), f.url, text})
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(f.path), 0o700); err != nil {
		return err
	}
	file, err := os.OpenFile(f.path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(append(line, '\n'))
	return errors.Join(err, file.Close())
}

// Load reads the file. It may be called during the session.
func (f *File) Load() {
	if f.path == "" {
		return
	}
	lines, size := f.read()
	if len(lines) > mostEntries {
		if len(lines) > mostEntries+slack {
			f.shorten(lines[len(lines)-mostEntries:], size)
		}
		lines = lines[len(lines)-mostEntries:]
	}
	f.mu.Lock()
	server := f.url
	f.mu.Unlock()
	past := ordered(lines, hostOf(server))
	f.mu.Lock()
	defer f.mu.Unlock()
	f.loaded = past
}

// read returns the lines of the file, and their size.
func (f *File) read() (lines []string, size int64) {
	file, err := os.Open(f.path)
	if err != nil {
		return nil, 0
	}
	defer file.Close()
	if info, err := file.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil, 0
	}
	scanner := bufio.NewScanner(file)
	scanner.Buffer(nil, 8*mostText) // an entry may be this long once escaped
	for scanner.Scan() {
		lines = append(lines, scanner.Text())
		size += int64(len(scanner.Bytes())) + 1
	}
	return lines, size
}

// ordered returns the texts of lines, those for host last.
func ordered(lines []string, host string) []string {
	var others, same []string
	for _, line := range lines {
		var e entry
		switch err := json.Unmarshal([]byte(line), &e); {
		case err != nil || e.Text == "":
		case hostOf(e.URL) == host:
			same = append(same, e.Text)
		default:
			others = append(others, e.Text)
		}
	}
	return append(others, same...)
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}

// shorten keeps the newest entries, unless the file has changed size since it was read.
func (f *File) shorten(lines []string, size int64) {
	temporary, err := os.CreateTemp(filepath.Dir(f.path), ".history*")
	if err != nil {
		return
	}
	defer func() { _ = os.Remove(temporary.Name()) }()
	_, err = temporary.WriteString(strings.Join(lines, "\n") + "\n")
	if errors.Join(err, temporary.Close()) != nil {
		return
	}
	if info, err := os.Stat(f.path); err == nil && info.Size() == size {
		_ = os.Rename(temporary.Name(), f.path)
	}
}
