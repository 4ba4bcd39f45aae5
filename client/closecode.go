package client

import (
	"encoding/binary"
	"errors"
	"fmt"
	"unicode/utf8"
)

// CheckLenientClose returns Close's error for code and reason at a server's
// end or with Options.Lenient: any code that may be sent (RFC 6455, section 7.4.1, and
// IANA's registry).
func CheckLenientClose(code int, reason string) error {
	if code < 3000 && code != 1000 && mayBeReceived(code) {
		return checkReason(reason)
	}
	err := CheckClose(code, reason)
	if errors.Is(err, ErrInvalidCode) && code != 0 {
		return fmt.Errorf("%w, not %d", ErrUnsendableCode, code)
	}
	return err
}

// CheckClose returns Close's error for code and reason, or nil if it would accept them.
func CheckClose(code int, reason string) error {
	switch {
	case code != 0 && code != 1000 && (code < 3000 || code > 4999):
		return fmt.Errorf("%w, not %d", ErrInvalidCode, code)
	case code == 0 && reason != "":
		return fmt.Errorf("%w where there is a reason", ErrInvalidCode)
	}
	return checkReason(reason)
}

func checkReason(reason string) error {
	switch {
	case len(reason) > maxCloseReason:
		return fmt.Errorf("%w: %d", ErrReasonTooLong, len(reason))
	case !utf8.ValidString(reason):
		return fmt.Errorf("close reason: %w", ErrNotUTF8)
	}
	return nil
}

// closePayload returns the payload of a Close frame (RFC 6455, section 5.5.1).
func closePayload(code int, reason string) []byte {
	if code == 0 {
		return nil
	}
	return append(binary.BigEndian.AppendUint16(nil, uint16(code)), reason...)
}

// closeAnswer returns the payload of the Close frame that answers got (RFC 6455,
// section 5.5.1).
func closeAnswer(got *CloseError) []byte {
	if got.Code == 1005 {
		return nil
	}
	return closePayload(got.Code, got.Reason)
}

// closeReason truncates text to fit into a Close frame.
func closeReason(text string) string {
	for len(text) > maxCloseReason || !utf8.ValidString(text) {
		text = text[:len(text)-1]
	}
	return text
}
