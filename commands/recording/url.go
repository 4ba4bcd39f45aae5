package recording

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"wspipe/client"
	"wspipe/commands/transcript"
)

// urlLines returns a url line, with references in place of what looks like a token in the query. A
// comment before it says how to give each value.
func urlLines(url string, taken map[string]bool) string {
	base, query, asks := strings.Cut(url, "?")
	comments, base := pathLines(base, taken)
	if !asks {
		return comments + "url " + base + "\n"
	}
	parameters := strings.Split(query, "&")
	for i, parameter := range parameters {
		name, value, _ := strings.Cut(parameter, "=")
		if value == "" || !speaksOfSecret(name) && !client.LooksSecret(value) {
			parameters[i] = transcript.Escape(parameter)
			continue
		}
		variable := variableFor(name, taken)
		comments += fmt.Sprintf("# the value of %s is left out: -D %s=VALUE, or the environment, gives it\n", transcript.Escape(name), variable)
		parameters[i] = transcript.Escape(name) + "=${" + variable + "}"
	}
	return comments + "url " + base + "?" + strings.Join(parameters, "&") + "\n"
}

// pathLines returns a URL without its query, with references in place of recognizable tokens, and
// the comments for them.
func pathLines(base string, taken map[string]bool) (comments, path string) {
	segments := strings.Split(base, "/")
	for i, segment := range segments {
		if !token().MatchString(segment) {
			segments[i] = transcript.Escape(segment)
			continue
		}
		variable := variableFor("TOKEN", taken)
		comments += fmt.Sprintf("# a token in the path is left out: -D %s=VALUE, or the environment, gives it\n", variable)
		segments[i] = "${" + variable + "}"
	}
	return comments, strings.Join(segments, "/")
}

// protocolLines returns the lines for the offered subprotocols, which follow the url line.
func protocolLines(names []string, taken map[string]bool) string {
	text := ""
	for _, name := range names {
		if !fitsLine(name) || strings.ContainsAny(name, " \t,") {
			text += "# a subprotocol is left out, which no line can hold\n"
			continue
		}
		if !client.LooksSecret(name) {
			text += "subprotocol " + transcript.Escape(name) + "\n"
			continue
		}
		variable := variableFor("SUBPROTOCOL", taken)
		text += fmt.Sprintf("# a subprotocol that looks like a token is left out: -D %s=VALUE, or the environment, gives it\nsubprotocol ${%s}\n", variable, variable)
	}
	return text
}

// headerLines returns the other lines that follow the url line.
func headerLines(origin string, leftOut []string, taken map[string]bool) string {
	text := ""
	switch {
	case origin == "":
	case fitsLine(origin):
		text = "origin " + transcript.Escape(origin) + "\n"
	default:
		text = "# the origin is left out, which no line can hold\n"
	}
	for _, name := range leftOut {
		variable := variableFor(name, taken)
		text += fmt.Sprintf("# the value of %s is left out: -D %s=VALUE, or the environment, gives it\nheader %s: ${%s}\n", name, variable, name, variable)
	}
	return text
}

// fitsLine reports whether text can be written at the end of a line unchanged.
func fitsLine(text string) bool {
	return text != "" && text == strings.TrimSpace(text) && utf8.ValidString(text) && !strings.ContainsFunc(text, unicode.IsControl)
}

// speaksOfSecret reports whether a name is one for credentials.
func speaksOfSecret(name string) bool {
	name = strings.NewReplacer("-", "", "_", "", ".", "").Replace(strings.ToLower(name))
	for _, word := range []string{"token", "secret", "passw", "pwd", "apikey", "oauth", "authoriz", "credential", "signature", "session", "ticket", "jwt"} {
		if strings.Contains(name, word) {
			return true
		}
	}
	switch name {
	case "auth", "authkey", "key", "sig", "sid", "pass", "accesskey", "subscriptionkey":
		return true
	}
	return false
}

// variableFor turns a name into one that no other parameter has.
func variableFor(name string, taken map[string]bool) string {
	variable := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			return r
		}
		return '_'
	}, name)
	if variable == "" || variable[0] >= '0' && variable[0] <= '9' {
		variable = "TOKEN_" + variable
	}
	for again := 2; taken[variable]; again++ {
		variable = fmt.Sprintf("%s_%d", strings.TrimRight(variable, "_0123456789"), again)
	}
	taken[variable] = true
	return variable
}
