package flags

import "testing"

func TestConfigLine(t *testing.T) {
	for text, want := range map[string]ConfigLine{
		"insecure":                    {Name: "--insecure"},
		"--insecure":                  {Name: "--insecure"},
		"-k # why":                    {Name: "-k"},
		"insecure # why":              {Name: "--insecure"},
		"max-time = 5 # why":          {Name: "--max-time", Value: "5", HasValue: true},
		"max-time:5":                  {Name: "--max-time", Value: "5", HasValue: true},
		"max-time\t5":                 {Name: "--max-time", Value: "5", HasValue: true},
		`header="X: \"a\\b\" \t\q"`:   {Name: "--header", Value: "X: \"a\\b\" \tq", HasValue: true},
		`user-agent = ""`:             {Name: "--user-agent", HasValue: true},
		"url=http://h/?a=b":           {Name: "--url", Value: "http://h/?a=b", HasValue: true},
		"-u a:b":                      {Name: "-u", Value: "a:b", HasValue: true},
		"--url http://h":              {Name: "--url", Value: "http://h", HasValue: true},
		`--header "X: y"  # comment `: {Name: "--header", Value: "X: y", HasValue: true},
	} {
		var got ConfigLine
		if err := got.parse(text); err != nil || got != want {
			t.Errorf("%s: %+v, %v, want %+v", text, got, err, want)
		}
	}
	for _, text := range []string{"user a b", `user "a`, `user "a" b`, `user "a\"`} {
		if got := new(ConfigLine); got.parse(text) == nil {
			t.Errorf("%s: %+v", text, got)
		}
	}
}

func FuzzConfigLine(f *testing.F) {
	f.Add(`header = "a: \"b\"" # c`)
	f.Fuzz(func(t *testing.T, text string) {
		if text != "" {
			_ = new(ConfigLine).parse(text)
		}
	})
}
