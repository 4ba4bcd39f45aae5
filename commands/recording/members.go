package recording

import (
	"regexp"
	"sync"
)

// memberForms matches how text other than JSON names values: header lines, as in HTTP and STOMP,
// and attributes, as in XML.
var memberForms = sync.OnceValue(func() *regexp.Regexp { //nolint:gochecknoglobals // a constant
	return regexp.MustCompile(`(?m)^([A-Za-z][A-Za-z0-9_-]*): ?([^\s][^\r\n\x00]*)$|([A-Za-z][A-Za-z0-9_-]*)="([^"<>]+)"|([A-Za-z][A-Za-z0-9_-]*)='([^'<>]+)'`)
})

func members(text string) (found []span) {
	for _, at := range memberForms().FindAllStringSubmatchIndex(text, -1) {
		for group := 2; group < len(at); group += 4 {
			if at[group] < 0 {
				continue
			}
			key, start, end := text[at[group]:at[group+1]], at[group+2], at[group+3]
			found = append(found, span{start: start, end: end, value: text[start:end], key: key, named: isNamed(key)})
		}
	}
	return found
}
