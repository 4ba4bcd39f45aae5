package client

import (
	"strings"
	"testing"
)

func TestReadOffer(t *testing.T) {
	for parameters, want := range map[string]string{
		"":                           "permessage-deflate; client_max_window_bits",
		" ":                          "permessage-deflate; client_max_window_bits",
		"server_no_context_takeover": "permessage-deflate; server_no_context_takeover",
		"client_max_window_bits=10 ;client_no_context_takeover": "permessage-deflate; client_no_context_takeover; client_max_window_bits=10",
		`server_max_window_bits="9"; client_max_window_bits`:    "permessage-deflate; server_max_window_bits=9; client_max_window_bits",
		"server_max_window_bits":                                "server_max_window_bits has no value",
		"server_max_window_bits=":                               "not a list",
		"client_max_window_bits=7":                              "client_max_window_bits=7 is not from 8 to 15",
		"client_max_window_bits=16":                             "client_max_window_bits=16 is not from 8 to 15",
		"client_max_window_bits=09":                             "client_max_window_bits=09 is not from 8 to 15",
		"client_max_window_bits=+9":                             "client_max_window_bits=+9 is not from 8 to 15",
		"client_no_context_takeover=1":                          "client_no_context_takeover=1 takes no value",
		"client_max_window_bits;client_max_window_bits=9":       "client_max_window_bits is there twice",
		"permessage-deflate":                                    "has no parameter permessage-deflate",
		"server_no_context_takeover, x":                         "not a list",
		"server_no_context_takeover;":                           "not a list",
		"a b":                                                   "not a list",
	} {
		offer, err := readOffer(parameters)
		got := offer.String()
		if err != nil {
			got = err.Error()
		}
		if got != want && (err == nil || !strings.Contains(got, want)) {
			t.Errorf("%q: %s, want %s", parameters, got, want)
		}
	}
}

func TestReadAnswer(t *testing.T) {
	all := compression{15, 15, true, true}
	for _, test := range []struct {
		offer, answer string
		want          compression
		problem       string
	}{
		{answer: "permessage-deflate", want: all},
		{answer: "permessage-deflate; client_max_window_bits=12", want: compression{12, 15, true, true}},
		{answer: `permessage-deflate; server_max_window_bits="8"`, want: compression{15, 8, true, true}},
		{answer: "permessage-deflate;server_no_context_takeover ; client_no_context_takeover", want: compression{15, 15, false, false}},
		{answer: ", permessage-deflate,", want: all},
		{offer: "client_max_window_bits=10", answer: "permessage-deflate", want: compression{10, 15, true, true}},
		{offer: "client_max_window_bits=10", answer: "permessage-deflate; client_max_window_bits=12", want: compression{10, 15, true, true}},
		{offer: "client_no_context_takeover", answer: "permessage-deflate", want: compression{15, 15, false, true}},
		{offer: "server_max_window_bits=10", answer: "permessage-deflate; server_max_window_bits=9", want: compression{15, 9, true, true}},

		{answer: "permessage-deflate; client_max_window_bits", problem: "client_max_window_bits has no value"},
		{answer: "permessage-deflate; server_max_window_bits", problem: "server_max_window_bits has no value"},
		{answer: "permessage-deflate; server_max_window_bits=7", problem: "server_max_window_bits=7 is not from 8 to 15"},
		{answer: "permessage-deflate; server_max_window_bits=16", problem: "server_max_window_bits=16 is not from 8 to 15"},
		{answer: "permessage-deflate; server_max_window_bits=010", problem: "server_max_window_bits=010 is not from"},
		{answer: "permessage-deflate; server_no_context_takeover=1", problem: "server_no_context_takeover=1 takes no value"},
		{answer: "permessage-deflate; server_no_context_takeover; server_no_context_takeover", problem: "server_no_context_takeover is there twice"},
		{answer: "permessage-deflate; mystery=1", problem: "no parameter mystery"},
		{answer: "permessage-deflate, permessage-deflate", problem: "permessage-deflate twice"},
		{answer: "permessage-deflate, x-foo", problem: "not offered: x-foo"},
		{answer: "x-foo; a=b", problem: "not offered: x-foo"},
		{answer: "permessage-deflate; a=\"b c\"", problem: "make no sense"},
		{answer: "permessage-deflate; server_max_window_bits=", problem: "make no sense"},
		{answer: "permessage deflate", problem: "make no sense"},
		{offer: "server_no_context_takeover", answer: "permessage-deflate; client_max_window_bits=12", problem: "server_no_context_takeover was asked for"},
		{offer: "client_no_context_takeover", answer: "permessage-deflate; client_max_window_bits=12", problem: "client_max_window_bits was not offered"},
		{offer: "server_max_window_bits=10", answer: "permessage-deflate", problem: "server_max_window_bits=10 was asked for"},
		{offer: "server_max_window_bits=10", answer: "permessage-deflate; server_max_window_bits=11", problem: "more than the 10"},
	} {
		offer, err := readOffer(test.offer)
		if err != nil {
			t.Fatal(err)
		}
		agreed, _, err := readAnswer(&offer, []string{test.answer})
		switch {
		case test.problem != "":
			if err == nil || !strings.Contains(err.Error(), test.problem) {
				t.Errorf("%s, answered %s: %v, want %s", offer, test.answer, err, test.problem)
			}
		case err != nil || agreed == nil || *agreed != test.want:
			t.Errorf("%s, answered %s: %+v, %v, want %+v", offer, test.answer, agreed, err, test.want)
		}
	}
}

