//go:build unix

package tests

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"wspipe/tests/server"
)

// TestScript runs script/*.txtar: one file, one behaviour. Each has a server of its own in $WS (and $WSS with TLS,
// whose authority is in the file $CACERT), and $DEADPORT, an address that refuses connections. Besides testscript's
// commands, it has those in scriptcommands_test.go, in certificatecommands_test.go for TLS, in scriptprograms_test.go
// for programs, and in scriptserve_test.go for serve; scriptnetwork_test.go has what there is for proxies and
// addresses.
func TestScript(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "script",
		Setup:               setupScript,
		RequireUniqueNames:  true,
		RequireExplicitExec: true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"status":      cmdStatus,
			"pipe":        cmdPipe,
			"signal":      cmdSignal,
			"write":       cmdWrite,
			"prints":      cmdPrints,
			"complains":   cmdComplains,
			"events":      cmdEvents,
			"saw":         cmdSaw,
			"connections": cmdConnections,
			"proxied":     cmdProxied,
			"serve":       cmdServe,
			"client":      cmdClient,
			"until":       cmdUntil,
			"served":      cmdServed,

			"tlsserver":    cmdTLSServer,
			"gone":         cmdGone,
			"bannerserver": cmdBannerServer,
			"certificate":  cmdCertificate,
		},
		Condition: scriptCondition,
	})
}

func setupScript(env *testscript.Env) error {
	path, err := program()
	if err != nil {
		return err
	}
	plain, err := server.Start()
	if err != nil {
		return err
	}
	env.Defer(plain.Close)
	ca, err := server.NewCA()
	if err != nil {
		return err
	}
	secure, err := server.StartTLS(ca)
	if err != nil {
		return err
	}
	env.Defer(secure.Close)
	proxies, err := setupNetwork(env, ca)
	if err != nil {
		return err
	}
	dead, release, err := server.DeadPort()
	if err != nil {
		return err
	}
	env.Defer(release)
	cacert := filepath.Join(env.WorkDir, ".ca.pem")
	if err := os.WriteFile(cacert, ca.PEM, 0o600); err != nil {
		return err
	}

	env.Setenv("GORACE", noLingering)
	env.Setenv("WS", plain.URL())
	env.Setenv("WSS", secure.URL())
	env.Setenv("HOSTPORT", plain.HostPort())
	env.Setenv("PORT", plain.HostPort()[strings.LastIndex(plain.HostPort(), ":")+1:])
	env.Setenv("TLSHOSTPORT", secure.HostPort())
	env.Setenv("TLSPORT", secure.HostPort()[strings.LastIndex(secure.HostPort(), ":")+1:])
	env.Setenv("DEADPORT", dead)
	env.Setenv("CACERT", cacert)
	env.Setenv("PATH", filepath.Dir(path)+string(filepath.ListSeparator)+os.Getenv("PATH"))
	env.Values[scriptKey{}] = &scriptState{
		program: path,
		environ: append([]string(nil), env.Vars...),
		servers: []*server.Server{plain, secure},
		ca:      ca,
		proxies: proxies,
		serving: map[string]*serving{},
	}
	return nil
}
