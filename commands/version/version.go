// Package version is which wspipe this is, and what it is made of.
package version

import (
	"cmp"
	_ "embed"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
)

// What scripts/release says with the linker's -X; empty in any other build.
var (
	number string //nolint:gochecknoglobals // the linker sets variables
	commit string //nolint:gochecknoglobals // the same
	date   string //nolint:gochecknoglobals // the same
)

// unreleased is the number of a build that knows no other.
const unreleased = "0.1.0"

//go:embed licenses.txt
var licenses string //nolint:gochecknoglobals // embedded files are variables

// Licenses is the whole texts of the licences of all that is linked.
func Licenses() string { return licenses }

// Number is the release, as in semver.org.
func Number() string {
	if number != "" {
		return number
	}
	if info, ok := debug.ReadBuildInfo(); ok && isRelease(info.Main.Version) {
		return strings.TrimPrefix(info.Main.Version, "v")
	}
	return unreleased
}

// isRelease tells a tag's version from one that Go makes of a commit, which
// ends with the commit's first twelve digits.
func isRelease(version string) bool {
	parts := strings.Split(strings.TrimSuffix(version, "+dirty"), "-")
	return strings.HasPrefix(version, "v") && (len(parts) < 3 || len(parts[len(parts)-1]) != 12)
}

// Details are the number, and what this was built of, when and by which Go.
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
