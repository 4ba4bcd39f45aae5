package recording

import (
	"slices"
	"strings"
	"time"

	"wspipe/codec"
)

// atOnce is the maximum time between messages that may come in another order. soon is that for
// messages that clearly take separate paths: answers to two requests that were pending at the same
// time, and messages on channels.
const (
	atOnce = time.Millisecond
	soon   = 100 * time.Millisecond
)

// longestRow is the maximum number of lines in a row.
const longestRow = 100

// findRows finds messages that came at once and are unrelated.
func (s *story) findRows() {
	rows := 0
	for begin := 0; begin < len(s.Events); {
		end := begin + 1
		for end < len(s.Events) && end-begin < longestRow && s.together(end-1, end) {
			end++
		}
		if first, last := s.independent(begin, end); last > first {
			rows++
			for i := first; i <= last; i++ {
				s.row[i] = rows
			}
		}
		begin = end
	}
}

func (s *story) together(a, b int) bool {
	x, y := s.Events[a], s.Events[b]
	gap := atOnce
	if s.haveWays(a, b) {
		gap = soon
	}
	return x.Kind == Received && y.Kind == Received && y.At.Sub(x.At) <= gap
}

// haveWays reports whether both messages name a channel, or both answer a request.
func (s *story) haveWays(a, b int) bool {
	return slices.ContainsFunc([]string{answerKeys, channelKeys}, func(keys string) bool {
		return s.looked[a].member(keys) != "" && s.looked[b].member(keys) != ""
	})
}

// independent returns the first and the last message that might have changed places with another.
func (s *story) independent(begin, end int) (first, last int) {
	first, last = end, begin
	for a := begin; a < end; a++ {
		for b := a + 1; b < end; b++ {
			if !s.causes(a, b) && s.looked[a].freeOf(&s.looked[b]) {
				first, last = min(first, a), max(last, b)
			}
		}
	}
	return first, last
}

// freeOf reports whether two messages belong to different channels, or answer different requests,
// or only one is an answer. Only objects of JSON show that.
func (l *look) freeOf(other *look) bool {
	if !l.whole || !other.whole || l.kind != codec.Text || other.kind != codec.Text {
		return false
	}
	a, b := l.member(channelKeys), other.member(channelKeys)
	if a != "" && b != "" {
		return a != b
	}
	a, b = l.member(answerKeys), other.member(answerKeys)
	return a != b
}

// causes reports whether b has a value that first occurred in message a. In messages that take
// separate paths, a value in the same place doesn't count: all of them have it, such as a session.
func (s *story) causes(a, b int) bool {
	common := s.haveWays(a, b)
	return slices.ContainsFunc(s.looked[b].changing, func(at span) bool {
		from := s.first[s.keyOf(at)]
		return from.server && from.event == a && !(common && at.path != "" && from.span.path == at.path)
	})
}

// The members that name a channel, and the request that is answered.
const (
	channelKeys = ".channel .topic .stream .room"
	answerKeys  = ".id .reqId .request_id .requestId .ref"
)

// member returns a value that doesn't change, at one of some paths of the object.
func (l *look) member(paths string) string {
	for _, s := range l.spans {
		if s.scalar && slices.Contains(strings.Fields(paths), s.path) && !slices.Contains(l.changing, s) {
			return s.value
		}
	}
	return ""
}
