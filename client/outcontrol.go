package client

// control writes a ping or a pong, and returns how many messages went before it. Pings
// need an open connection; pongs are wanted even after our Close.
func (o *outbound) control(opcode byte, p []byte) (int64, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if opcode == opPing && o.closing.Load() {
		return 0, ErrNotOpen
	}
	if err := o.frame(finBit|opcode, p); err != nil {
		return 0, err
	}
	before := o.written + int64(len(o.ends))
	return before, o.flushLocked()
}

// tryControl writes a control frame if it can do so without waiting.
func (o *outbound) tryControl(opcode byte, p []byte) bool {
	if !o.mu.TryLock() {
		return false
	}
	defer o.mu.Unlock()
	if len(o.buf)+maxHeaderSize+len(p) > cap(o.buf) || o.frame(finBit|opcode, p) != nil {
		return false
	}
	o.wakeUp()
	return true
}

// close writes the Close frame, after everything given to the senders. Only the first
// call counts.
func (o *outbound) close(p []byte) error {
	o.closing.Store(true)
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.closed {
		return o.err
	}
	o.closed = true
	o.ended.Broadcast()
	if err := o.frame(finBit|opClose, p); err != nil {
		return err
	}
	err := o.flushLocked()
	o.closedAt.Store(o.given.Load())
	return err
}
