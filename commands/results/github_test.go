package results

import (
	"regexp"
	"strings"
	"testing"
)

func TestGitHub(t *testing.T) {
	got := string(github([]Result{passedResult(), failedResult(), endedResult(3, "100% refused"), notRunResult()}))
	want := `::error file=tests/join.wst,line=7,title=wspipe check%3A step failed::< json: {"ok":true}%0Aexpected: json: {"ok":true}%0A` +
		`got:      {"ok":false}%0A.ok: expected true, got false%0A3 of 6 steps passed, 2 skipped (1.5s)
::error file=late.wst,line=1,title=wspipe check%3A no connection::100%25 refused%0A1 of 4 steps passed, 3 skipped (2s)
`
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

// Each result is one command, whatever a server sends or a file is called.
func TestGitHubHostile(t *testing.T) {
	command := regexp.MustCompile(`^::error file=([^,:]*),line=7,title=[^,:]*::[^\r\n]*\n$`)
	for _, text := range hostile {
		if got := string(github([]Result{hostileResult(text)})); !command.MatchString(got) {
			t.Errorf("%q: %q", text, got)
		}
	}
	r := failedResult()
	r.Failure.File = "a,b: 50%.wst"
	if got := string(github([]Result{r})); !strings.HasPrefix(got, "::error file=a%2Cb%3A 50%25.wst,line=7,") {
		t.Error(got)
	}
}
