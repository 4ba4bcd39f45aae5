package codec

// streamed reads messages that stand in the input as they are, between delimiters: Lines and Null.
type streamed struct {
	records
	kind  Type
	limit int64
	size  int64 // of the parts of the current message returned so far
}

func (s *streamed) next() (Part, error) {
	data, last, err := s.piece()
	if err != nil {
		return Part{}, err
	}
	s.size += int64(len(data))
	if s.size > s.limit {
		return Part{}, &InputError{s.where(), &LimitError{s.limit}}
	}
	if last {
		s.size = 0
	}
	return Part{s.kind, data, last}, nil
}

func (s *streamed) buffered() bool { return s.complete() }
