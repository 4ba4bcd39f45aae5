package codec

// payloadDecoder decodes one message piece by piece, so only its payload needs to be held.
type payloadDecoder interface {
	reset()
	add(piece []byte) error
	finish() error
	payload() []byte // valid until reset
}

// encoded reads the formats with one encoded line per message: Base64 and Hex.
type encoded struct {
	records
	kind    Type
	limit   int64
	decoder payloadDecoder
}

func (e *encoded) next() (Part, error) {
	e.decoder.reset()
	for {
		piece, last, err := e.piece()
		if err != nil {
			return Part{}, err
		}
		if err := e.add(piece, last); err != nil {
			return Part{}, &InputError{e.where(), err}
		}
		if last {
			return Part{Type: e.kind, Data: e.decoder.payload(), Last: true}, nil
		}
	}
}

func (e *encoded) add(piece []byte, last bool) error {
	err := e.decoder.add(piece)
	if err == nil && last {
		err = e.decoder.finish()
	}
	if err == nil && int64(len(e.decoder.payload())) > e.limit {
		err = &LimitError{e.limit}
	}
	return err
}

func (e *encoded) buffered() bool { return e.complete() }

func decodeAll(d payloadDecoder, record []byte) ([]byte, error) {
	if err := d.add(record); err != nil {
		return nil, err
	}
	if err := d.finish(); err != nil {
		return nil, err
	}
	return d.payload(), nil
}
