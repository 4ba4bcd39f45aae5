// Package version reports wspipe's version, how it was built, and the licences of its parts.
package version

import (
	"cmp"
	_ "embed"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
)

// Set by scripts/release with the linker's -X; empty in other builds.
var (
	number string //nolint:gochecknoglobals // the linker sets variables
	commit string //nolint:gochecknoglobals // as above
	date   string //nolint:gochecknoglobals // as above
)

// unreleased is the version of builds that don't know theirs.
const unreleased = "0.1.0"

//go:embed licenses.txt
var licenses string //nolint:gochecknoglobals // embedded files are variables

// Licenses returns the full texts of the licences of everything that is linked.
func Licenses() string { return licenses }

// Number returns the version, as in semver.org.
func Number() string {
	if number != "" {
		return number
	}
	if info, ok := debug.ReadBuildInfo(); ok && isRelease(info.Main.Version) {
		return strings.TrimPrefix(info.Main.Version, "v")
	}
	return unreleased
}

// isRelease reports whether version is a tag's rather than one that Go makes from a commit, which
// ends with the first twelve digits of the commit.
func isRelease(version string) bool {
	parts := strings.Split(strings.TrimSuffix(version, "+dirty"), "-")
	return strings.HasPrefix(version, "v") && (len(parts) < 3 || len(parts[len(parts)-1]) != 12)
}

// Details returns the version, and what it was built from, when, and with which Go.
func Details() string {
	settings := map[string]string{}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, setting := range info.Settings {
			settings[setting.Key] = setting.Value
		}
	}
	revision := settings["vcs.revision"]
	if settings["vcs.modified"] == "true" {
		revision += ", with changes"
	}
	return fmt.Sprintf("wspipe %s\ncommit %s\ndate %s\ngo %s %s/%s\n", Number(),
		cmp.Or(commit, revision, "unknown"), cmp.Or(date, settings["vcs.time"], "unknown"),
		strings.TrimPrefix(runtime.Version(), "go"), runtime.GOOS, runtime.GOARCH)
}
