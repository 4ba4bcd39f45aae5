package codec

// Source is where messages to send come from; Reader says what its methods do.
type Source interface {
	Next() (Part, error)
	Buffered() bool
	Where() string
}
