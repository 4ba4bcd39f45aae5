package export

import (
	"encoding/base64"
	"strings"

	"wspipe/commands/dial"
	"wspipe/commands/transcript"
)

func (w *writer) open(s transcript.Step, a transcript.Open) error {
	delete(w.closing, s.Name)
	h := a.Handshake(w.values)
	switch {
	case h.Insecure:
		return cannotf("insecure for one connection (k6 run --insecure-skip-tls-verify is for all)")
	case h.Compress != nil && *h.Compress != "":
		return cannotf("parameters of compress")
	case h.Nopong:
		return cannotf("nopong")
	}
	url, err := w.url(a)
	if err != nil {
		return err
	}
	parameters, err := w.parameters(h)
	if err != nil {
		return err
	}
	protocols, err := w.list(h.Protocols)
	if err == nil {
		w.add("await c.open(%s, %s, %s, %s, %s, %s);", w.named(s), w.wait(s), quoted(s.Name), url, protocols, parameters)
	}
	return err
}

func (w *writer) url(a transcript.Open) (string, error) {
	url := a.URL(w.values)
	if url == transcript.EchoURL || strings.HasPrefix(url, "ws+unix:") {
		return "", cannotf("%.8s", url)
	}
	if !mark().MatchString(url) {
		var err error
		if url, err = dial.URL(url); err != nil {
			return "", cannotf("%v", err)
		}
	}
	return w.expression(url)
}

// parameters returns k6's other parameters for the handshake.
func (w *writer) parameters(h transcript.Handshake) (string, error) {
	headers := h.Headers
	if h.Origin != "" {
		headers = append(headers, "Origin: "+h.Origin)
	}
	var all []string
	for _, header := range headers {
		name, value, _ := strings.Cut(header, ":")
		written, err := w.expression(strings.TrimSpace(value))
		if err != nil {
			return "", err
		}
		all = append(all, quoted(name)+": "+written)
	}
	if h.User != "" {
		login, err := w.login(h.User)
		if err != nil {
			return "", err
		}
		all = append(all, "Authorization: "+login)
	}
	compression := ""
	if h.Compress != nil {
		compression = ", compression: 'deflate'"
	}
	return "{ headers: { " + strings.Join(all, ", ") + " }" + compression + " }", nil
}

func (w *writer) login(user string) (string, error) {
	if !mark().MatchString(user) {
		return quoted("Basic " + base64.StdEncoding.EncodeToString([]byte(user))), nil
	}
	written, err := w.expression(user)
	return "'Basic ' + b64encode(" + written + ")", err
}

func (w *writer) list(texts []string) (string, error) {
	var all []string
	for _, text := range texts {
		written, err := w.expression(text)
		if err != nil {
			return "", err
		}
		all = append(all, written)
	}
	return "[" + strings.Join(all, ", ") + "]", nil
}

func (w *writer) close(s transcript.Step, a transcript.Close) error {
	reason, err := a.Reason(w.values)
	if err != nil {
		return cannotf("%v", err)
	}
	if a.Code != 1000 && a.Code < 3000 {
		return cannotf("a close with %d: browsers and k6 send 1000 and 3000 to 4999", a.Code)
	}
	written, err := w.expression(reason)
	if err != nil {
		return err
	}
	w.closing[s.Name] = true
	w.add("await c.close(%s, %s, %s, %d, %s);", w.named(s), w.wait(s), quoted(s.Name), a.Code, written)
	return nil
}

func (w *writer) closed(s transcript.Step, a transcript.Closed) error {
	matches := "null"
	if text := transcript.Matching(a, w.values); text != "" {
		var err error
		if matches, err = w.matcher(text, false); err != nil {
			return err
		}
	}
	w.add("await c.closed(%s, %s, %s, %d, %s);", w.named(s), w.wait(s), quoted(s.Name), a.Code, matches)
	return nil
}
