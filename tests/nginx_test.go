//go:build unix

package tests

import (
	"crypto/sha1"
	"encoding/base64"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// nginxConfig runs one process in the foreground that needs no privileges and writes only below {{DIR}}.
const nginxConfig = `
daemon off;
master_process off;
pid {{DIR}}/pid;
error_log stderr info;
events { worker_connections 256; }
http {
	access_log off;
	client_body_temp_path {{DIR}}/body;
	proxy_temp_path {{DIR}}/proxy;
	fastcgi_temp_path {{DIR}}/fastcgi;
	uwsgi_temp_path {{DIR}}/uwsgi;
	scgi_temp_path {{DIR}}/scgi;

	ssl_certificate {{CERT}};
	ssl_certificate_key {{KEY}};

	proxy_http_version 1.1;
	proxy_set_header Upgrade $http_upgrade;
	proxy_set_header Connection upgrade;

	server {
		listen {{PLAIN}};
		listen {{TLS}} ssl;

		location / { proxy_pass http://{{BACKEND}}; }
		location /hasty/ {
			proxy_pass http://{{BACKEND}}/;
			proxy_read_timeout 1s;
		}
		location /members/ {
			proxy_pass http://{{BACKEND}}/;
			auth_basic members;
			auth_basic_user_file {{USERS}};
		}
		# The line that is forgotten most often.
		location /forgetful/ {
			proxy_pass http://{{BACKEND}}/;
			proxy_set_header Connection close;
		}
		location /down/ { proxy_pass http://{{NOBODY}}/; }

		location ~ ^/moved/301(/.*)$ { return 301 http://{{PLAIN}}$1$is_args$args; }
		location ~ ^/moved/302(/.*)$ { return 302 http://{{PLAIN}}$1$is_args$args; }
		absolute_redirect off;
		location ~ ^/moved/307(/.*)$ { return 307 $1$is_args$args; }
		location ~ ^/moved/308(/.*)$ { return 308 $1$is_args$args; }
		location /moved/round { return 302 /moved/round; }
	}
	server {
		listen {{MUTUAL}} ssl;
		ssl_verify_client on;
		ssl_client_certificate {{CACERT}};
		location / { proxy_pass http://{{BACKEND}}; }
	}
}
`

// nginx is a running nginx in front of a test server.
type nginx struct {
	ws, wss, mutual string // URLs
	authority       *authority
}

func startNginx(t *testing.T) *nginx {
	t.Helper()
	dir := t.TempDir()
	authority := newAuthority(t, dir)
	cert, key := authority.issue(t, "nginx")
	plain, secure, mutual := freeAddress(t), freeAddress(t), freeAddress(t)
	config := fill(t, nginxConfig,
		"DIR", dir,
		"CERT", cert,
		"KEY", key,
		"CACERT", authority.file,
		"USERS", writeFile(t, filepath.Join(dir, "users"), "ada:"+hashed("correct: horse")+"\n"),
		"PLAIN", plain,
		"TLS", secure,
		"MUTUAL", mutual,
		"BACKEND", startServer(t).HostPort(),
		"NOBODY", freeAddress(t),
	)
	cmd := part(t, "nginx", "-p", dir, "-e", "stderr", "-c", writeFile(t, filepath.Join(dir, "nginx.conf"), config))
	startPart(t, cmd, plain, secure, mutual)
	return &nginx{"ws://" + plain, "wss://" + secure, "wss://" + mutual, authority}
}

// hashed returns a password as nginx stores it; needed for one with a colon.
func hashed(password string) string {
	sum := sha1.Sum([]byte(password))
	return "{SHA}" + base64.StdEncoding.EncodeToString(sum[:])
}

func TestNginx(t *testing.T) {
	t.Parallel()
	n := startNginx(t)
	for name, test := range map[string]func(*testing.T, *nginx){
		"ws":                  testNginxPlain,
		"wss":                 testNginxTLS,
		"burst":               testNginxBurst,
		"basic auth":          testNginxBasicAuth,
		"bad gateway":         testNginxBadGateway,
		"no upgrade":          testNginxNoUpgrade,
		"redirect":            testNginxRedirect,
		"redirect followed":   testNginxRedirectFollowed,
		"client certificates": testNginxClientCertificates,
		"idle timeout":        testNginxIdleTimeout,
	} {
		t.Run(name, func(t *testing.T) { test(t, n) })
	}
}

func testNginxPlain(t *testing.T, n *nginx) {
	wantEcho(t, plain(t, "connect", n.ws+"/echo"))
}

func testNginxTLS(t *testing.T, n *nginx) {
	wantEcho(t, plain(t, "connect", "--cacert", n.authority.file, n.wss+"/echo"))
	complains(t, plain(t, "listen", n.wss+"/echo"), 3, "certificate")
}

func testNginxBurst(t *testing.T, n *nginx) {
	wantBurst(t, 200_000, "listen", n.ws+"/burst?n=200000")
	wantBurst(t, 200_000, "listen", "--cacert", n.authority.file, n.wss+"/burst?n=200000")
	wantCounted(t, 200_000, "send", n.ws+"/count")
	wantCounted(t, 200_000, "send", "--cacert", n.authority.file, n.wss+"/count")
}

func testNginxBasicAuth(t *testing.T, n *nginx) {
	url := n.ws + "/members/echo"
	wantEcho(t, plain(t, "connect", "-u", "ada:correct: horse", url))
	complains(t, plain(t, "listen", "-u", "ada:wrong", url), 4, "401")
	complains(t, plain(t, "listen", url), 4, "401")
}

func testNginxBadGateway(t *testing.T, n *nginx) {
	complains(t, plain(t, "listen", n.ws+"/down/echo"), 4, "502")
}

func testNginxNoUpgrade(t *testing.T, n *nginx) {
	complains(t, plain(t, "listen", n.ws+"/forgetful/echo"), 4, "400", "Upgrade")
}

func testNginxRedirect(t *testing.T, n *nginx) {
	for status, location := range map[int]string{
		301: strings.Replace(n.ws, "ws:", "http:", 1) + "/echo?a=b",
		302: strings.Replace(n.ws, "ws:", "http:", 1) + "/echo?a=b",
		307: "/echo?a=b",
		308: "/echo?a=b",
	} {
		code := strconv.Itoa(status)
		complains(t, plain(t, "listen", n.ws+"/moved/"+code+"/echo?a=b"), 4, code, location)
	}
}

func testNginxRedirectFollowed(t *testing.T, n *nginx) {
	for _, code := range []string{"301", "302", "307", "308"} {
		wantEcho(t, plain(t, "connect", "-L", n.ws+"/moved/"+code+"/echo"))
	}
	wantEcho(t, plain(t, "connect", "--location", n.ws+"/moved/301/moved/308/echo"))
	complains(t, plain(t, "listen", "-L", "--max-redirs", "1", n.ws+"/moved/301/moved/308/echo"), 4, "redirect")
	complains(t, plain(t, "listen", "-L", n.ws+"/moved/round"), 4, "redirect")

	// a redirect from TLS to plain text must not be followed
	complains(t, plain(t, "listen", "-L", "--cacert", n.authority.file, n.wss+"/moved/301/echo"), 4)
}

func testNginxClientCertificates(t *testing.T, n *nginx) {
	url := n.mutual + "/echo"
	complains(t, plain(t, "listen", "--cacert", n.authority.file, url), 4, "400", "certificate")
	cert, key := n.authority.issue(t, "ada")
	wantEcho(t, plain(t, "connect", "--cacert", n.authority.file, "--cert", cert, "--key", key, url))
	cert, key = newAuthority(t, t.TempDir()).issue(t, "mallory")
	complains(t, plain(t, "listen", "--cacert", n.authority.file, "--cert", cert, "--key", key, url), 4, "400", "certificate")
}

func testNginxIdleTimeout(t *testing.T, n *nginx) {
	wantDroppedWhenIdle(t, n.ws+"/hasty/late?after=2s")
}
