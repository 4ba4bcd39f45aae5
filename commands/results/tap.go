package results

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"wspipe/commands/status"
)

// tap declares version 13: Perl's prove rejects version 14, and consumers of 14 accept what that
// adds (escapes in descriptions) in 13, too.
func tap(results []Result) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "TAP version 13\n1..%d\n", len(results))
	for i, r := range results {
		not := ""
		if r.Failure != nil {
			not = "not "
		}
		skip := ""
		if r.Failure == nil && r.NotRun != "" {
			skip = " # SKIP " + description(r.NotRun)
		}
		fmt.Fprintf(&b, "%sok %d - %s%s\n", not, i+1, description(r.File), skip)
		if r.Failure != nil {
			r.diagnostic(&b)
		}
	}
	return b.Bytes()
}

// description escapes what would start a directive such as SKIP.
func description(file string) string {
	return strings.NewReplacer(`\`, `\\`, `#`, `\#`).Replace(oneLine(file))
}

// diagnostic writes the YAML block. It is simple enough for the subset of YAML that Perl's prove,
// and TAP::Parser in general, parses.
func (r Result) diagnostic(b *bytes.Buffer) {
	f := r.Failure
	b.WriteString("  ---\n")
	fmt.Fprintf(b, "  message: %s\n  severity: \"fail\"\n", quoted(f.Problem))
	fmt.Fprintf(b, "  at:\n    file: %s\n", quoted(f.in(r.File)))
	if f.Line > 0 {
		fmt.Fprintf(b, "    line: %d\n", f.Line)
	}
	for _, text := range []struct{ key, value string }{
		{"step", f.Step}, {"expected", f.Expected}, {"got", f.Got}, {"detail", f.Detail},
	} {
		if text.value != "" {
			fmt.Fprintf(b, "  %s: %s\n", text.key, quoted(text.value))
		}
	}
	fmt.Fprintf(b, "  exit_status: %d\n  passed: %d\n  skipped: %d\n", f.Status, r.Passed, r.skipped())
	if len(f.Conversation) > 0 {
		b.WriteString("  conversation:\n")
	}
	for _, entry := range f.Conversation {
		fmt.Fprintf(b, "    - %s\n", listed(quoted(entry)))
	}
	b.WriteString("  ...\n")
}

// tapBytes limits the length of a text: at 64 KiB, in some versions at half of that, TAP::Parser
// takes the quotes for unbalanced and gives up.
const tapBytes = 8 << 10

// quoted returns a double-quoted scalar. YAML has every escape that Go writes for valid UTF-8, with
// the same meaning.
func quoted(text string) string {
	return strconv.Quote(strings.ToValidUTF8(status.CutAfter(text, tapBytes), "\uFFFD"))
}

// likeKey matches what TAP::Parser takes for the key of an object, even in quotes.
var likeKey = sync.OnceValue(func() *regexp.Regexp { //nolint:gochecknoglobals // a constant
	return regexp.MustCompile(`^(\S+ *):( )`)
})

// listed returns a scalar as an element of a list.
func listed(scalar string) string {
	for likeKey().MatchString(scalar) {
		scalar = likeKey().ReplaceAllString(scalar, `$1\x3a$2`)
	}
	return scalar
}
