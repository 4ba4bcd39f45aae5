//go:build unix

package tests

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A harness written by others reads what check reports.
func TestReportIsReadByProve(t *testing.T) {
	prove, err := exec.LookPath("prove")
	if err != nil {
		missingPeer(t, "prove")
	}
	dir := t.TempDir()
	good, bad, report := filepath.Join(dir, "good.wst"), filepath.Join(dir, "# bad.wst"), filepath.Join(dir, "r.tap")
	writeFile(t, good, "url echo:\n> a\n< a\n")
	writeFile(t, bad, "url echo:\n> \"\\u001b: {\"\n< b\n")
	run(t, plain(t, "check", "--report", "tap="+report, good, bad, good), 1)
	out, err := command(t, prove, "--norc", "--exec", "cat", report).CombinedOutput()
	if exitStatus(t, err) != 1 {
		t.Errorf("prove: %v", err)
	}
	for _, want := range []string{"Tests=3", "Failed test:  2\n", "Result: FAIL"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("prove didn't say %q:\n%s", want, out)
		}
	}
	if strings.Contains(string(out), "Parse errors") {
		t.Errorf("prove: %s", out)
	}
}

// The jobs for CI systems in the manual talk to a server on port 8080 and leave a report where the next step looks
// for it.
func TestManualJobs(t *testing.T) {
	jobs := regexp.MustCompile(`(?m)^    # \.git.*\n(?:    .*\n)*`).FindAllString(asked(t, "help", "ci"), -1)
	if len(jobs) != 2 {
		t.Fatalf("%d jobs in the manual, want GitHub's and GitLab's", len(jobs))
	}
	path, err := plainProgram()
	if err != nil {
		t.Fatal(err)
	}
	s := startServeProgram(t, strings.NewReader(""), "--echo")
	for _, job := range jobs {
		check := regexp.MustCompile(`wspipe check .*`).FindString(job)
		report := regexp.MustCompile(`--report junit=(\S+)`).FindStringSubmatch(check)
		if report == nil || strings.Count(job, report[1]) < 2 || !strings.Contains(check, "127.0.0.1:8080") {
			t.Fatalf("no check in\n%s", job)
		}
		dir := t.TempDir()
		if err := os.Mkdir(filepath.Join(dir, "tests"), 0o700); err != nil {
			t.Fatal(err)
		}
		writeFile(t, filepath.Join(dir, "tests", "a.wst"), "> a\n< a\n")
		said := runExample(t, path, dir, strings.Replace(check, "127.0.0.1:8080", s.host, 1))
		if !strings.HasPrefix(said, "ok    tests/a.wst") {
			t.Errorf("%s: %s", check, said)
		}
		xml, err := os.ReadFile(filepath.Join(dir, report[1]))
		if err != nil || !strings.Contains(string(xml), `name="tests/a.wst"`) {
			t.Errorf("%s: %v: %s", check, err, xml)
		}
	}
	s.end()
}
