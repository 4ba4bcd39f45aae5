package matcher

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"time"

	"github.com/itchyny/gojq"

	"wspipe/codec"
)

// filterTime is how long a filter may take for a message: it may never end.
const filterTime = 5 * time.Second

// Filter is a program in jq's language. It may be used by several goroutines
// at once.
type Filter struct {
	text  string
	code  *gojq.Code
	limit time.Duration
}

// ParseFilter reads a filter, which has neither inputs nor an environment. An
// error is a *SyntaxError.
func ParseFilter(text string) (*Filter, error) {
	f, problem := parseFilter(text)
	if problem != nil {
		return nil, &SyntaxError{text: text, offset: problem.offset, problem: problem.text}
	}
	return f, nil
}

func parseFilter(text string) (*Filter, *problem) {
	if strings.TrimSpace(text) == "" {
		return nil, &problem{len(text), "the jq filter is missing"}
	}
	query, err := gojq.Parse(text)
	if err != nil {
		return nil, jqProblem(text, err)
	}
	code, err := gojq.Compile(query)
	if err != nil {
		return nil, jqProblem(text, err)
	}
	return &Filter{text, code, filterTime}, nil
}

// Last is the last output for a message: nil, a bool, string, int, *big.Int,
// float64, []any or map[string]any. found is false where there is none. Errors
// are those of the filter, of a message that is no JSON, and of one that takes
// the filter longer than 5 s.
func (f *Filter) Last(payload []byte) (value any, found bool, err error) {
	input, err := Decode(payload)
	if err != nil {
		return nil, false, errors.New(notJSON(err).Problem)
	}
	ctx, cancel := context.WithTimeout(context.Background(), f.limit)
	defer cancel()
	value, found, err = lastOutput(ctx, f.code.RunWithContext(ctx, forJQ(input)))
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return nil, false, fmt.Errorf("the filter had not ended after %v", f.limit)
	case err != nil:
		return nil, false, fmt.Errorf("the filter failed: %w", err)
	}
	return value, found, nil
}

func lastOutput(ctx context.Context, outputs gojq.Iter) (last any, found bool, err error) {
	for {
		output, ok := outputs.Next()
		if !ok {
			return last, found, ctx.Err()
		}
		if err, ok := output.(error); ok {
			var halt *gojq.HaltError
			if errors.As(err, &halt) && halt.Value() == nil {
				return last, found, nil // the filter says: no more
			}
			return nil, false, err
		}
		last, found = output, true
	}
}

// isTrue is a message for which the filter's last output counts as true.
type isTrue struct{ *Filter }

func parseJQ(text string) (Matcher, *problem) {
	f, problem := parseFilter(text)
	if problem != nil {
		return nil, problem
	}
	return isTrue{f}, nil
}

func (m isTrue) String() string { return "jq: " + m.text }

func (m isTrue) Match(_ codec.Type, payload []byte) *Mismatch {
	last, found, err := m.Last(payload)
	switch {
	case err != nil:
		return &Mismatch{Problem: err.Error()}
	case !found:
		return &Mismatch{Problem: "the filter has no output"}
	case last == nil || last == false:
		return &Mismatch{Problem: fmt.Sprintf("the filter's last output is %s", brief(last))}
	}
	return nil
}

// longestInteger is how many digits are still worth exactness.
const longestInteger = 400

// forJQ makes numbers of a decoded value what gojq calculates with. It
// changes the value.
func forJQ(value any) any {
	switch v := value.(type) {
	case json.Number:
		return numberForJQ(string(v))
	case []any:
		for i := range v {
			v[i] = forJQ(v[i])
		}
	case map[string]any:
		for name := range v {
			v[name] = forJQ(v[name])
		}
	}
	return value
}

func numberForJQ(text string) any {
	if n, err := strconv.Atoi(text); err == nil {
		return n
	}
	if n, ok := new(big.Int).SetString(text[:min(len(text), longestInteger)], 10); ok && len(text) <= longestInteger {
		return n
	}
	f, _ := strconv.ParseFloat(text, 64) // infinite where it is too large
	return f
}

// jqProblem finds the place of an error. gojq tells where it had read to, and
// of a name that isn't defined, only the name.
func jqProblem(text string, err error) *problem {
	var syntax *gojq.ParseError
	if errors.As(err, &syntax) {
		return &problem{max(0, min(syntax.Offset, len(text))-len(syntax.Token)), err.Error()}
	}
	at := 0
	if _, name, ok := strings.Cut(err.Error(), " not defined: "); ok {
		name, _, _ = strings.Cut(name, "/")
		at = max(0, strings.Index(text, name))
	}
	return &problem{at, err.Error()}
}
