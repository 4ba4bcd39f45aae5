package flags

import (
	"context"
	"errors"
	"net/url"
	"strings"

	"wspipe/client"
	"wspipe/commands/keys"
	"wspipe/commands/status"
	"wspipe/commands/stdio"
)

// Login is how we log in.
type Login struct {
	User   Text
	Bearer Text
	Netrc  Optional
	Digest Switch
}

func (g *Login) fill(ctx context.Context, s stdio.Streams, o *client.Options) error {
	o.Digest = g.Digest.On
	if g.User.Given {
		user, err := userAndPassword(ctx, s, &g.User)
		if err != nil {
			return err
		}
		o.User = userinfo(user)
	}
	authorization, err := g.authorization()
	if err != nil {
		return err
	}
	if authorization != "" && !hasHeader(o.Header, "Authorization") { // --header overrides it
		o.Header.Set("Authorization", authorization)
	}
	if g.Netrc.Given {
		o.Login, err = netrcLogin(&g.Netrc)
	}
	return err
}

// userinfo parses NAME:PASSWORD.
func userinfo(user string) *url.Userinfo {
	name, password, _ := strings.Cut(user, ":")
	return url.UserPassword(name, password)
}

// authorization returns the header for --bearer.
func (g *Login) authorization() (string, error) {
	if !g.Bearer.Given {
		return "", nil
	}
	token, err := g.Bearer.secret()
	switch {
	case err != nil:
		return "", err
	case token == "":
		return "", g.Bearer.wrong("it is empty")
	case !validHeader("Authorization", token):
		return "", g.Bearer.wrong("the token has characters that no header can hold")
	}
	return "Bearer " + token, nil
}

// userAndPassword asks for the password if only a name is given, as curl does.
func userAndPassword(ctx context.Context, s stdio.Streams, flag *Text) (string, error) {
	user, err := flag.secret()
	switch {
	case err != nil || strings.Contains(user, ":"):
		return user, err
	case user == "":
		return "", flag.wrong("it is empty")
	}
	word, err := keys.AskSecret(ctx, s, "password of "+status.Printable(user)+": ")
	if errors.Is(err, keys.ErrNoTerminal) {
		return "", flag.wrong("it has no password, as NAME:PASSWORD does, and there is no terminal to ask for one")
	}
	return user + ":" + word, keys.AsFlagError(flag.name, err)
}
