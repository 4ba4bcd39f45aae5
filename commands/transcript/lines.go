package transcript

// lineKind parses what follows the first word of a line.
type lineKind func(p *parser, step Step, word, rest field) *problem

// kindsOfLine maps the first words of lines to the functions that parse the rest.
func kindsOfLine() map[string]lineKind {
	return map[string]lineKind{
		"url":         (*parser).parseURL,
		"header":      (*parser).parseHandshake,
		"subprotocol": (*parser).parseHandshake,
		"origin":      (*parser).parseHandshake,
		"user":        (*parser).parseHandshake,
		"compress":    (*parser).parseHandshake,
		"insecure":    (*parser).parseHandshake,
		"opened":      (*parser).parseOpened,
		"rejected":    (*parser).parseRejected,
		">":           (*parser).parseSend,
		">?":          (*parser).parseLoose,
		"<":           (*parser).parseExpect,
		"<<":          (*parser).parseExpect,
		"<&":          (*parser).parseExpect,
		"<<&":         (*parser).parseExpect,
		"<?":          (*parser).parseLoose,
		"ignore":      (*parser).parseIgnore,
		"never":       (*parser).parseNever,
		"answer":      (*parser).parseAnswer,
		"every":       (*parser).parseEvery,
		"split":       (*parser).parseSplit,
		"capture":     (*parser).parseCapture,
		"set":         (*parser).parseSet,
		"run":         (*parser).parseRun,
		"print":       (*parser).parsePrint,
		"save":        (*parser).parseSave,
		"sleep":       (*parser).parseSleep,
		"ping":        (*parser).parsePing,
		"drop":        (*parser).parseDrop,
		"nopong":      (*parser).parseNopong,
		"include":     (*parser).parseInclude,
		"timeout":     (*parser).parseTimeout,
		"quiet":       (*parser).parseQuiet,
		"close":       (*parser).parseClose,
		"closed":      (*parser).parseClosed,
	}
}

func (p *parser) add(step Step, action Action) {
	step.Action = action
	p.steps = append(p.steps, step)
}
