package terminal

import (
	"regexp"
	"slices"
	"strings"

	"wspipe/commands/terminal/slash"
)

// complete does what Tab does: as much as there is only one way to go on; a second Tab lists the ways.
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

// completion needs mu.
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

// columns lists candidates in as many columns as fit.
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
	wordsMost   = 4 << 10 // bytes of a message that are looked at for words
	wordsTexts  = 200     // messages, and as many lines of the history, whose words are known
	wordsListed = 200
)

// words are those of recent messages.
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

// beginning are the words, of messages and of what was typed in the past, that begin with a prefix and are longer.
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
