package completion

import (
	"fmt"
	"strings"

	"wspipe/commands/manual"
)

func powershell(commands []manual.Command) string {
	var list, flagList, values strings.Builder
	for _, c := range commands {
		fmt.Fprintf(&list, "\t\t, @(%s, %s)\n", psQuote(c.Name), psQuote(c.Summary))
		fmt.Fprintf(&values, "\t\t\t%s { %s }\n", psQuote(c.Name), psWords(valueOf(c.Takes, c.Values)))
		fmt.Fprintf(&flagList, "\t\t\t%s {\n", psQuote(c.Name))
		for _, flag := range c.Flags {
			for _, name := range names(flag) {
				fmt.Fprintf(&flagList, "\t\t\t\t, @(%s, %s)\n", psQuote(name), psQuote(brief(flag)))
				if flag.TakesValue() {
					fmt.Fprintf(&values, "\t\t\t%s { $value = $true; %s }\n", psQuote(c.Name+" "+name), psWords(valueOf(flag.Kind, flag.Values)))
				}
			}
		}
		flagList.WriteString("\t\t\t}\n")
	}
	return strings.NewReplacer("@COMMANDS@", list.String(), "@FLAGS@", flagList.String(), "@VALUES@", values.String()).Replace(powershellScript)
}

// psWords returns the offers for words. It leaves files to the shell, which completes them if
// nothing else is offered.
func psWords(v value) string {
	var quoted []string
	for _, word := range v.words {
		quoted = append(quoted, ", @("+psQuote(word)+", "+psQuote(word)+")")
	}
	return strings.Join(quoted, "; ")
}

func psQuote(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }

const powershellScript = `# PowerShell completion for wspipe, made by: wspipe completion powershell
Register-ArgumentCompleter -Native -CommandName wspipe -ScriptBlock {
	param($wordToComplete, $commandAst, $cursorPosition)
	# What was typed before the word, as it stands there: nothing of it is evaluated.
	$typed = @($commandAst.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object { $_.Extent.Text })
	$value = $false
	# A list of one stays a list within @( ).
	$offers = @(if ($typed.Count -lt 2) {
@COMMANDS@	} else {
		$place = $typed[1]
		if ($typed.Count -gt 2 -and $typed[-1].StartsWith('-')) { $place = $typed[1] + ' ' + $typed[-1] }
		switch -CaseSensitive -Exact ($place) {
@VALUES@		}
	})
	if (-not $value -and $typed.Count -ge 2 -and $wordToComplete.StartsWith('-')) {
		$offers = @(switch -CaseSensitive -Exact ($typed[1]) {
@FLAGS@		})
	}
	$offers | Where-Object { $_ -and $_[0].StartsWith($wordToComplete, [StringComparison]::Ordinal) } | ForEach-Object {
		[System.Management.Automation.CompletionResult]::new($_[0], $_[0], 'ParameterValue', $_[1])
	}
}
`
