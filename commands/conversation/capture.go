package conversation

import (
	"wspipe/commands/matcher"
	"wspipe/commands/transcript"
)

func (c *check) capture(s transcript.Step, a transcript.Capture) *Failure {
	filter, err := matcher.ParseFilter(a.Filter(c.values))
	if err != nil {
		return bad(s, err)
	}
	got := c.connections[s.Name].last
	value, found, err := filter.Last(got.payload)
	problem := ""
	switch {
	case err != nil:
		problem = err.Error()
	case !found:
		problem = "the filter has no output"
	case value == nil:
		problem = "the filter's output is null"
	default:
		c.values[a.Variable] = asText(value)
		return nil
	}
	return &Failure{Step: s, Problem: problem, Got: matcher.Brief(got.kind, got.payload)}
}

// asText is a string as it is, and any other value as JSON.
func asText(value any) string {
	if text, ok := value.(string); ok {
		return text
	}
	return matcher.JSON(value)
}
