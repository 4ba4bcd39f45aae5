package manual

import (
	"strings"

	"wspipe/commands/terminal/slash"
)

// tables are the lists that the texts don't keep by hand.
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

// otherVariables are those that no flag has.
func otherVariables() []Definition {
	return []Definition{
		{"NO_COLOR", "no colour, as with --no-color"},
		{"TERM", "dumb: no colour, no editor"},
		{"http_proxy, https_proxy, all_proxy, no_proxy", "the proxy, and for which hosts there is none, as curl takes them; also in capitals"},
		{"SSLKEYLOGFILE", "a file to which the keys of TLS connections are appended, for Wireshark and the like"},
		{"SSL_CERT_FILE, SSL_CERT_DIR", "the system's authorities, in place of its own"},
		{"HOME", "where --netrc and the history are looked for"},
		{"WSPIPE_HISTORY, XDG_STATE_HOME", "the file of the history, or the folder of its folder"},
		{"PAGER", "shows what is higher than the terminal (less, where it isn't set)"},
		{"VISUAL, EDITOR", "edits the line at Ctrl-X Ctrl-E"},
	}
}
