package session

// how tells who ends a session, each outdoing those before it.
type how int

const (
	no      how = iota // it goes on
	waited             // we do, since --wait ran out: the connection has the last word
	settled            // we do, and err is what it comes to, whatever the connection says
	cut                // a signal does, or --timeout, and the same
)

// end is how a session ends, and why, if that is an error.
type end struct {
	how how
	err error
}

// note keeps the first reason, unless it leaves the last word to the
// connection and the next one doesn't.
func (e *end) note(how how, err error) {
	if e.how == no || e.how == waited && how >= settled {
		e.err = err
	}
	e.how = max(e.how, how)
}
