package server

import (
	"sync"

	"wspipe/commands/program"
	"wspipe/commands/stdio"
)

// troupe is the set of programs that are talking to clients. The zero value is empty.
type troupe struct {
	mu      sync.Mutex
	members map[*program.Program]bool
}

// watch makes s.Exit, which a second signal calls, kill the programs first.
func (t *troupe) watch(s *stdio.Streams) {
	exit := s.Exit
	if exit == nil {
		return
	}
	s.Exit = func(status int) {
		t.mu.Lock() // never released: no program may start any more
		for p := range t.members {
			p.Kill()
		}
		exit(status)
	}
}

// start starts a program, and adds it.
func (t *troupe) start(p *program.Program) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.members == nil {
		t.members = map[*program.Program]bool{}
	}
	err := p.Start()
	if err == nil {
		t.members[p] = true
	}
	return err
}

// leave removes a program that has ended.
func (t *troupe) leave(p *program.Program) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.members, p)
}
