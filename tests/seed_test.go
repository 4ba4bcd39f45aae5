//go:build unix

package tests

import (
	"context"
	"encoding/json"
	"flag"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"wspipe/client"
	"wspipe/tests/server"
)

var pyscript = flag.Bool("pyscript", false, "compare package client with PyScript's WebSocket in a browser")

// Package client has the names of a browser's WebSocket. A page in Chromium and a program in Go do the same with
// them, everything that PyScript's documentation shows, against serve --echo: they get the same events, in the same
// order, with the same values. scripts/seed runs it.
func TestSeed(t *testing.T) {
	if !*pyscript {
		t.Skip("scripts/seed runs it")
	}
	browser, err := exec.LookPath("chromium")
	if err != nil {
		missingPeer(t, "chromium")
	}
	nobody, release, err := server.DeadPort()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(release)
	for kind, interpreter := range map[string]string{
		"mpy": "@micropython/micropython-webassembly-pyscript/micropython.mjs",
		"py":  "pyodide/pyodide.mjs",
	} {
		t.Run(kind, func(t *testing.T) {
			modules := filepath.Join(peersDir(t), "node_modules")
			for _, needed := range []string{"playwright-core", "@pyscript/core", interpreter} {
				requirePeer(t, filepath.Join(modules, needed))
			}
			site := http.NewServeMux()
			site.Handle("/", http.FileServer(http.Dir(modules)))
			pages := httptest.NewServer(site)
			t.Cleanup(pages.Close)
			s := startServeProgram(t, nil, "--echo", "-s", "*", "--allow-origin", pages.URL)
			page, err := os.ReadFile("peers/seed.html")
			if err != nil {
				t.Fatal(err)
			}
			text := strings.NewReplacer("TYPE", kind, "INTERPRETER", "/"+interpreter, "SERVER", s.host, "NOBODY", nobody).Replace(string(page))
			site.HandleFunc("/seed.html", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(text)) })

			cmd := command(t, "node", "peers/seed.mjs", browser, pages.URL+"/seed.html")
			cmd.Env = append(cmd.Env, "HOME="+t.TempDir())
			printed, said := run(t, cmd, 0)
			told := toldIn(t, printed)
			if ours := seed(t, s.host, nobody); !slices.Equal(told, ours) {
				t.Errorf("the page told\n%s\nand package client\n%s\nthe browser said: %s", strings.Join(told, "\n"), strings.Join(ours, "\n"), said)
			}
			t.Logf("both told\n%s", strings.Join(told, "\n"))
			s.end()
		})
	}
}

// toldIn returns each line as Go would encode its JSON.
func toldIn(t *testing.T, text string) []string {
	t.Helper()
	var told []string
	for line := range strings.Lines(text) {
		var what any
		if err := json.Unmarshal([]byte(line), &what); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		told = append(told, asJSON(what))
	}
	return told
}

func asJSON(what any) string {
	text, err := json.Marshal(what)
	if err != nil {
		panic(err) // all values come from JSON
	}
	return string(text)
}

// seed does what seed.html does, line by line.
func seed(t *testing.T, host, nobody string) (told []string) {
	tell := func(what ...any) { told = append(told, asJSON(what)) }

	ws := newSeed(t, "ws://"+host+"/path?q=1")
	ws.OnOpen = func(client.OpenEvent) {
		tell("open", ws.ReadyState(), ws.URL(), ws.Protocol())
		_ = ws.SendText("Hello server!")
	}
	onMore := func(e client.MessageEvent) {
		tell("more", valueOf(t, e))
		if e.Type == client.Binary && len(valueOf(t, e).([]int)) == 0 {
			_ = ws.Close(3001, "Task completed")
			tell("closing", ws.ReadyState())
		}
	}
	onSecond := func(e client.MessageEvent) {
		tell("second", valueOf(t, e))
		ws.OnMessage = onMore
		_ = ws.SendBinary([]byte{5, 6, 7, 8})
		_ = ws.SendText("")
		_ = ws.SendText("世界 é\n\"quoted\"")
		_ = ws.SendBinary(nil)
	}
	ws.OnMessage = func(e client.MessageEvent) {
		tell("first", valueOf(t, e))
		ws.OnMessage = onSecond
		_ = ws.SendBinary([]byte{1, 2, 3, 4})
	}
	tell("made", ws.ReadyState(), ws.BufferedAmount())
	ws.OnClose = func(e client.CloseEvent) { tell("close", e.Code, e.Reason, e.WasClean, ws.ReadyState()) }
	_ = ws.Run(context.Background()) // the close event reports the error

	ws = newSeed(t, "ws://"+host+"/", "chat", "other")
	ws.OnOpen = func(client.OpenEvent) {
		tell("open", ws.Protocol())
		_ = ws.Close(0, "")
	}
	ws.OnClose = func(e client.CloseEvent) { tell("close", e.Code, e.Reason, e.WasClean) }
	_ = ws.Run(context.Background())

	ws = newSeed(t, "ws://"+nobody+"/")
	ws.OnError = func(client.ErrorEvent) { tell("error", ws.ReadyState()) }
	ws.OnClose = func(e client.CloseEvent) { tell("close", e.Code, e.Reason, e.WasClean, ws.ReadyState()) }
	_ = ws.Run(context.Background())
	tell("done")
	return told
}

func newSeed(t *testing.T, url string, protocols ...string) *client.WebSocket {
	t.Helper()
	ws, err := client.New(url, client.Options{Protocols: protocols})
	if err != nil {
		t.Fatal(err)
	}
	return ws
}

// valueOf returns a message as the page reports it.
func valueOf(t *testing.T, e client.MessageEvent) any {
	t.Helper()
	data, err := e.Bytes()
	if err != nil {
		t.Error(err)
	}
	if e.Type == client.Text {
		return string(data)
	}
	values := make([]int, len(data))
	for i, b := range data {
		values[i] = int(b)
	}
	return values
}
