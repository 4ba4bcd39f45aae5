//go:build unix

package tests

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"wspipe/tests/server"
)

// curlCookies is a file that curl's -c could have written.
const curlCookies = `# Netscape HTTP Cookie File
a.test	FALSE	/	FALSE	0	host	1
#HttpOnly_a.test	FALSE	/	FALSE	4102444800	http	2
.b.test	TRUE	/	FALSE	0	below	3
b.test	FALSE	/	FALSE	0	only	4
a.test	FALSE	/	TRUE	0	secure	5
a.test	FALSE	/	FALSE	1000000000	expired	6
a.test	FALSE	/x	FALSE	0	deeper	7
a.test	FALSE	/other	FALSE	0	elsewhere	8
a.test	FALSE	/	FALSE	0	empty	
`

const curlConfig = `
# as in curl's manual
header = "X-One: a # \"b\""   # a comment
-H X-Two:2
user-agent = me
--referer "https://example.org/"
	cookie=a=b
header : "X-Three: \\ \z"
-HX-Four:4
header="X-Five:5"#comment
header	X-Six:6	 # comment
max-time: 20
insecure # comment
`

// alike lists lines that curl and wspipe must treat the same: the server sees the same requests, and a proxy is asked
// for the same. (curl 7.88 sends a cookie of -b to every host, and we only to the URL's.) HERE is the server's port
// and SOCKET a unix socket that it also listens on, PROXY and LOGIN are proxies, DIR has files, and names that end
// with .test resolve to the server.
var alike = []string{
	"http://a.test/x?q=1",
	"-A me http://a.test/", "-A  http://a.test/", "-A one -A two http://a.test/", "-A me -H User-Agent:it http://a.test/",
	"-H User-Agent: http://a.test/", "-e https://example.org/ http://a.test/", "-e x -H referer:y http://a.test/",
	"-H X-One:1 -H x-one:2 -H X-Two; -H X-Three: http://a.test/", "-H Host:other.test http://a.test/",
	"-u me:pw http://a.test/", "-u me:p:w -H Authorization:Custom http://a.test/", "--oauth2-bearer t0k3n http://a.test/", "http://me:p%3Aw@a.test/",
	"-b a=b http://a.test/", "-b a=b -b c=d;e=f http://a.test/", "-b a=b -H Cookie:z=0 http://a.test/",
	"-b DIR/cookies http://a.test/", "-b DIR/cookies http://a.test/x/y", "-b DIR/cookies http://b.test/", "-b DIR/cookies http://c.b.test/",
	"-b DIR/cookies http://ab.test/", "-b DIR/cookies -b mine=1 http://a.test/x", "-b DIR/cookies -L http://a.test/to?http://b.test/x", "-b  http://a.test/",
	"-K DIR/config http://a.test/", "-K DIR/config -A later http://a.test/", "-A before -K DIR/config http://a.test/", "-H X-One:0 -K DIR/config http://a.test/",
	"--url http://a.test/x", "-g -S -i -N -X GET --http1.1 http://a.test/[1]",
	// redirects
	"-L http://a.test/to?/x", "-L -u me:pw -b a=b -H X-Mine:1 http://a.test/to?/x", "-L -u me:pw http://a.test/to?http://b.test/x",
	"-L -H Authorization:x -H Cookie:y http://a.test/to?http://b.test/x", "-L -e x http://a.test/to?http://b.test/x", "-L -H Host:other.test http://a.test/to?/x",
	"-L --max-redirs 0 http://a.test/to?/x", "-L --max-redirs 1 http://a.test/to?/to?/x", "-L -b  http://a.test/set?/x", "http://a.test/to?/x",
	// addresses
	"--connect-to example.org:80:127.0.0.1:HERE http://example.org/x", "--connect-to ::127.0.0.1:HERE http://example.org:81/x", "--connect-to EXAMPLE.org::127.0.0.1:HERE http://example.org/x",
	"--connect-to x.test::127.0.0.1:1 --connect-to ::127.0.0.1:HERE --connect-to ::127.0.0.1:1 http://example.org/x", "--connect-to :81:127.0.0.1:HERE http://example.org:81/x",
	"--connect-to ::127.0.0.1:HERE -L http://example.org/to?http://example.net/x", "--resolve example.org:HERE:127.0.0.1 --connect-to ::example.org:HERE http://example.net/",
	"--unix-socket SOCKET http://example.org/x", "--unix-socket SOCKET -L http://example.org/to?http://example.net:81/x",
	// proxies
	"-p -x PROXY http://server.test:HERE/x", "-p -x http://PROXY http://127.0.0.1:HERE/x", "-p -x me:s3%3Acr3t@LOGIN http://server.test:HERE/x", "-p -x LOGIN -U me:s3:cr3t http://server.test:HERE/x",
	"-p -x me:s3%3Acr3t@LOGIN -U you:no http://server.test:HERE/x", "-x PROXY --noproxy a.test http://a.test/x", "-x PROXY --noproxy test http://a.test/x", "-x PROXY --noproxy .test http://a.test/x",
	"-x PROXY --noproxy x,A.TEST http://a.test/x", "-x PROXY --noproxy * http://a.test/x", "-x PROXY --noproxy 127.0.0.0/8 http://127.0.0.1:HERE/x", "-x PROXY --noproxy 127.0.0.1 http://127.0.0.1:HERE/x",
	"-p -x PROXY --noproxy ver.test http://server.test:HERE/x", "-p -x PROXY --noproxy  http://server.test:HERE/x", "-p -x PROXY --connect-to example.org:80:server.test:HERE http://example.org/x",
	"-p -x socks5h://SOCKS http://server.test:HERE/x", "-p -x PROXY -H X-One:1 -u me:pw http://server.test:HERE/x",
}

