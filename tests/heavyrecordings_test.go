//go:build unix

package tests

import (
	"encoding/binary"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// heavyRecordings is set by scripts/recordings, which installs these servers. That takes long, so they aren't tested
// without it.
var heavyRecordings = flag.Bool("heavy-recordings", false, "record what the servers of scripts/recordings say")

func TestHeavyRecordings(t *testing.T) {
	if !*heavyRecordings {
		t.Skip("scripts/recordings runs it")
	}
	for _, s := range heavy() {
		t.Run(s.name, s.testRecording)
	}
}

func heavy() []speaker {
	return []speaker{
		{
			name: "rabbitmq", start: startRabbitMQ, flags: []string{"-s", "v12.stomp"}, crowded: true,
			session: rabbitmqSession, path: "/ws", values: []string{"PASSCODE=guest"},
		},
		{
			name: "centrifugo", start: startCentrifugo, crowded: true,
			session: centrifugoSession, path: "/connection/websocket",
		},
		{
			name: "crossbar", start: startCrossbar, flags: []string{"-s", "wamp.2.json"}, crowded: true,
			session: crossbarSession, path: "/",
		},
		{
			name: "chromium", start: startChromium,
			session: chromiumSession, crowded: true,
		},
		{
			name: "jupyter-json", start: startJupyter, anew: newKernel, crowded: true,
			session: cellSession(), values: []string{"TOKEN=letmein"},
			ignore: []string{"--ignore", "jq: .content.execution_state"},
		},
		{
			name: "jupyter", start: startJupyter, anew: newKernel, flags: []string{"-s", "v1.kernel.websocket.jupyter.org"}, crowded: true,
			session: jupyterSession(), values: []string{"TOKEN=letmein"},
			// what a kernel says about its state races with its answers
			ignore: []string{"--ignore", fmt.Sprintf("hex: .. %x ..", `"execution_state"`)},
		},
	}
}

// startRabbitMQ starts what scripts/peers has unpacked, with a name service of its own.
func startRabbitMQ(t *testing.T) (port string) {
	t.Helper()
	unpacked := filepath.Join(peersDir(t), "rabbitmq", "usr", "lib")
	requirePeer(t, unpacked)
	address, names, dir := freeAddress(t), freeAddress(t), t.TempDir()
	home := only(t, filepath.Join(unpacked, "rabbitmq", "lib", "rabbitmq_server-*"))
	erlang := erlangIn(t, unpacked, dir)
	epmd := command(t, filepath.Join(only(t, filepath.Join(unpacked, "erlang", "erts-*")), "bin", "epmd"))
	server := command(t, filepath.Join(home, "sbin", "rabbitmq-server"))
	for _, cmd := range []*exec.Cmd{epmd, server} {
		cmd.Env = slices.Concat(cmd.Env, erlang, rabbitMQIn(t, home, dir, portOf(address)), []string{"ERL_EPMD_ADDRESS=127.0.0.1", "ERL_EPMD_PORT=" + portOf(names)})
	}
	startPart(t, epmd, names)
	startPart(t, server, address)
	return portOf(address)
}

// erlangIn returns the variables with which Erlang runs from a folder. Debian's erl looks for the rest of it in
// /usr/lib, so another erl replaces it in dir.
func erlangIn(t *testing.T, unpacked, dir string) []string {
	t.Helper()
	erl := writeFile(t, filepath.Join(dir, "erl"), "#!/bin/sh\nexec \"$BINDIR/erlexec\" \"$@\"\n")
	if err := os.Chmod(erl, 0o755); err != nil {
		t.Fatal(err)
	}
	root := filepath.Join(unpacked, "erlang")
	return []string{
		"PATH=" + dir + ":" + os.Getenv("PATH"), "HOME=" + dir, "EMU=beam", "PROGNAME=erl",
		"ROOTDIR=" + root, "BINDIR=" + only(t, filepath.Join(root, "erts-*", "bin")),
		"LD_LIBRARY_PATH=" + only(t, filepath.Join(unpacked, "*-linux-gnu*")),
	}
}

// rabbitMQIn returns the variables with which it keeps everything in dir, and listens only for WebSockets.
func rabbitMQIn(t *testing.T, home, dir, port string) []string {
	t.Helper()
	config := "listeners.tcp = none\nstomp.listeners.tcp = none\nweb_stomp.tcp.ip = 127.0.0.1\nweb_stomp.tcp.port = " + port + "\n"
	return []string{
		"RABBITMQ_HOME=" + home,
		"RABBITMQ_PLUGINS_DIR=" + filepath.Join(home, "plugins"),
		"RABBITMQ_NODENAME=rabbit@localhost",
		"RABBITMQ_DIST_PORT=" + portOf(freeAddress(t)),
		"RABBITMQ_MNESIA_BASE=" + filepath.Join(dir, "mnesia"),
		"RABBITMQ_LOG_BASE=" + filepath.Join(dir, "log"),
		"RABBITMQ_PID_FILE=" + filepath.Join(dir, "pid"),
		"RABBITMQ_CONF_ENV_FILE=/dev/null",
		"RABBITMQ_CONFIG_FILE=" + writeFile(t, filepath.Join(dir, "rabbitmq.conf"), config),
		"RABBITMQ_ENABLED_PLUGINS_FILE=" + writeFile(t, filepath.Join(dir, "plugins"), "[rabbitmq_web_stomp].\n"),
	}
}

// only returns the one file that matches a pattern.
func only(t *testing.T, pattern string) string {
	t.Helper()
	found, err := filepath.Glob(pattern)
	if err != nil || len(found) != 1 {
		t.Fatalf("%s: %q, %v", pattern, found, err)
	}
	return found[0]
}

func startCentrifugo(t *testing.T) (port string) {
	t.Helper()
	program := filepath.Join(peersDir(t), "bin", "centrifugo")
	requirePeer(t, program)
	address := freeAddress(t)
	config := fmt.Sprintf(`{"http_server": {"address": "127.0.0.1", "port": %s},
		"client": {"insecure": true, "allowed_origins": ["*"]}, "channel": {"without_namespace": {"presence": true}}}`, portOf(address))
	startPart(t, command(t, program, "-c", writeFile(t, filepath.Join(t.TempDir(), "config.json"), config)), address)
	return portOf(address)
}

func startCrossbar(t *testing.T) (port string) {
	t.Helper()
	program := filepath.Join(peersDir(t), "crossbar", "bin", "crossbar")
	requirePeer(t, program)
	address, dir := freeAddress(t), t.TempDir()
	config := fmt.Sprintf(`{"version": 2, "controller": {}, "workers": [{"type": "router",
		"realms": [{"name": "tea", "roles": [{"name": "anonymous", "permissions": [
			{"uri": "", "match": "prefix", "allow": {"call": true, "register": true, "publish": true, "subscribe": true}}]}]}],
		"transports": [{"type": "websocket", "serializers": ["json"], "endpoint": {"type": "tcp", "interface": "127.0.0.1", "port": %s}}]}]}`, portOf(address))
	cmd := command(t, program, "start", "--cbdir", filepath.Dir(writeFile(t, filepath.Join(dir, "config.json"), config)))
	cmd.Env = append(cmd.Env, "HOME="+dir)
	startPart(t, cmd, address)
	return portOf(address)
}

// startChromium makes it open a page, and returns the page's place.
func startChromium(t *testing.T) (place string) {
	t.Helper()
	program, err := exec.LookPath("chromium")
	if err != nil {
		missingPeer(t, "chromium")
	}
	address, dir := freeAddress(t), t.TempDir()
	cmd := command(t, program, "--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-port="+portOf(address), "--user-data-dir="+dir, "about:blank")
	cmd.Env = append(cmd.Env, "HOME="+dir)
	startPart(t, cmd, address)
	var page struct{ WebSocketDebuggerURL string }
	ask(t, http.MethodPut, "http://"+address+"/json/new?about:blank", &page)
	return portOf(strings.TrimPrefix(page.WebSocketDebuggerURL, "ws://"))
}

func startJupyter(t *testing.T) (port string) {
	t.Helper()
	program := filepath.Join(peersDir(t), "jupyter", "bin", "jupyter-server")
	requirePeer(t, program)
	address, dir := freeAddress(t), t.TempDir()
	cmd := command(t, program, "--allow-root", "--no-browser", "--ip=127.0.0.1", "--port="+portOf(address), "--IdentityProvider.token=letmein", "--ServerApp.root_dir="+dir)
	cmd.Env = append(cmd.Env, "HOME="+dir, "JUPYTER_RUNTIME_DIR="+dir)
	startPart(t, cmd, address)
	return portOf(address)
}

// newKernel starts a kernel, since none takes the same message twice, and waits until it has answered.
func newKernel(t *testing.T, port string) (place string) {
	t.Helper()
	var kernel struct{ ID string }
	ask(t, http.MethodPost, "http://127.0.0.1:"+port+"/api/kernels", &kernel)
	place = port + "/api/kernels/" + kernel.ID + "/channels?token=letmein"
	run(t, plain(t, "send", "--until", "/kernel_info_reply/", "ws://127.0.0.1:"+place, `{"channel":"shell","parent_header":{},"metadata":{},"content":{},
		"header":{"msg_id":"first","msg_type":"kernel_info_request","session":"tea","username":"ada","date":"2026-11-27T12:00:00Z","version":"5.3"}}`), 0)
	return place
}

// ask decodes a server's answer, which is JSON.
func ask(t *testing.T, method, url string, answer any) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "token letmein")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if err := json.NewDecoder(response.Body).Decode(answer); err != nil {
		t.Fatal(err)
	}
}

