//go:build unix

// Package faults puts a bad network between the built program and the test server: toxiproxy, in this process. It is
// a module of its own, so that wspipe's doesn't have to list toxiproxy's dependencies.
package faults

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/rs/zerolog"
)

// program is the path of the built wspipe.
var program string

func TestMain(m *testing.M) { os.Exit(buildAndRun(m)) }

func buildAndRun(m *testing.M) int {
	zerolog.SetGlobalLevel(zerolog.Disabled) // some toxics write to stderr
	dir, err := os.MkdirTemp("", "wspipe-faults-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	program = filepath.Join(dir, "wspipe")
	if err := build(program); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

// build builds wspipe in its own module, with its own versions of dependencies: like a release, or with the race
// detector if the tests have it.
func build(path string) error {
	cmd := exec.Command("go", "build", "-o", path, ".")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if raceEnabled {
		cmd = exec.Command("go", "build", "-race", "-o", path, ".")
		cmd.Env = append(os.Environ(), "CGO_ENABLED=1")
	}
	cmd.Dir = "../.."
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%v: %w\n%s", cmd.Args, err, out)
	}
	return nil
}
