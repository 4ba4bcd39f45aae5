package export

import (
	"fmt"
	"regexp/syntax"
	"strings"
	"unicode"
)

// expressionOf translates a regular expression from RE2's syntax to JavaScript's. It also returns
// the names of its groups, starting with the whole match. Characters are UTF-16 code units there.
func expressionOf(pattern string, folded bool) (source string, names []string, err error) {
	flags := syntax.Perl
	if folded {
		flags |= syntax.FoldCase
	}
	re, err := syntax.Parse(pattern, flags)
	if err != nil {
		return "", nil, err
	}
	var b strings.Builder
	if err := write(&b, re); err != nil {
		return "", nil, err
	}
	return b.String(), re.CapNames(), nil
}

func write(b *strings.Builder, re *syntax.Regexp) error {
	switch re.Op {
	case syntax.OpEmptyMatch:
		b.WriteString("(?:)")
	case syntax.OpLiteral:
		writeLiteral(b, re)
	case syntax.OpCharClass:
		return writeClass(b, re.Rune)
	case syntax.OpAnyCharNotNL:
		b.WriteString(`[^\n]`)
	case syntax.OpAnyChar:
		b.WriteString(`[\s\S]`)
	case syntax.OpBeginText:
		b.WriteString("^")
	case syntax.OpEndText:
		b.WriteString("$")
	case syntax.OpWordBoundary:
		b.WriteString(`\b`)
	case syntax.OpNoWordBoundary:
		b.WriteString(`\B`)
	case syntax.OpCapture:
		return writeParts(b, "(", re.Sub, "")
	case syntax.OpConcat:
		return writeParts(b, "(?:", re.Sub, "")
	case syntax.OpAlternate:
		return writeParts(b, "(?:", re.Sub, "|")
	case syntax.OpStar, syntax.OpPlus, syntax.OpQuest, syntax.OpRepeat:
		return writeRepeated(b, re)
	default: // beginnings and ends of lines
		return cannotf("%s in a regular expression", re)
	}
	return nil
}

func writeParts(b *strings.Builder, before string, parts []*syntax.Regexp, between string) error {
	b.WriteString(before)
	for i, part := range parts {
		if i > 0 {
			b.WriteString(between)
		}
		if err := write(b, part); err != nil {
			return err
		}
	}
	b.WriteString(")")
	return nil
}

func writeRepeated(b *strings.Builder, re *syntax.Regexp) error {
	if err := writeParts(b, "(?:", re.Sub, ""); err != nil {
		return err
	}
	switch {
	case re.Op == syntax.OpStar:
		b.WriteString("*")
	case re.Op == syntax.OpPlus:
		b.WriteString("+")
	case re.Op == syntax.OpQuest:
		b.WriteString("?")
	case re.Max < 0:
		fmt.Fprintf(b, "{%d,}", re.Min)
	default:
		fmt.Fprintf(b, "{%d,%d}", re.Min, re.Max)
	}
	if re.Flags&syntax.NonGreedy != 0 {
		b.WriteString("?")
	}
	return nil
}

// writeLiteral keeps the marks of values, with the probe quoted.
func writeLiteral(b *strings.Builder, re *syntax.Regexp) {
	text := string(re.Rune)
	for text != "" {
		at := mark().FindStringIndex(text)
		if at == nil {
			writeRunes(b, text, re.Flags&syntax.FoldCase != 0)
			return
		}
		writeRunes(b, text[:at[0]], re.Flags&syntax.FoldCase != 0)
		b.WriteString(strings.Replace(text[at[0]:at[1]], probe, `"\.`, 1))
		text = text[at[1]:]
	}
}

func writeRunes(b *strings.Builder, text string, folded bool) {
	for _, r := range text {
		other := unicode.SimpleFold(r)
		if !folded || other == r {
			b.WriteString(unit(r))
			continue
		}
		b.WriteString("[" + unit(r))
		for ; other != r; other = unicode.SimpleFold(other) {
			b.WriteString(unit(other))
		}
		b.WriteString("]")
	}
}

const lastUnit = 0xffff

func writeClass(b *strings.Builder, ranges []rune) error {
	b.WriteString("[")
	for i := 0; i < len(ranges); i += 2 {
		low, high := ranges[i], ranges[i+1]
		switch {
		case high == unicode.MaxRune && low <= lastUnit:
			high = lastUnit
		case high > lastUnit:
			return cannotf("a class with characters beyond U+FFFF in a regular expression")
		}
		b.WriteString(unit(low) + "-" + unit(high))
	}
	b.WriteString("]")
	return nil
}

// unit quotes a character.
func unit(r rune) string {
	switch {
	case r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)), r == ' ':
		return string(r)
	case r > lastUnit:
		return "(?:" + string(r) + ")"
	}
	return fmt.Sprintf(`\u%04x`, r)
}
