package flags

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// netrcLogin returns a function that looks up logins in the file.
func netrcLogin(flag *Optional) (func(host string) (name, password string, ok bool), error) {
	file := flag.Value
	if file == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			return nil, flag.wrong("%w", err)
		}
		file = filepath.Join(home, ".netrc")
	}
	content, err := readText(file)
	if err != nil {
		return nil, flag.wrong("%w", err)
	}
	logins, problem := parseNetrc(content)
	if problem != "" {
		return nil, flag.wrong("%s: %s", file, problem)
	}
	return func(host string) (string, string, bool) {
		for _, l := range logins {
			if strings.EqualFold(l.machine, host) || l.machine == "" {
				return l.name, l.password, true
			}
		}
		return "", "", false
	}, nil
}

// netrcEntry is the entry of a machine; the default entry has an empty name.
type netrcEntry struct{ machine, name, password string }

// parseNetrc parses the format of the ftp command: words, some of which say what the next one is. It
// skips macros, which end with an empty line, and lines whose first word begins with #.
func parseNetrc(text string) (entries []netrcEntry, problem string) {
	words := netrcWords(text)
	for i := 0; i < len(words); i++ {
		word := words[i] // never shown: it may be a misplaced password
		switch {
		case word == "default":
			entries = append(entries, netrcEntry{})
			continue
		case !slices.Contains([]string{"machine", "login", "password", "account"}, word):
			return nil, "neither machine, default, login, password, account nor macdef stands where one should"
		case word != "machine" && len(entries) == 0:
			return nil, "it doesn't begin with machine or default"
		}
		if i++; i == len(words) {
			return nil, "it ends after " + word
		}
		if word == "machine" {
			entries = append(entries, netrcEntry{})
		}
		entries[len(entries)-1].set(word, words[i])
	}
	return entries, ""
}

func (e *netrcEntry) set(what, value string) {
	switch what {
	case "machine":
		e.machine = value
	case "login":
		e.name = value
	case "password":
		e.password = value
	}
}

// netrcWords splits text at blanks, except within double quotes, where a backslash escapes the next
// character.
func netrcWords(text string) []string {
	var words []string
	for begin := true; ; begin = false {
		rest := strings.TrimLeft(text, " \t\r\n")
		begin = begin || strings.Contains(text[:len(text)-len(rest)], "\n")
		text = rest
		switch {
		case text == "":
			return words
		case text[0] == '#' && begin:
			end := strings.IndexByte(text+"\n", '\n')
			text = text[end:]
		case text[0] == '"':
			var word string
			word, text = quotedWord(text[1:])
			words = append(words, word)
		default:
			end := strings.IndexAny(text+"\n", " \t\r\n")
			if word := text[:end]; word == "macdef" {
				_, text, _ = strings.Cut(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n")
			} else {
				words = append(words, word)
				text = text[end:]
			}
		}
	}
}

func quotedWord(text string) (word, rest string) {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '"':
			return b.String(), text[i+1:]
		case text[i] == '\\' && i+1 < len(text):
			i++
		}
		b.WriteByte(text[i])
	}
	return b.String(), ""
}
