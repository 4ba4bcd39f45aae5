package codec

// Source provides messages to send; see Reader for its methods.
type Source interface {
	Next() (Part, error)
	Buffered() bool
	Where() string
}