// TestAsCurl asks curl itself what its flags mean.
func TestAsCurl(t *testing.T) {
	t.Parallel()
	w := newCurlWorld(t)
	for _, line := range alike {
		t.Run(line, func(t *testing.T) {
			var saw [2][]string
			for i, begin := range [][]string{{"curl", "-q", "-s", "-o", "/dev/null"}, {"wspipe", "listen", "-q"}} {
				saw[i] = w.sees(t, append(begin, w.arguments(line)...))
			}
			if !slices.Equal(saw[0], saw[1]) || len(saw[0]) == 0 {
				t.Errorf("curl's requests:\n%s\nours:\n%s", strings.Join(saw[0], "\n"), strings.Join(saw[1], "\n"))
			}
		})
	}
}

// curlWorld is a server for every name under .test, and proxies.
type curlWorld struct {
	words   *strings.Replacer
	here    string
	proxies *server.Proxies
	asked   int // by the proxies

	mu   sync.Mutex
	seen []string
}

func newCurlWorld(t *testing.T) *curlWorld {
	findPart(t, "curl")
	w := &curlWorld{}
	web := httptest.NewServer(w)
	t.Cleanup(web.Close)
	_, w.here, _ = net.SplitHostPort(web.Listener.Addr().String())
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "cookies"), curlCookies)
	writeFile(t, filepath.Join(dir, "config"), curlConfig)
	short, err := os.MkdirTemp("", "ws") // a socket's name must be short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(short) })
	socket := filepath.Join(short, "s")
	l, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	behind := &http.Server{Handler: w} //nolint:gosec // it serves a test
	go behind.Serve(l)
	t.Cleanup(func() { behind.Close() })
	ca, err := server.NewCA()
	if err != nil {
		t.Fatal(err)
	}
	if w.proxies, err = server.StartProxies(ca); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.proxies.Close)
	w.words = strings.NewReplacer("HERE", w.here, "SOCKET", socket, "PROXY", w.proxies.HTTP, "LOGIN", w.proxies.HTTPLogin, "SOCKS", w.proxies.Socks, "DIR", dir)
	return w
}

// arguments splits at blanks: two of them have an empty word between them.
func (w *curlWorld) arguments(line string) []string {
	args := strings.Split(line, " ")
	for i := range args {
		args[i] = w.words.Replace(args[i])
	}
	if strings.Contains(line, "--connect-to") || strings.Contains(line, "SOCKET") {
		return args
	}
	for _, name := range []string{"a.test", "b.test", "c.b.test", "ab.test"} {
		args = append(args, "--connect-to", name+":80:127.0.0.1:"+w.here)
	}
	return args
}

// sees returns what the server and the proxies were asked.
func (w *curlWorld) sees(t *testing.T, args []string) []string {
	w.mu.Lock()
	w.seen = nil
	w.mu.Unlock()
	cmd := plain(t, args[1:]...)
	if args[0] == "curl" {
		cmd = part(t, "curl", args[1:]...)
	}
	out, err := cmd.CombinedOutput()
	w.mu.Lock()
	defer w.mu.Unlock()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	log := w.proxies.Await(ctx, 0)
	asked := log[w.asked:]
	w.asked = len(log)
	t.Logf("%q: %v %s", args, err, out)
	return append(slices.Clone(w.seen), asked...)
}

// ServeHTTP logs requests in one form for both programs: with the names of headers in lower case, cookies sorted,
// and both default User-Agents the same.
func (w *curlWorld) ServeHTTP(answer http.ResponseWriter, r *http.Request) {
	lines := []string{}
	for name, values := range r.Header {
		name, value := strings.ToLower(name), strings.Join(values, ", ")
		switch {
		case strings.HasPrefix(name, "sec-websocket-"), name == "accept", name == "connection", name == "upgrade":
			continue
		case name == "cookie":
			pairs := strings.FieldsFunc(strings.Join(values, ";"), func(c rune) bool { return c == ';' || c == ' ' })
			slices.Sort(pairs)
			value = strings.Join(pairs, "; ")
		case name == "user-agent" && (strings.HasPrefix(value, "curl/") || strings.HasPrefix(value, "wspipe/")):
			value = "its own"
		}
		lines = append(lines, name+": "+value)
	}
	slices.Sort(lines)
	w.mu.Lock()
	w.seen = append(w.seen, fmt.Sprintf("%s %s %q", r.Host, r.RequestURI, lines))
	w.mu.Unlock()
	switch r.URL.Path {
	case "/set":
		answer.Header().Set("Set-Cookie", "sid=1; Path=/")
		fallthrough
	case "/to":
		answer.Header().Set("Location", r.URL.RawQuery)
		answer.WriteHeader(http.StatusFound)
	default:
		answer.WriteHeader(http.StatusForbidden)
	}
}
