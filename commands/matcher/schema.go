package matcher

import (
	"encoding/json"
	"fmt"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"

	"wspipe/codec"
)

// schema matches JSON that is valid by a JSON Schema of draft 2020-12 or draft 7.
type schema struct {
	file     string
	resolved *jsonschema.Resolved
}

func (m schema) String() string { return "schema: " + m.file }

func (m schema) Match(_ codec.Type, payload []byte) *Mismatch {
	return matchAny(payload, func(value any) *Mismatch {
		if err := m.resolved.Validate(forSchema(value)); err != nil {
			return &Mismatch{Problem: err.Error()}
		}
		return nil
	})
}

// parseSchema reads the file, and the files that it refers to, with read. Nothing is fetched from a
// network.
func parseSchema(text string, read ReadFile) (Matcher, *problem) {
	name := strings.TrimRight(text, " \t")
	if name == "" {
		return nil, &problem{len(text), "the FILE with the schema is missing"}
	}
	s, err := readSchema(name, read)
	if err != nil {
		return nil, &problem{0, err.Error()}
	}
	load := func(uri *url.URL) (*jsonschema.Schema, error) {
		file, ok := strings.CutPrefix(uri.String(), schemaBase)
		if !ok {
			return nil, fmt.Errorf("%s: only files are read", uri)
		}
		return readSchema(file, read)
	}
	resolved, err := s.Resolve(&jsonschema.ResolveOptions{BaseURI: schemaBase + name, Loader: load})
	if err != nil {
		return nil, &problem{0, fmt.Sprintf("%s: %v", name, err)}
	}
	return schema{name, resolved}, nil
}

// schemaBase turns file names into URIs, so that a schema without $id can refer to other files.
const schemaBase = "file:///"

func readSchema(name string, read ReadFile) (*jsonschema.Schema, error) {
	text, err := read(name)
	if err != nil {
		return nil, err
	}
	s := new(jsonschema.Schema)
	if err := json.Unmarshal(text, s); err != nil {
		return nil, fmt.Errorf("%s is not a JSON Schema: %w", name, err)
	}
	if !slices.Contains(drafts(), strings.TrimSuffix(s.Schema, "#")) {
		return nil, fmt.Errorf("%s is of %s, and known are draft 2020-12 and draft 7", name, s.Schema)
	}
	return s, nil
}

func drafts() []string {
	return []string{"", "https://json-schema.org/draft/2020-12/schema", "http://json-schema.org/draft-07/schema", "https://json-schema.org/draft-07/schema"}
}

// forSchema converts the numbers of a decoded value to the types that the library calculates with;
// those beyond float64 become the nearest finite one. It changes the value in place.
func forSchema(value any) any {
	switch v := value.(type) {
	case json.Number:
		if n, err := strconv.Atoi(string(v)); err == nil {
			return n
		}
		f, _ := strconv.ParseFloat(string(v), 64) // infinite if it is too large
		return max(-math.MaxFloat64, min(f, math.MaxFloat64))
	case []any:
		for i := range v {
			v[i] = forSchema(v[i])
		}
	case map[string]any:
		for name := range v {
			v[name] = forSchema(v[name])
		}
	}
	return value
}
