package client

import (
	"errors"
	"fmt"
	"strings"
)

// offerOf returns the compression that the options offer; nil if they offer none.
func offerOf(o Options) (*deflate, error) {
	if !o.Compression {
		return nil, nil
	}
	offer, err := readOffer(o.CompressionParameters)
	if err != nil {
		return nil, fmt.Errorf("%w in the compression's parameters: %w", ErrSyntax, err)
	}
	return &offer, nil
}

// CheckCompression returns what is wrong with a value for
// Options.CompressionParameters, or nil.
func CheckCompression(parameters string) error {
	_, err := readOffer(parameters)
	return err
}

// readOffer parses Options.CompressionParameters.
func readOffer(parameters string) (deflate, error) {
	if strings.Trim(parameters, " \t") == "" {
		return browserOffer(), nil
	}
	s := scanner{";" + strings.TrimLeft(parameters, " \t")}
	list, err := s.parameters()
	if err != nil || s.text != "" {
		return deflate{}, errors.New("it is not a list of parameters with semicolons between them")
	}
	return parseOffer(list)
}

// readAnswer parses the server's answer to offer, which is nil if no compression was
// offered. agreed is nil for no compression, and extension names an extension that
// wasn't offered.
func readAnswer(offer *deflate, lines []string) (agreed *compression, extension string, err error) {
	list, err := parseExtensions(lines)
	if err != nil {
		return nil, "", fmt.Errorf("the server's Sec-WebSocket-Extensions make no sense: %w", err)
	}
	for i, e := range list {
		switch {
		case e.name != deflateName || offer == nil:
			return nil, e.name, fmt.Errorf("the server uses an extension that was not offered: %s", e.name)
		case i > 0:
			return nil, "", fmt.Errorf("the server uses the extension %s twice", e.name)
		}
		answer, err := parseAnswer(e.parameters)
		if err == nil {
			agreed, err = offer.agreed(answer)
		}
		if err != nil {
			return nil, "", fmt.Errorf("the server's answer to %s: %w", deflateName, err)
		}
	}
	return agreed, "", nil
}

// answerOffers returns a server's answer to a client's offers: it accepts the first one
// that can be granted, and answer is empty if there is none.
func answerOffers(lines []string) (agreed *compression, answer string, err error) {
	list, err := parseExtensions(lines)
	if err != nil {
		return nil, "", fmt.Errorf("the client's Sec-WebSocket-Extensions make no sense: %w", err)
	}
	for _, e := range list {
		if e.name != deflateName {
			continue
		}
		if offer, err := parseOffer(e.parameters); err == nil {
			agreed, granted := offer.granted()
			return agreed, granted.String(), nil
		}
	}
	return nil, "", nil
}
