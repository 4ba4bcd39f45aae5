package flags

import (
	"encoding/base64"
	"errors"
	"net/http"
	"strings"

	"github.com/urfave/cli/v2"

	"wspipe/client"
	"wspipe/commands/keys"
	"wspipe/commands/status"
	"wspipe/commands/stdio"
)

// readLogin is for --user, --bearer and --netrc.
func readLogin(c *cli.Context, s stdio.Streams, o *client.Options) error {
	if err := authorize(c, s, o.Header); err != nil {
		return err
	}
	var err error
	o.Login, err = netrcLogin(c)
	return err
}

// authorize adds what --user or --bearer say, unless --header said it.
func authorize(c *cli.Context, s stdio.Streams, header http.Header) error {
	if c.IsSet("user") && c.IsSet("bearer") {
		return status.Usagef("--user and --bearer contradict each other")
	}
	authorization := ""
	if c.IsSet("user") {
		user, err := userAndPassword(c, s)
		if err != nil {
			return err
		}
		authorization = "Basic " + base64.StdEncoding.EncodeToString([]byte(user))
	}
	if c.IsSet("bearer") {
		token, err := secret(c, "bearer")
		if err != nil {
			return err
		}
		if token == "" {
			return status.Usagef("--bearer: it is empty")
		}
		if !validHeader("Authorization", token) {
			return status.Usagef("--bearer: the token has characters that no header can hold")
		}
		authorization = "Bearer " + token
	}
	if authorization != "" && !hasHeader(header, "Authorization") {
		header.Set("Authorization", authorization)
	}
	return nil
}

// userAndPassword asks for the password of a name alone, as curl does.
func userAndPassword(c *cli.Context, s stdio.Streams) (string, error) {
	user, err := secret(c, "user")
	switch {
	case err != nil || strings.Contains(user, ":"):
		return user, err
	case user == "":
		return "", status.Usagef("--user: it is empty")
	}
	word, err := keys.AskSecret(c.Context, s, "password of "+status.Printable(user)+": ")
	if errors.Is(err, keys.ErrNoTerminal) {
		return "", status.Usagef("--user: it has no password, as NAME:PASSWORD does, and there is no terminal to ask for one")
	}
	return user + ":" + word, keys.AsFlagError("user", err)
}
