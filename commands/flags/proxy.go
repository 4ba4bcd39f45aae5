package flags

import (
	"context"
	"net/url"

	"wspipe/client"
	"wspipe/commands/status"
	"wspipe/commands/stdio"
)

// fillProxy takes an empty --proxy to mean no proxy, as curl does.
func (g *Network) fillProxy(o *client.Options) error {
	if g.NoProxy.On && g.Exempt.Given {
		return status.Usagef("--no-proxy and --noproxy contradict each other")
	}
	value, err := g.Proxy.secret()
	if err != nil || g.NoProxy.On || g.Proxy.Given && value == "" {
		return err
	}
	var proxy *url.URL
	if g.Proxy.Given {
		if proxy, err = client.ParseProxy(value); err != nil {
			return g.Proxy.wrong("%w", err)
		}
	}
	switch {
	case g.Exempt.Given:
		o.Proxy = client.ProxyExcept(g.Exempt.Value, proxy)
	case proxy != nil:
		o.Proxy = func(*url.URL) (*url.URL, error) { return proxy, nil }
	default:
		o.Proxy = client.ProxyFromEnvironment
	}
	return nil
}

// fillProxyLogin sets the login for all proxies that have none in their URLs.
func (g *Network) fillProxyLogin(ctx context.Context, s stdio.Streams, o *client.Options) error {
	if !g.ProxyUser.Given || o.Proxy == nil {
		return nil
	}
	user, err := userAndPassword(ctx, s, &g.ProxyUser)
	if err != nil {
		return err
	}
	find := o.Proxy
	o.Proxy = func(u *url.URL) (*url.URL, error) {
		proxy, err := find(u)
		if proxy == nil || err != nil || proxy.User != nil {
			return proxy, err
		}
		return &url.URL{Scheme: proxy.Scheme, Host: proxy.Host, User: userinfo(user)}, nil
	}
	return nil
}
