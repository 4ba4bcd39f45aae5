package export

import (
	"fmt"

	"github.com/itchyny/gojq"
)

// filter translates a jq filter to a JavaScript function. It supports paths, literals, comparisons
// for equality, and, or, pipes, not and length.
func (w *writer) filter(text string) (string, error) {
	q, err := gojq.Parse(text)
	if err != nil {
		return "", cannotf("the filter %s", text)
	}
	body, err := w.query(q, "x")
	if err != nil {
		return "", err
	}
	return "(x) => " + body, nil
}

func (w *writer) query(q *gojq.Query, input string) (string, error) {
	if len(q.FuncDefs) > 0 || q.Meta != nil || len(q.Imports) > 0 {
		return "", cannotf("the filter %s", q)
	}
	if q.Term != nil {
		return w.term(q, q.Term, input)
	}
	if q.Op == gojq.OpPipe {
		left, err := w.query(q.Left, input)
		if err != nil {
			return "", err
		}
		right, err := w.query(q.Right, "x")
		return "((x) => " + right + ")(" + left + ")", err
	}
	shape, ok := map[gojq.Operator]string{
		gojq.OpEq: "same(%s, %s)", gojq.OpNe: "!same(%s, %s)", gojq.OpAnd: "(truth(%s) && truth(%s))", gojq.OpOr: "(truth(%s) || truth(%s))",
	}[q.Op]
	if !ok || q.Left == nil || q.Right == nil {
		return "", cannotf("%v in the filter %s", q.Op, q)
	}
	left, err := w.query(q.Left, input)
	if err != nil {
		return "", err
	}
	right, err := w.query(q.Right, input)
	return fmt.Sprintf(shape, left, right), err
}

func (w *writer) term(q *gojq.Query, t *gojq.Term, input string) (string, error) {
	value, err := w.beginning(q, t, input)
	for _, suffix := range t.SuffixList {
		if err != nil {
			return "", err
		}
		if suffix.Index == nil {
			return "", cannotf("the filter %s", q)
		}
		value, err = w.index(q, suffix.Index, value)
	}
	return value, err
}

func (w *writer) beginning(q *gojq.Query, t *gojq.Term, input string) (string, error) {
	switch t.Type {
	case gojq.TermTypeIdentity:
		return input, nil
	case gojq.TermTypeIndex:
		return w.index(q, t.Index, input)
	case gojq.TermTypeNull, gojq.TermTypeTrue, gojq.TermTypeFalse:
		return t.String()[:len(t.String())-suffixes(t)], nil
	case gojq.TermTypeNumber:
		return t.Number, nil
	case gojq.TermTypeString:
		if len(t.Str.Queries) == 0 {
			return w.expression(t.Str.Str)
		}
	case gojq.TermTypeQuery:
		return w.query(t.Query, input)
	case gojq.TermTypeFunc:
		switch t.Func.String() {
		case "not":
			return "!truth(" + input + ")", nil
		case "length":
			return "lengthOf(" + input + ")", nil
		}
	}
	return "", cannotf("the filter %s", q)
}

// suffixes returns the length of a term's suffixes in its text.
func suffixes(t *gojq.Term) int {
	n := 0
	for _, s := range t.SuffixList {
		n += len(s.String())
	}
	return n
}

func (w *writer) index(q *gojq.Query, i *gojq.Index, value string) (string, error) {
	switch {
	case i.IsSlice:
	case i.Name != "":
		return "member(" + value + ", " + quoted(i.Name) + ")", nil
	case i.Str != nil && len(i.Str.Queries) == 0:
		name, err := w.expression(i.Str.Str)
		return "member(" + value + ", " + name + ")", err
	case i.Start != nil && i.Start.Term != nil && len(i.Start.Term.SuffixList) == 0 &&
		(i.Start.Term.Type == gojq.TermTypeNumber || i.Start.Term.Type == gojq.TermTypeString):
		name, err := w.query(i.Start, value)
		return "member(" + value + ", " + name + ")", err
	}
	return "", cannotf("the filter %s", q)
}
