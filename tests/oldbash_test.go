//go:build unix

package tests

import (
	"regexp"
	"testing"
)

// newer lists what bash 3.2, macOS's, doesn't support: a pattern for it, and an example. The script for bash must use
// none of it.
var newer = []struct{ pattern, example string }{
	{`\b(compopt|mapfile|readarray|coproc)\b`, `mapfile -t words`},
	{`\b(declare|local|typeset) -[a-zA-Z]*[Anglu]`, `local -A values`},
	{`\bdeclare\b`, `declare -f x`},
	{`\$\{[^}]*(\^|,,|@[QEPAaUuLKk]\})`, `${word,,}`},
	{`\$\{\w+(\[[^]]*\])?:[^}]*:-`, `${word:0:-1}`},
	{`\[-[0-9]`, `${words[-1]}`},
	{`&>>|\|&|;&`, `one ;;& two`},
	{`\[\[[^\n]* -[vR] `, `[[ -v word ]]`},
	{`\[ (! )?-[vR] `, `[ -v word ]`},
	{`\bprintf -v '?"?\w+\[`, `printf -v "words[1]" x`},
	{`\bprintf [^\n]*%\([^\n]*\)T`, `printf '%(%s)T'`},
	{`\{\w+\.\.\w+\.\.|\{0[0-9]+\.\.`, `{1..10..2}`},
	{`\bread [^\n]*-[a-zA-Z]*[iN]\b|\bread [^\n]*-t ?0?\.`, `read -N 3 word`},
	{`\bshopt\b`, `shopt -s globstar`},
	{`\b(BASHPID|BASH_XTRACEFD|EPOCH\w+|SRANDOM|COMP_TYPE|COMP_KEY)\b`, `$BASHPID`},
	{`\bwait -n\b|\blocal -( |;|$)`, `wait -n`},
	{`\{\w+\}[<>]`, `exec {fd}>file`},
	{`\$'[^']*\\[uU]`, `$'\u2028'`},
	{`\bcomplete [^\n]*-[DEI]\b|\bcompgen -V`, `complete -D -F x`},
	{`\b(_init_completion|_get_comp_words_by_ref|_comp_\w+|__\w+|_filedir|COMP_WORDS|COMP_CWORD)\b`, `_init_completion || return`},
	{`\$\(`, `$(case $x in a) echo;; esac)`}, // its parser only counts parentheses
	{`<<<[^"]*$`, `read -r x <<<$words`},     // loses newlines and blanks there
	{`"[^"\n]*\$\{\w+/[^}\n]*"`, `"${word/"a"/b}"`},
}

func TestCompletionForOldBash(t *testing.T) {
	script := asked(t, "completion", "bash")
	for _, rule := range newer {
		pattern := regexp.MustCompile(`(?m)` + rule.pattern)
		if !pattern.MatchString(rule.example) {
			t.Errorf("%s doesn't find %s", rule.pattern, rule.example)
		}
		if found := pattern.FindString(script); found != "" {
			t.Errorf("bash 3.2 can't have %q", found)
		}
	}
}

// older removes from bash what 3.2 lacks, as far as possible.
const older = "enable -n compopt mapfile readarray; shopt -s compat32; unset -f _init_completion; "
