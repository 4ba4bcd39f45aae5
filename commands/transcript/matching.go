package transcript

import "wspipe/commands/matcher"

// Matching returns the notation that a step compares with, with its values filled in. Matcher
// parses the same notation; this is for callers that convert it to something else. It is empty for
// a step that compares nothing.
func Matching(a Action, v Values) string {
	switch a := a.(type) {
	case Expect:
		if a.loose != nil {
			return a.loose.notation(v)
		}
		return a.pattern.notation(v)
	case Ignore:
		return a.pattern.notation(v)
	case Never:
		return a.pattern.notation(v)
	case Answer:
		return a.pattern.notation(v)
	case Closed:
		return a.reason.notation(v)
	}
	return ""
}

func (p *pattern) notation(v Values) string {
	if p == nil {
		return ""
	}
	return p.written.notation(v, matcher.Mark)
}
