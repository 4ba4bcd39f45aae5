package server

import (
	"sync"

	"wspipe/commands/program"
	"wspipe/commands/stdio"
)

// troupe is the programs that speak with clients now. The zero value is empty.
type troupe struct {
	mu      sync.Mutex
	members map[*program.Program]bool
}

// watch has them end with us when a second signal has us exit at once.
func (t *troupe) watch(s *stdio.Streams) {
	exit := s.Exit
	if exit == nil {
		return
	}
	s.Exit = func(status int) {
		t.mu.Lock() // for good: none may begin any more
		for p := range t.members {
			p.Kill()
		}
		exit(status)
	}
}

// start starts a program, and keeps it.
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

// leave is for one that has ended.
func (t *troupe) leave(p *program.Program) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.members, p)
}
