package terminal

import (
	"regexp"
	"slices"
	"strings"

	"wspipe/commands/terminal/slash"
)

// complete handles Tab: it completes as far as the completion is unambiguous; a second Tab lists the candidates.
func (t *Terminal) complete() {
	t.mu.Lock()
	defer t.mu.Unlock()
	typed := t.editor.Text()[:t.editor.Cursor()]
	c := t.completion(typed)
	common := slash.Common(c.Candidates)
	switch {
	case len(c.Candidates) == 1:
		if c.Final {
			common += " "
		}
		t.editor.Replace(c.From, len(typed), common)
	case len(common) > len(typed)-c.From:
		t.editor.Replace(c.From, len(typed), common)
	case t.listing && len(c.Candidates) > 0:
		t.hints = columns(c.Candidates, t.options().Width)
	default:
		t.listing = true
		return
	}
	t.listing = false
}

// completion requires mu.
func (t *Terminal) completion(typed string) slash.Completion {
	if t.o.Session != nil && strings.HasPrefix(typed, "/") && !strings.HasPrefix(typed, "//") {
		return slash.Complete(typed, "")
	}
	from := len(typed) - len(wordEnd().FindString(typed))
	past := t.o.History.Past()
	return slash.Completion{From: from, Candidates: t.words.beginning(typed[from:], past[max(0, len(past)-wordsTexts):])}
}

func wordEnd() *regexp.Regexp { return regexp.MustCompile(`[\p{L}\p{N}_-]+$`) }

const (
	columnGap = 2
	mostRows  = 6
)

// columns arranges candidates in as many columns as fit.
func columns(all []string, width int) []string {
	widest := 0
	for _, s := range all {
		widest = max(widest, len(s))
	}
	perRow := max(1, (width-1)/(widest+columnGap))
	var rows []string
	for row := range slices.Chunk(all, perRow) {
		if len(rows) == mostRows {
			return append(rows[:mostRows-1], "…")
		}
		line := ""
		for _, s := range row {
			line += s + strings.Repeat(" ", widest+columnGap-len(s))
		}
		rows = append(rows, strings.TrimRight(line, " "))
	}
	return rows
}

const (
	wordsMost   = 4 << 10 // bytes of a message that are searched for words
	wordsTexts  = 200     // number of messages, and of history lines, whose words are known
	wordsListed = 200
)

// words holds recent messages to take words from.
type words struct {
	texts []string
	next  int
}

func (w *words) add(text string) {
	text = strings.Clone(text[:min(len(text), wordsMost)])
	if len(w.texts) < wordsTexts {
		w.texts = append(w.texts, text)
		return
	}
	w.texts[w.next] = text
	w.next = (w.next + 1) % wordsTexts
}

// beginning returns the longer words that begin with a prefix, from messages and from past lines.
func (w *words) beginning(prefix string, past []string) []string {
	if prefix == "" {
		return nil
	}
	pattern := regexp.MustCompile(`[\p{L}\p{N}_-]{2,}`)
	var found []string
	for _, text := range slices.Concat(w.texts, past) {
		for _, word := range pattern.FindAllString(text[:min(len(text), wordsMost)], -1) {
			if strings.HasPrefix(word, prefix) && word != prefix {
				found = append(found, word)
			}
		}
	}
	slices.Sort(found)
	found = slices.Compact(found)
	return found[:min(len(found), wordsListed)]
}
