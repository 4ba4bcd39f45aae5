//go:build unix

package interop

// A difference is a case that a peer fails for a reason of its own.
type difference struct {
	peer string
	way  way
	test string
}

var differences = map[difference]string{
	{"websockets", theirServer, "half-closed"}: "it answers a Close before its program has seen what came before it",
}
