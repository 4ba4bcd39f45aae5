package recording

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"wspipe/client"
	"wspipe/codec"
	"wspipe/commands/transcript"
)

var noon = time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)

// told returns a conversation in which each line is sent (>) or received (<), a second after the
// previous one, or immediately (<=).
func told(lines ...string) *Conversation {
	c := &Conversation{Comment: "for a test", URL: "ws://h/", Began: noon}
	now := noon
	for _, line := range lines {
		mark, payload, _ := strings.Cut(line, " ")
		e := Event{Kind: Received, Type: codec.Text, Payload: []byte(payload)}
		if mark == ">" {
			e.Kind = Sent
		}
		if mark != "<=" {
			now = now.Add(time.Second)
		}
		e.At = now
		c.Events = append(c.Events, e)
	}
	return c
}

func TestTranscript(t *testing.T) {
	for _, test := range []struct {
		name string
		told *Conversation
		want string
	}{
		{"what the client said itself stays", told(
			`> {"id":"5f0c1a52-93cb-4a5c-9d0b-0f6a4c1de111","n":7}`, `< {"id":"5f0c1a52-93cb-4a5c-9d0b-0f6a4c1de111","to":7,"n":7}`,
		), `
> {"id":"5f0c1a52-93cb-4a5c-9d0b-0f6a4c1de111","n":7}
< {"id":"5f0c1a52-93cb-4a5c-9d0b-0f6a4c1de111","to":7,"n":7}
`},
		{"short ids are others under other names", told(
			`> {"id":1,"connectorId":1}`, `< {"id":1,"transactionId":1}`, `> {"id":2,"transactionId":1}`, `< {"id":2,"n":1}`,
		), `
> {"id":1,"connectorId":1}
< {"id":1,"transactionId":1}
<? json: {"id":1,"transactionId":*}
capture transactionId .transactionId
> {"id":2,"transactionId":${transactionId}}
< {"id":2,"n":1}
`},
		{"an answer is an id by what comes later", told(
			`> {"id":1}`, `< {"id":1,"result":"0x1"}`, `< {"params":{"number":"0x1","subscription":"0x1"}}`, `> {"id":2,"params":["0x1"]}`,
		), `
> {"id":1}
< {"id":1,"result":"0x1"}
<? json: {"id":1,"result":*}
capture result .result
< {"params":{"number":"0x1","subscription":"0x1"}}
<? json: {"params":{"number":*,"subscription":"${result}"}}
> {"id":2,"params":["${result}"]}
`},
		{"what looks made up is, if it is sent back", told(
			`< {"channel":"specific..inmemory!qonSiIdQXEVa"}`, `> {"to":"specific..inmemory!qonSiIdQXEVa"}`,
		), `
< {"channel":"specific..inmemory!qonSiIdQXEVa"}
<? json: {"channel":*}
capture channel .channel
> {"to":"${channel}"}
`},
		{"a name that is sent back stays one", told(
			`< {"rooms":["a-room-for-general-talk","getBalance"]}`, `> {"join":"a-room-for-general-talk","call":"getBalance"}`,
		), `
< {"rooms":["a-room-for-general-talk","getBalance"]}
> {"join":"a-room-for-general-talk","call":"getBalance"}
`},
		{"secrets, whatever the JSON looks like", told(
			`> {"op": "login", "token": "s3cret!", "max_tokens": 100, "token_type": "user"}`, `< {"ok": "hello s3cret!", "at": "2026-11-27T12:00:00Z"}`, `> {"data":"{\"token\":\"0ther\"}"}`,
		), `
# token is left out: -D TOKEN=VALUE, or the environment, gives it
> {"op": "login", "token": "${TOKEN}", "max_tokens": 100, "token_type": "user"}
< {"ok": "hello ${TOKEN}", "at": "2026-11-27T12:00:00Z"}
<? json: {"ok":*,"at":*}
# token is left out: -D TOKEN_2=VALUE, or the environment, gives it
> {"data":"{\"token\":\"${TOKEN_2}\"}"}
`},
		{"secrets by what they look like", told(
			`> {"x":"eyJhbGciOi.eyJzdWIiOjF9.SflKxwRJ"}`, `> {"h":["Bearer abcdef12345"],"k":"sk-0123456789abcdef0"}`,
		), `
# x is left out: -D X=VALUE, or the environment, gives it
> {"x":"${X}"}
# Bearer is left out: -D BEARER=VALUE, or the environment, gives it
# k is left out: -D K=VALUE, or the environment, gives it
> {"h":["Bearer ${BEARER}"],"k":"${K}"}
`},
		{"secrets in text", told(
			"> join?room=1&token=s3cret&x=2", "> PASS hunter2", "> Cookie: sid=s3cret", "> <auth mechanism='PLAIN'>AGFubgBzM2NyZXQ=</auth>", "> say token is a word", "< PASS hunter2 is wrong",
		), `
# token is left out: -D TOKEN=VALUE, or the environment, gives it
> join?room=1&token=${TOKEN}&x=2
# PASS is left out: -D PASS=VALUE, or the environment, gives it
> PASS ${PASS}
# Cookie is left out: -D COOKIE=VALUE, or the environment, gives it
> Cookie: ${COOKIE}
# auth is left out: -D AUTH=VALUE, or the environment, gives it
> <auth mechanism='PLAIN'>${AUTH}</auth>
> say token is a word
< PASS ${PASS} is wrong
`},
		{"secrets that the server tells", told(
			`< {"access_token":"abcdef","n":1}`, `> {"token":"abcdef"}`, `< {"welcome":"abcdef"}`,
		), `
< {"access_token":"left-out","n":1}
<? json: {"access_token":*,"n":1}
capture access_token .access_token
> {"token":"${access_token}"}
< {"welcome":"left-out"}
<? json: {"welcome":"${access_token}"}
`},
		{"text", told(
			"< session lvXVIxHAXpYyyYWAAAAB is yours", "> join lvXVIxHAXpYyyYWAAAAB", "< joined lvXVIxHAXpYyyYWAAAAB at 12:00:01",
		), `
< session lvXVIxHAXpYyyYWAAAAB is yours
<? /^session .+ is yours$/
capture value /^session ([\w-]+) is yours$/
> join ${value}
< joined lvXVIxHAXpYyyYWAAAAB at 12:00:01
<? /^joined ${value} at .+$/
`},
		{"channels, and what depends on another", told(
			`< {"channel":"a","n":1}`, `<= {"channel":"b","n":2}`, `<= {"channel":"b","n":3}`, `< {"channel":"a","id":"9f86d081884c7d65"}`, `<= {"channel":"b","of":"9f86d081884c7d65"}`,
		), `
<& {"channel":"a","n":1}
<& {"channel":"b","n":2}
<& {"channel":"b","n":3}
< {"channel":"a","id":"9f86d081884c7d65"}
<? json: {"channel":"a","id":*}
< {"channel":"b","of":"9f86d081884c7d65"}
<? json: {"channel":"b","of":*}
`},
		{"what all have in common is no cause", told(
			`< {"channel":"a","session":"9f86d081884c7d65"}`, `< {"channel":"a","session":"9f86d081884c7d65"}`, `<= {"channel":"b","session":"9f86d081884c7d65"}`,
		), `
< {"channel":"a","session":"9f86d081884c7d65"}
<? json: {"channel":"a","session":*}
<& {"channel":"a","session":"9f86d081884c7d65"}
<? json: {"channel":"a","session":*}
<& {"channel":"b","session":"9f86d081884c7d65"}
<? json: {"channel":"b","session":*}
`},
		{"nor where it is heard for the first time", told(
			`< {"channel":"a","session":"9f86d081884c7d65"}`, `<= {"channel":"b","session":"9f86d081884c7d65"}`,
			`< {"channel":"a","id":"2c624232cc221dd3"}`, `<= {"id":"2c624232cc221dd3"}`,
		), `
<& {"channel":"a","session":"9f86d081884c7d65"}
<? json: {"channel":"a","session":*}
<& {"channel":"b","session":"9f86d081884c7d65"}
<? json: {"channel":"b","session":*}
< {"channel":"a","id":"2c624232cc221dd3"}
<? json: {"channel":"a","id":*}
< {"id":"2c624232cc221dd3"}
<? json: {"id":*}
`},
		{"events of one kind keep their order", told(`< {"event":"a"}`, `<= {"event":"b"}`, "<= one", "<= two"), `
< {"event":"a"}
< {"event":"b"}
< one
< two
`},
		{"secrets", told(`> {"token":"a\"b"}`, `< {"hello":"x","token":"a\"b"}`, `> {"password":"c"}`), `
# token is left out: -D TOKEN=VALUE, or the environment, gives it
> {"token":"${TOKEN}"}
< {"hello":"x","token":"${TOKEN}"}
# password is left out: -D PASSWORD=VALUE, or the environment, gives it
> {"password":"${PASSWORD}"}
`},
	} {
		head := "# for a test\nurl ws://h/\n"
		text := test.told.Transcript()
		if got := strings.TrimPrefix(text, head); got != strings.TrimPrefix(test.want, "\n") {
			t.Errorf("%s: got\n%swant%s", test.name, got, test.want)
		}
		wantParsed(t, text)
	}
}

