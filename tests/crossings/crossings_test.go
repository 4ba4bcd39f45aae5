//go:build unix

// Package crossings runs the built program with all pairs of its features against a scripted peer,
// and compares the outcome of each run with what is promised: what arrives at either end, byte by
// byte, which Close each side sees, the status, stderr, and that nothing is left running or grows.
//
// To add a new feature, add its values to table (or a dimension), and its flags to plan.flags; forbid
// meaningless combinations in rules; and if it changes the expected outcome, change the oracle
// (promises, judgement).
package crossings

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

var (
	seed     = flag.Uint64("crossings.seed", 1, "the runs are made from `N`; 0 takes another one each time")
	strength = flag.Int("crossings.strength", 2, "cover all combinations of `N` features: 2 pairs, 3 triples")
	only     = flag.String("crossings.run", "", "do the one run with these `VALUES`, others being usual")
	verbose  = flag.Bool("crossings.list", false, "list the runs, and the combinations that the rules leave out")
)

// program is the path of the built wspipe.
var program string

func TestMain(m *testing.M) { os.Exit(buildAndRun(m)) }

func buildAndRun(m *testing.M) int {
	// Runs mostly wait, so more of them than usual run at once; -parallel overrides this.
	if err := flag.Set("test.parallel", "8"); err != nil {
		panic(err)
	}
	flag.Parse()
	dir, err := os.MkdirTemp("", "wspipe-crossings-")
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

func build(path string) error {
	args, env := []string{"build", "-o", path}, "CGO_ENABLED=0"
	if raceEnabled {
		args, env = append(args, "-race"), "CGO_ENABLED=1"
	}
	cmd := exec.Command("go", append(args, "../..")...) // tests run in their package's directory
	cmd.Env = append(os.Environ(), env)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%v: %w\n%s", cmd.Args, err, out)
	}
	return nil
}

func TestCrossings(t *testing.T) {
	for i, c := range chosen(t) {
		t.Run(fmt.Sprint(i+1), func(t *testing.T) {
			t.Parallel()
			runOne(t, c)
		})
	}
}

func chosen(t *testing.T) []crossing {
	if *only != "" {
		c, err := parse(*only)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rules {
			if r.forbids(&c) {
				t.Fatalf("%v is left out: %s", c, r.why)
			}
		}
		return []crossing{c}
	}
	if *seed == 0 {
		*seed = uint64(time.Now().UnixNano())
	}
	runs, impossible := cover(rand.New(rand.NewPCG(*seed, 0)), *strength)
	t.Logf("seed %d: %d runs cover all combinations of %d, but for %d that the rules leave out", *seed, len(runs), *strength, len(impossible))
	if *verbose {
		for i, c := range runs {
			t.Logf("%d: %v", i+1, c)
		}
		for _, i := range impossible {
			t.Logf("left out: %v", i)
		}
	}
	return runs
}

func runOne(t *testing.T, c crossing) {
	for _, u := range unmended {
		if *only == "" && u.forbids(&c) {
			t.Skipf("%v: %s", c, u.why)
		}
	}
	dir, err := os.MkdirTemp("", "x-") // the path of a unix socket must be short
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	p := planOf(&c)
	o, err := cross(program, dir, p)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d MiB: %v", o.memory>>20, c)
	if problems := p.judge(o); len(problems) > 0 {
		t.Errorf("go test ./tests/crossings -run 'TestCrossings$' -crossings.run '%v'", c)
		for _, problem := range problems {
			t.Errorf("  %s", problem)
		}
	}
}
