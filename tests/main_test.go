//go:build unix

// Package tests tests wspipe from outside: the built program, its streams and its exit status, against servers that
// behave and servers that don't.
package tests

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

// binDir holds the built program during the tests.
var binDir string

func TestMain(m *testing.M) { os.Exit(buildAndRun(m)) }

func buildAndRun(m *testing.M) int {
	dir, err := os.MkdirTemp("", "wspipe-tests-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	binDir = dir
	if _, err := program(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

// program returns the path of wspipe as most tests use it: with the race detector if the tests have it.
var program = sync.OnceValues(func() (string, error) {
	if !raceEnabled {
		return plainProgram()
	}
	return build(filepath.Join(binDir, "race", "wspipe"), "CGO_ENABLED=1", "-race")
})

// plainProgram returns the path of wspipe as it is released, which load tests measure.
var plainProgram = sync.OnceValues(func() (string, error) {
	return build(filepath.Join(binDir, "plain", "wspipe"), "CGO_ENABLED=0")
})

func build(path, env string, flags ...string) (string, error) {
	args := append([]string{"build", "-o", path}, flags...)
	cmd := exec.Command("go", append(args, "..")...) // tests run in their package's directory
	cmd.Env = append(os.Environ(), env)
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%v: %w\n%s", cmd.Args, err, out)
	}
	return path, nil
}
