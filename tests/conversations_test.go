//go:build unix

package tests

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The transcripts in conversations, against servers written by others, from packages that scripts/peers installs.

// speaker is a server, and what the tests need to know about it.
type speaker struct {
	name  string                           // its transcripts begin with it
	flags []string                         // that its transcripts need
	start func(t *testing.T) (port string) // may include a path
	// anew returns the place for the next client, if that would hear something else in the last one's place. If nil,
	// the next client goes to the same place.
	anew func(t *testing.T, port string) (place string)
	// crowded means that its clients hear what others do, so only one transcript talks to it at a time.
	crowded bool

	// For TestRecordings: what a client says, where, which messages it ignores, and the status that it ends with.
	session, path string
	ignore        []string
	values        []string // that the recording leaves out
	status        int
}

// given returns the flags that set values.
func (s speaker) given() (flags []string) {
	for _, value := range s.values {
		flags = append(flags, "-D", value)
	}
	return flags
}

func speakers() []speaker {
	return []speaker{
		{
			name: "chat", start: pythonSpeaker("chat.py"),
			session: chatSession, path: "/rooms/recorded", ignore: []string{"--ignore", `json: {"event":"heartbeat"}`},
		},
		{
			name: "graphql", start: nodeSpeaker("graphql.mjs", "graphql-ws"), flags: []string{"-s", "graphql-transport-ws"},
			session: graphqlSession, status: 5, // it is closed with 4429
		},
		{
			name: "jsonrpc", start: nodeSpeaker("jsonrpc.mjs", "rpc-websockets"), crowded: true,
			session: jsonrpcSession, values: []string{"PASSWORD=countess"},
		},
		{
			name: "mqtt", start: startMosquitto, flags: []string{"-s", "mqtt"}, crowded: true,
			session: mqttSession, status: 5, // it is dropped
		},
		{
			name: "socketio", start: nodeSpeaker("socketio.mjs", "socket.io"),
			session: socketioSession, values: []string{"TOKEN=letmein"}, path: "/socket.io/?EIO=4&transport=websocket",
		},
	}
}

// recorded returns the servers that have no handwritten transcripts.
func recorded() []speaker {
	return []speaker{
		{
			name: "ganache", start: nodeSpeaker("ganache.mjs", "ganache"),
			session: ganacheSession,
		},
		{
			name: "nats", start: startNATS,
			session: natsSession,
		},
		{
			name: "ocpp", start: pythonSpeaker("station.py"), flags: []string{"-s", "ocpp1.6"},
			session: ocppSession, path: "/station-1",
		},
		{
			name: "yjs", start: nodeSpeaker("yjs.mjs", "y-websocket"),
			session: yjsSession, path: "/document",
		},
		{
			name: "inspector", start: nodeSpeaker("inspector.mjs", ""),
			session: inspectorSession,
		},
		{
			name: "nostr", start: nodeSpeaker("nostr.mjs", "@nostr-relay/core"), crowded: true,
			session: nostrSession,
		},
		{
			name: "channels", start: pythonSpeaker("rooms.py"), crowded: true,
			session: channelsSession, path: "/rooms/tea/", status: 5, // it is closed with 4000
		},
	}
}

func TestConversations(t *testing.T) {
	t.Parallel()
	if all, err := filepath.Glob("conversations/*"); err != nil || !slices.Equal(all, allTranscripts(t)) {
		t.Errorf("not all have a server: %v, %v", all, err)
	}
	for _, s := range speakers() {
		t.Run(s.name, func(t *testing.T) {
			port := s.start(t)
			for _, file := range transcripts(t, s) {
				t.Run(filepath.Base(file), func(t *testing.T) { s.testTranscript(t, file, port) })
			}
		})
	}
}

func (s speaker) testTranscript(t *testing.T, file, port string) {
	if run(t, raced(t, s.check(port, file)...), 0); !t.Failed() {
		s.testMutants(t, file, port)
	}
}

// check returns the arguments of wspipe check, with the values that transcripts ask for. The room is new each time,
// so several can run at once.
func (s speaker) check(port string, args ...string) []string {
	flags := append([]string{"check", "-D", "PORT=" + port, "-D", fmt.Sprintf("ROOM=room-%d", rand.Uint64())}, s.flags...)
	return slices.Concat(flags, s.given(), args)
}

func allTranscripts(t *testing.T) (files []string) {
	t.Helper()
	for _, s := range speakers() {
		files = append(files, transcripts(t, s)...)
	}
	slices.Sort(files)
	return files
}

func transcripts(t *testing.T, s speaker) []string {
	t.Helper()
	files, err := filepath.Glob("conversations/" + s.name + "*.wst")
	if err != nil || len(files) == 0 {
		t.Fatalf("no transcripts for %s, %v", s.name, err)
	}
	return files
}

// nodeSpeaker starts a script of peers, which needs this package.
func nodeSpeaker(script, needs string) func(t *testing.T) string {
	return func(t *testing.T) string {
		t.Helper()
		requirePeer(t, filepath.Join(peersDir(t), "node_modules", needs))
		node, err := exec.LookPath("node")
		if err != nil {
			missingPeer(t, "node")
		}
		return startSpeaker(t, node, script)
	}
}

func pythonSpeaker(script string) func(t *testing.T) string {
	return func(t *testing.T) string {
		t.Helper()
		python := filepath.Join(peersDir(t), "venv", "bin", "python")
		requirePeer(t, python)
		return startSpeaker(t, python, script)
	}
}

func startSpeaker(t *testing.T, interpreter, script string) (port string) {
	t.Helper()
	url := startPeer(t, command(t, interpreter, "peers/"+script))
	return portOf(strings.TrimPrefix(url, "ws://"))
}

// startNATS gives it a port for its own protocol, too, which nobody uses.
func startNATS(t *testing.T) (port string) {
	t.Helper()
	address := freeAddress(t)
	config := fmt.Sprintf("host: 127.0.0.1\nport: -1\nwebsocket { host: 127.0.0.1, port: %s, no_tls: true }\n", portOf(address))
	cmd := part(t, "nats-server", "-c", writeFile(t, filepath.Join(t.TempDir(), "nats.conf"), config))
	startPart(t, cmd, address)
	return portOf(address)
}

// startMosquitto runs it with the configuration that people use, except for the port.
func startMosquitto(t *testing.T) (port string) {
	t.Helper()
	config, err := os.ReadFile("peers/mosquitto.conf")
	if err != nil {
		t.Fatal(err)
	}
	address := freeAddress(t)
	dir := t.TempDir()
	text := strings.Replace(string(config), "9001", portOf(address), 1)
	cmd := part(t, "mosquitto", "-c", writeFile(t, filepath.Join(dir, "mosquitto.conf"), text))
	cmd.Dir = dir // where its socket is
	startPart(t, cmd, address)
	return portOf(address)
}
