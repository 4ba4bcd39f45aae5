package transcript

import (
	"path"
	"path/filepath"
	"slices"
	"strings"

	"wspipe/commands/matcher"
)

// path parses a file name. A file name must not contain values that the other end may have chosen,
// nor, if the file is read now, values that are only known during the run.
func (p *parser) path(f field, now bool) (words, *problem) {
	if f.text == "" {
		return nil, problemf(f.offset, "the FILE is missing")
	}
	name, wrong := p.words(f)
	if wrong != nil {
		return nil, wrong
	}
	for _, word := range name {
		peer, known := p.captured[word.name]
		switch {
		case word.name == "":
		case known && peer:
			return nil, problemf(f.offset, "${%s} may come from the other end, so it is no part of a path", word.name)
		case known && now:
			return nil, problemf(f.offset, "the file is read before the run, which ${%s} comes from", word.name)
		}
	}
	return name, nil
}

// readFile reads a file relative to the one that contains the line. If values are missing, which
// Lenient allows, there is nothing to read.
func (p *parser) readFile(f field) ([]byte, *problem) {
	name, wrong := p.path(f, true)
	if wrong != nil || name.captured() {
		return nil, wrong
	}
	text, err := p.read(name.expand(nil, matcher.AsItIs))
	if err != nil {
		return nil, problemf(f.offset, "%v", err)
	}
	return text, nil
}

func (p *parser) read(name string) ([]byte, error) {
	if p.o.Read == nil {
		return unread(name)
	}
	if err := Confined(name); err != nil && !p.o.AllowRun {
		return nil, err
	}
	return p.o.Read(p.beside(name))
}

// beside returns name relative to the transcript's folder.
func (p *parser) beside(name string) string {
	if p.included == "" || filepath.IsAbs(name) {
		return name
	}
	return path.Join(path.Dir(filepath.ToSlash(p.included)), filepath.ToSlash(name))
}

// These limits stop files that include each other, or that include others twice at each level,
// which would take forever.
const (
	maxDepth    = 20
	maxIncludes = 1000
)

// parseInclude parses the lines of another file in place of the include line.
func (p *parser) parseInclude(step Step, word, rest field) *problem {
	if step.Name != "" {
		return problemf(word.offset, "include is for all connections: no @%s goes before it", step.Name)
	}
	name, wrong := p.path(rest, true)
	if wrong != nil || name.captured() {
		return wrong
	}
	shown := name.expand(nil, matcher.AsItIs)
	file := p.beside(shown)
	p.includes++
	switch {
	case slices.Contains(p.including, file):
		return problemf(rest.offset, "%s includes itself", file)
	case len(p.including) == maxDepth, p.includes > maxIncludes:
		return problemf(rest.offset, "too many files include others")
	}
	text, err := p.read(shown)
	if err != nil {
		return problemf(rest.offset, "%v", err)
	}
	before := *p
	p.included, p.including = file, append(slices.Clone(p.including), file)
	p.file = path.Join(path.Dir(filepath.ToSlash(before.main)), file)
	p.parseLines(linesOf(text))
	p.included, p.including, p.file, p.number, p.line = before.included, before.including, before.file, before.number, before.line
	return nil
}

func linesOf(text []byte) []string {
	return strings.Split(strings.TrimPrefix(string(text), "\ufeff"), "\n")
}

// opensIn reports whether there is a url line in lines, or in the files that they include.
// Unreadable files are skipped: parsing reports them.
func (p *parser) opensIn(lines []string) bool {
	for _, line := range lines {
		if isURLLine(line) {
			return true
		}
		if word, rest := (field{text: strings.TrimSpace(line)}).cut(); word.text == "include" {
			if p.includesURL(rest) {
				return true
			}
		}
	}
	return false
}

func (p *parser) includesURL(rest field) bool {
	name, wrong := p.path(rest, true)
	p.includes++
	if wrong != nil || name.captured() || len(p.including) == maxDepth || p.includes > maxIncludes {
		return false
	}
	shown := name.expand(nil, matcher.AsItIs)
	file := p.beside(shown)
	text, err := p.read(shown)
	if err != nil || slices.Contains(p.including, file) {
		return false
	}
	before, including := p.included, p.including
	p.included, p.including = file, append(slices.Clone(including), file)
	defer func() { p.included, p.including = before, including }()
	return p.opensIn(linesOf(text))
}
