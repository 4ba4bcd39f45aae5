package session

import (
	"errors"
	"strings"

	"wspipe/codec"
	"wspipe/commands/matcher"
)

// showFiltered shows the outputs of --jq for a message, each like a message of its own. It returns
// false if there were none, or if stdout has failed: such a message doesn't count.
func (p *session) showFiltered(payload []byte) (shown bool) {
	err := p.o.Filter.Each(payload, func(output any) error {
		if !p.show(codec.Text, strings.NewReader(matcher.Raw(output))) {
			return errNotShown
		}
		shown = true
		return nil
	})
	var other *matcher.NotJSONError
	switch {
	case errors.Is(err, errNotShown):
		return false
	case err != nil && !errors.As(err, &other):
		p.voice.Say("--jq: " + err.Error())
	}
	return shown
}

var errNotShown = errors.New("stdout takes no more")