func TestReadAnswerWithoutOffer(t *testing.T) {
	if agreed, _, err := readAnswer(nil, nil); agreed != nil || err != nil {
		t.Errorf("no answer: %v, %v", agreed, err)
	}
	_, name, err := readAnswer(nil, []string{"permessage-deflate; x=1"})
	if name != deflateName || err == nil || !strings.HasSuffix(err.Error(), "not offered: permessage-deflate") {
		t.Errorf("unasked: %q, %v", name, err)
	}
	offer := browserOffer()
	if agreed, _, err := readAnswer(&offer, []string{"permessage-deflate", "permessage-deflate"}); err == nil {
		t.Errorf("two lines: %v", agreed)
	}
}

func TestAnswerOffers(t *testing.T) {
	for _, test := range []struct {
		offers, answer string
		want           compression
	}{
		{"permessage-deflate", "permessage-deflate", compression{15, 15, true, true}},
		{"permessage-deflate; client_max_window_bits", "permessage-deflate", compression{15, 15, true, true}},
		{"permessage-deflate; client_max_window_bits=9", "permessage-deflate; client_max_window_bits=9", compression{15, 9, true, true}},
		{"permessage-deflate; server_max_window_bits=15", "permessage-deflate; server_max_window_bits=15", compression{15, 15, true, true}},
		{"permessage-deflate; server_max_window_bits=8; server_no_context_takeover; client_no_context_takeover",
			"permessage-deflate; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=8", compression{8, 15, false, false}},
		{"x-foo, permessage-deflate; server_max_window_bits=7, permessage-deflate; client_no_context_takeover, permessage-deflate",
			"permessage-deflate; client_no_context_takeover", compression{15, 15, true, false}},
		{"permessage-deflate; client_max_window_bits; client_max_window_bits=9, permessage-deflate; server_max_window_bits", "", compression{}},
		{"permessage-deflate; mystery", "", compression{}},
		{"x-webkit-deflate-frame", "", compression{}},
		{"", "", compression{}},
	} {
		agreed, answer, err := answerOffers([]string{test.offers})
		if err != nil || answer != test.answer || (agreed != nil) != (answer != "") || agreed != nil && *agreed != test.want {
			t.Errorf("%s: %q, %+v, %v, want %q, %+v", test.offers, answer, agreed, err, test.answer, test.want)
		}
	}
	if _, _, err := answerOffers([]string{"permessage-deflate; ="}); err == nil {
		t.Error("nonsense was taken")
	}
}

// A client accepts the server's answer to anything that it offers, and both understand
// the same by it.
func FuzzNegotiation(f *testing.F) {
	for _, seed := range []string{"", "client_max_window_bits=9; server_max_window_bits=10", "server_no_context_takeover", `client_max_window_bits="8"`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, parameters string) {
		offer, err := readOffer(parameters)
		if err != nil {
			return
		}
		server, answer, err := answerOffers([]string{offer.String()})
		if err != nil || server == nil {
			t.Fatalf("%s: %v", offer, err)
		}
		client, _, err := readAnswer(&offer, []string{answer})
		if err != nil {
			t.Fatalf("%s, answered %s: %v", offer, answer, err)
		}
		mirrored := compression{server.receiveBits, server.sendBits, server.receiveTakeover, server.sendTakeover}
		if *client != mirrored {
			t.Errorf("%s, answered %s: the client has %+v, the server %+v", offer, answer, *client, *server)
		}
	})
}

// Every answer is rejected, or has valid windows.
func FuzzExtensions(f *testing.F) {
	for _, seed := range []string{"permessage-deflate", "permessage-deflate; server_max_window_bits=\"1\\0\", x", "x; y=\"", ",;=\""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, line string) {
		offer := browserOffer()
		agreed, _, err := readAnswer(&offer, []string{line})
		if err == nil && agreed != nil && (min(agreed.sendBits, agreed.receiveBits) < minWindowBits || max(agreed.sendBits, agreed.receiveBits) > maxWindowBits) {
			t.Errorf("%q: %+v", line, *agreed)
		}
		if _, answer, err := answerOffers([]string{line}); err == nil && answer != "" {
			if again, same, err := answerOffers([]string{answer}); err != nil || again == nil || same != answer {
				t.Errorf("%q: the answer %q is none: %q, %v", line, answer, same, err)
			}
		}
	})
}
