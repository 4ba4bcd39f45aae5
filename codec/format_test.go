package codec

import (
	"strings"
	"testing"
)

func TestFormats(t *testing.T) {
	tests := []struct {
		name   string
		format Format
		kind   Type
		holds  bool
	}{
		{"lines", Lines, Text, false},
		{"null", Null, Text, false},
		{"base64", Base64, Binary, true},
		{"hex", Hex, Binary, true},
		{"raw", Raw, Binary, false},
		{"length", Length, Binary, true},
		{"json", JSON, Binary, true},
	}
	for _, tt := range tests {
		f, err := ParseFormat(tt.name)
		if err != nil || f != tt.format {
			t.Errorf("ParseFormat(%q) = %v, %v", tt.name, f, err)
		}
		if f.String() != tt.name || f.DefaultType() != tt.kind || f.Holds() != tt.holds {
			t.Errorf("%v: %v, %v", f, f.DefaultType(), f.Holds())
		}
	}
	if Format(0) != Lines {
		t.Error("the zero value is not Lines")
	}
}

func TestUnknownFormat(t *testing.T) {
	_, err := ParseFormat("xml")
	if err == nil || !strings.Contains(err.Error(), `"xml"`) || !strings.Contains(err.Error(), "base64") {
		t.Errorf("got %v", err)
	}
	if got := Format(99).String() + Type(3).String(); got != "Format(99)Type(3)" {
		t.Error(got)
	}
}
