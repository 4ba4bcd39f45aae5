//go:build unix

package interop

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// program is the path of the built wspipe.
var program string

var (
	printTable = flag.Bool("interop.table", false, "print what was tested as a table")
	browsers   = flag.Bool("interop.browsers", false, "meet browsers and what takes long to build, too")
)

func TestMain(m *testing.M) { os.Exit(buildAndRun(m)) }

func buildAndRun(m *testing.M) int {
	flag.Parse()
	dir, err := os.MkdirTemp("", "wspipe-interop-")
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
	for _, name := range []string{"WSPIPE_COMPRESS", "http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"} {
		os.Unsetenv(name)
	}
	return m.Run()
}

// build builds wspipe in its own module, with the race detector if the tests have it.
func build(path string) error {
	cmd := exec.Command("go", "build", "-o", path, ".")
	if raceEnabled {
		cmd = exec.Command("go", "build", "-race", "-o", path, ".")
	}
	cmd.Dir = "../.."
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%v: %w\n%s", cmd.Args, err, out)
	}
	return nil
}

var cases = []struct {
	name string
	test func(*testing.T, *table)
}{
	{"sizes", testSizes},
	{"fragments", testFragments},
	{"streamed", testStreamed},
	{"pings", testPings},
	{"compression", testDeflate},
	{"our close", testOurCloses},
	{"their close", testTheirCloses},
	{"half-closed", testHalfClosed},
}

func TestInterop(t *testing.T) {
	var results tally
	for _, p := range peers {
		if p.heavy && !*browsers {
			continue
		}
		for _, w := range p.ways() {
			for _, c := range cases {
				t.Run(fmt.Sprintf("%s %s/%s", p.name, w, c.name), func(t *testing.T) {
					defer func() { results.add(t, p, w, c.name) }()
					if why, ok := differences[difference{p.name, w, c.name}]; ok {
						t.Skip(why)
					}
					c.test(t, sit(t, p, w))
				})
			}
		}
	}
	if *printTable {
		results.print(os.Stdout)
	}
}
