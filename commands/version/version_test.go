package version

import (
	"regexp"
	"strings"
	"testing"
)

func TestIsRelease(t *testing.T) {
	for version, want := range map[string]bool{
		"v1.2.3": true, "v1.2.3-rc.1": true, "v1.2.3-rc-1": true, "v1.2.3+dirty": true,
		"": false, "(devel)": false,
		"v0.0.0-20261127150405-0123456789ab":        false,
		"v0.0.0-20261127150405-0123456789ab+dirty":  false,
		"v1.2.4-0.20261127150405-0123456789ab":      false,
		"v1.2.3-rc.1.0.20261127150405-0123456789ab": false,
	} {
		if got := isRelease(version); got != want {
			t.Errorf("%q: %v", version, got)
		}
	}
}

func TestDetails(t *testing.T) {
	want := regexp.MustCompile(`^wspipe [0-9]+\.[0-9]+\.[0-9]+\S*\ncommit \S.*\ndate \S+\ngo [0-9].* [a-z]+/[a-z0-9]+\n$`)
	if got := Details(); !want.MatchString(got) {
		t.Errorf("%q", got)
	}
	number, commit, date = "9.8.7", "abc", "2026-11-27T15:00:00Z"
	defer func() { number, commit, date = "", "", "" }()
	if got := Details(); !strings.HasPrefix(got, "wspipe 9.8.7\ncommit abc\ndate 2026-11-27T15:00:00Z\ngo ") {
		t.Errorf("%q", got)
	}
}
