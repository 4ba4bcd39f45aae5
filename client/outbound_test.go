package client

import (
	"io"
	"testing"
)

func TestUnsentKeepsWhatCouldNotBeWritten(t *testing.T) {
	r, w := io.Pipe()
	r.Close()
	var out outbound
	out.init(w, outboundSize, nil)
	if err := out.message(dataFrame{first: finBit | opText, payload: []byte("hello"), size: 5}, whenFlushed); err != nil {
		t.Fatal(err)
	}
	if err := out.flush(); err == nil {
		t.Error("no error")
	}
	if n := out.unsent.Load(); n != 5 {
		t.Errorf("%d bytes not yet sent, want 5", n)
	}
}
