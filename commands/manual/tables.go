package manual

import (
	"strings"

	"wspipe/commands/terminal/slash"
)

// tables returns the lists that are generated rather than written in the texts.
func tables(name string) []Definition {
	switch name {
	case "statuses":
		return Statuses()
	case "slash":
		return slashCommands()
	case "variables":
		return otherVariables()
	}
	return nil
}

func slashCommands() []Definition {
	var all []Definition
	for _, c := range slash.Table() {
		all = append(all, Definition{strings.TrimRight("/"+c.Name+" "+c.Arguments, " "), c.Help})
	}
	return append(all, Definition{"//x", "sends /x"})
}

// otherVariables returns the environment variables that don't belong to flags.
func otherVariables() []Definition {
	return []Definition{
		{"NO_COLOR", "no colour, as with --no-color"},
		{"TERM", "dumb: no colour, no line editor"},
		{"http_proxy, https_proxy, all_proxy, no_proxy", "the proxy, and the hosts that use none, as in curl; also in capitals"},
		{"SSLKEYLOGFILE", "a file to which the keys of TLS connections are appended, for Wireshark and the like"},
		{"SSL_CERT_FILE, SSL_CERT_DIR", "the authorities to trust instead of the system's"},
		{"HOME", "the directory of .netrc and of the history"},
		{"WSPIPE_HISTORY, XDG_STATE_HOME", "the history file, or the directory that holds wspipe/history"},
		{"PAGER", "pager for help longer than the screen (default: less)"},
		{"VISUAL, EDITOR", "the editor for Ctrl-X Ctrl-E"},
	}
}
