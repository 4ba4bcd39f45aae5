package matcher

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"github.com/itchyny/gojq"

	"wspipe/codec"
)

// Filter is a program in jq's language. It may be used by several goroutines
// at once.
type Filter struct {
	text  string
	code  *gojq.Code
	limit bounds
}

// ParseFilter parses a filter. The filter has neither inputs nor an environment. An error is a
// *SyntaxError.
func ParseFilter(text string) (*Filter, error) {
	f, problem := parseFilter(text)
	if problem != nil {
		return nil, &SyntaxError{text: text, offset: problem.offset, problem: problem.text}
	}
	return f, nil
}

func parseFilter(text string, options ...gojq.CompilerOption) (*Filter, *problem) {
	if strings.TrimSpace(text) == "" {
		return nil, &problem{len(text), "the jq filter is missing"}
	}
	query, err := gojq.Parse(text)
	if err != nil {
		return nil, jqProblem(text, err)
	}
	code, err := gojq.Compile(query, options...)
	if err != nil {
		return nil, jqProblem(text, err)
	}
	return &Filter{text: text, code: code, limit: bounds{filterTime, filterMemory}}, nil
}

// Each calls output for each output of the filter for a message: nil, a bool, string, int,
// *big.Int, float64, []any or map[string]any. If the message is several JSON values, the filter
// runs on each of them. Each returns the filter's error, a *NotJSONError, an error if the filter
// takes too long or too much memory, or the error of output, which stops it.
func (f *Filter) Each(payload []byte, output func(any) error) error {
	inputs, err := decodeAll(payload)
	if err != nil {
		return &NotJSONError{notJSON(err).Problem}
	}
	for _, input := range inputs {
		if err := f.run(forJQ(input), nil, output); err != nil {
			return err
		}
	}
	return nil
}

// NotJSONError reports that a filter can't read a message.
type NotJSONError struct{ problem string }

func (e *NotJSONError) Error() string { return e.problem }

// Raw returns an output as jq -r writes it: a string unchanged, any other value as JSON in one
// line.
func Raw(output any) string {
	if text, ok := output.(string); ok {
		return text
	}
	return JSON(output)
}

// Last returns the last output that isn't null, or null if all are. found is false if there is no
// output at all. Errors are those of Each.
func (f *Filter) Last(payload []byte) (value any, found bool, err error) {
	err = f.Each(payload, keepLast(&value, &found))
	return value, found, err
}

func keepLast(value *any, found *bool) func(any) error {
	return func(output any) error {
		if output != nil || !*found {
			*value, *found = output, true
		}
		return nil
	}
}

func (f *Filter) run(input any, values []any, output func(any) error) error {
	ctx, stop := f.limit.watch()
	defer stop()
	err := outputs(ctx, f.code.RunWithContext(ctx, input, values...), output)
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case err != nil:
		return fmt.Errorf("the filter failed: %w", err)
	}
	return nil
}

func outputs(ctx context.Context, all gojq.Iter, output func(any) error) error {
	for {
		value, ok := all.Next()
		if !ok {
			return ctx.Err()
		}
		if err, ok := value.(error); ok {
			var halt *gojq.HaltError
			if errors.As(err, &halt) && halt.Value() == nil {
				return nil // the filter has stopped itself
			}
			return err
		}
		if err := output(value); err != nil {
			return err
		}
	}
}

// isTrue matches messages for which the filter's last output counts as true.
type isTrue struct{ *Filter }

func parseJQ(text string, _ ReadFile) (Matcher, *problem) {
	f, problem := parseFilter(text)
	if problem != nil {
		return nil, problem
	}
	return isTrue{f}, nil
}

func (m isTrue) String() string { return "jq: " + m.text }

func (m isTrue) Match(_ codec.Type, payload []byte) *Mismatch {
	return matchAny(payload, func(input any) *Mismatch {
		var last any
		found := false
		err := m.run(forJQ(input), nil, func(output any) error {
			last, found = output, true
			return nil
		})
		switch {
		case err != nil:
			return &Mismatch{Problem: err.Error()}
		case !found:
			return &Mismatch{Problem: "the filter has no output"}
		case last == nil || last == false:
			return &Mismatch{Problem: fmt.Sprintf("the filter's last output is %s", brief(last))}
		}
		return nil
	})
}

// longestInteger is the number of characters up to which integers are kept exact.
const longestInteger = 400

// forJQ converts the numbers of a decoded value to the types that gojq calculates with. It changes
// the value in place.
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
	f, _ := strconv.ParseFloat(text, 64) // infinite if it is too large
	return f
}

// jqProblem finds the place of an error. gojq reports how far it has read, but for an undefined
// name, only the name.
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
