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

type filter struct {
	text  string
	code  *gojq.Code
	limit time.Duration
}

func parseJQ(text string) (Matcher, *problem) {
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
	return filter{text, code, filterTime}, nil
}

func (m filter) String() string { return "jq: " + m.text }

func (m filter) Match(_ codec.Type, payload []byte) *Mismatch {
	value, err := decode(payload)
	if err != nil {
		return notJSON(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), m.limit)
	defer cancel()
	last, found, err := m.lastOutput(ctx, forJQ(value))
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return &Mismatch{Problem: fmt.Sprintf("the filter had not ended after %v", m.limit)}
	case err != nil:
		return &Mismatch{Problem: "the filter failed: " + err.Error()}
	case !found:
		return &Mismatch{Problem: "the filter has no output"}
	case last == nil || last == false:
		return &Mismatch{Problem: fmt.Sprintf("the filter's last output is %s", brief(last))}
	}
	return nil
}

func (m filter) lastOutput(ctx context.Context, value any) (last any, found bool, err error) {
	outputs := m.code.RunWithContext(ctx, value)
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