// jupyterSession asks on the shell channel, in the binary protocol: offsets, the channel, and four parts of JSON.
func jupyterSession() (session string) {
	for i, request := range [][2]string{
		{"comm_info_request", "{}"},
		{"is_complete_request", `{"code":"for x in y:"}`},
		{"complete_request", `{"code":"impor","cursor_pos":5}`},
	} {
		header := fmt.Sprintf(`{"msg_id":"request-%d","msg_type":%q,"session":"tea","username":"ada","date":"2026-11-27T12:00:00Z","version":"5.3"}`, i, request[0])
		parts := []string{"shell", header, "{}", "{}", request[1]}
		message := binary.LittleEndian.AppendUint64(nil, uint64(len(parts)+1))
		end := 8 * (len(parts) + 2)
		for _, part := range append([]string{""}, parts...) {
			end += len(part)
			message = binary.LittleEndian.AppendUint64(message, uint64(end))
		}
		session += fmt.Sprintf("> hex: %x%x\n%s\n", message, strings.Join(parts, ""), changes)
	}
	return session
}

// cellSession runs cells, in JSON. The output of a cell comes on one channel, and the message that it is done on
// another.
func cellSession() (session string) {
	for i, cell := range []struct {
		code    string
		answers int
	}{
		{"6*7", 3},            // the code, the result, the reply
		{"print('tea')", 3},   // the code, a stream, the reply
		{"milk", 3},           // the code, an error, the reply
		{"kettle = 'hot'", 2}, // the code, the reply
	} {
		session += fmt.Sprintf(`> {"channel":"shell","parent_header":{},"metadata":{},"buffers":[],"content":{"code":%q,"silent":false,"store_history":true,"user_expressions":{},"allow_stdin":false,"stop_on_error":false},`+
			`"header":{"msg_id":"cell-%d","msg_type":"execute_request","session":"tea","username":"ada","date":"2026-11-27T12:00:00Z","version":"5.3"}}`, cell.code, i)
		session += "\n" + strings.Repeat(changes+"\n", cell.answers)
	}
	return session
}