// In binary messages, values are hex.
func TestSecretsInBytes(t *testing.T) {
	c := told(`> CONNECT {"user":"ann","pass":"hunter2"}`, "< hello, hunter2", `< {"token":"abcdef"}`)
	for i := range c.Events {
		c.Events[i].Type = codec.Binary
	}
	_, got, _ := strings.Cut(c.Transcript(), "url ws://h/\n")
	want := fmt.Sprintf("# pass is left out: -D PASS_HEX=HEX, or the environment, gives it\n> hex: %x${PASS_HEX}%x\n< hex: %x${PASS_HEX}\n< hex: %x\n<? json: {\"token\":*}\n",
		`CONNECT {"user":"ann","pass":"`, `"}`, "hello, ", `{"token":"left-out"}`)
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func wantParsed(t *testing.T, text string) {
	t.Helper()
	given := func(name string) (string, bool) { return "00", name == strings.ToUpper(name) } // valid as hex, too
	parsed, errs := transcript.Parse("t", []byte(text), transcript.Options{Lookup: given, AllowRun: true})
	if len(errs) > 0 {
		t.Errorf("%v in\n%s", errs[0], text)
		return
	}
	for _, step := range parsed.Steps {
		if _, runs := step.Action.(transcript.Run); runs {
			t.Errorf("a line that nobody wrote runs something:\n%s", text)
		}
	}
}

// Whatever is said, the resulting transcript parses, both while recording and at the end.
func FuzzTranscript(f *testing.F) {
	f.Add(`{"id":"5f0c1a52-93cb-4a5c-9d0b-0f6a4c1de111"}`, `{"id":1,"to":"5f0c1a52-93cb-4a5c-9d0b-0f6a4c1de111"}`, true, "https://a", "b")
	f.Add("CONNECTED\nsession:${a}\n\n\x00", "x $9f86d081884c7d65 $${", true, "a\nrun true", "${b}")
	f.Add("\xff 9f86d081884c7d65 \x00", `["a",{"token":"b"}]`, false, " ", "b c")
	f.Add("a", "b", true, "\xff", "")
	f.Fuzz(func(t *testing.T, heard, said string, isText bool, origin, protocol string) {
		kind := codec.Binary
		if isText {
			kind, heard, said = codec.Text, strings.ToValidUTF8(heard, "?"), strings.ToValidUTF8(said, "?")
		}
		c := &Conversation{Comment: "fuzzed", URL: "ws://h/", Began: noon, Origin: origin, Protocols: []string{protocol}}
		for _, e := range []Event{{Kind: Received, Payload: []byte(heard)}, {Kind: Sent, Payload: []byte(said)}, {Kind: Received, Payload: []byte(said + heard)}, {Kind: Sent, Payload: []byte(heard)}, {Kind: Received, Payload: []byte(heard)}} {
			e.Type, e.At = kind, noon
			c.Events = append(c.Events, e)
		}
		wantParsed(t, c.Transcript())
		file := &kept{}
		r := NewRecorder(file, 0, func(err error) { t.Error(err) })
		r.Begin(Conversation{Comment: "fuzzed", URL: "ws://h/"})
		for _, e := range c.Events {
			if e.Kind == Received {
				r.Received(kind, e.Payload)
				continue
			}
			r.Sent(r.Sending(client.Type(kind), e.Payload), nil)
		}
		wantParsed(t, file.text)
		r.End(&Event{Kind: ClosedByServer, Code: 1000, Reason: said})
	})
}

type kept struct{ text string }

func (k *kept) Write(p []byte) (int, error) {
	k.text += string(p)
	return len(p), nil
}

func (k *kept) Rewrite(text []byte) error {
	k.text = string(text)
	return nil
}

// A message that was assumed to be sent because an answer came, but was not, is removed at the end;
// others stay.
func TestRecorderTakesBackWhatWasNotSent(t *testing.T) {
	var file rewritten
	r := NewRecorder(&file, 0, func(err error) { t.Error(err) })
	r.Begin(Conversation{URL: "ws://h/"})
	one, two := r.Sending(client.Text, []byte("one")), r.Sending(client.Text, []byte("two"))
	r.Received(codec.Text, []byte("a"))
	r.Sent(one, errors.New("cut off"))
	r.Sent(two, nil)
	three := r.Sending(client.Text, []byte("three"))
	r.Sent(three, errors.New("cut off"))
	r.End(nil)
	if text := string(file); strings.Contains(text, "one") || !strings.Contains(text, "> two\n< a\n") || strings.Contains(text, "three") {
		t.Errorf("%s", text)
	}
}

// rewritten is a Writer in memory.
type rewritten []byte

func (f *rewritten) Write(p []byte) (int, error) {
	*f = append(*f, p...)
	return len(p), nil
}

func (f *rewritten) Rewrite(text []byte) error {
	*f = text
	return nil
}
