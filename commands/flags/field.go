package flags

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"wspipe/commands/duration"
	"wspipe/commands/status"
)

// Field is the value of a flag. It implements cli.Generic.
type Field interface {
	// Set sets the value, which Check has accepted.
	Set(text string) error
	// String returns "": the flag itself describes its default.
	String() string
	// Check returns an error that completes "VALUE is …".
	Check(text string) error

	named(name string)
	takes() taking
	holds() bool
}

type taking int

const (
	always   taking = iota // --flag VALUE
	never                  // --flag
	optional               // --flag or --flag=VALUE
)

// field is the common part of all fields.
type field struct {
	Given bool
	name  string
}

func (f *field) named(name string)  { f.name = name }
func (f *field) String() string     { return "" }
func (f *field) Check(string) error { return nil }
func (f *field) takes() taking      { return always }
func (f *field) holds() bool        { return f.Given }

// wrong returns a usage error that begins with the flag's name.
func (f *field) wrong(text string, args ...any) error {
	return status.Usagef("--"+f.name+": "+text, args...)
}

// Switch is on or off.
type Switch struct {
	field
	On bool
}

// Set implements Field.
func (s *Switch) Set(text string) (err error) {
	s.Given = true
	s.On, err = strconv.ParseBool(text)
	return err
}

// Check implements Field.
func (s *Switch) Check(text string) error { return checkBool(text) }
func (s *Switch) takes() taking           { return never }
func (s *Switch) holds() bool             { return s.On }

func checkBool(text string) error {
	if _, err := strconv.ParseBool(text); err != nil {
		return fmt.Errorf("neither true nor false")
	}
	return nil
}

// Counter counts how often a flag without a value was given.
type Counter struct {
	field
	Times int
}

// Set implements Field.
func (c *Counter) Set(text string) error {
	on, err := strconv.ParseBool(text)
	c.Given = true
	if on {
		c.Times++
	}
	return err
}

// Check implements Field.
func (c *Counter) Check(text string) error { return checkBool(text) }
func (c *Counter) takes() taking           { return never }

// Text is a value of any kind; the last one given counts.
type Text struct {
	field
	Value string
}

// Set implements Field.
func (t *Text) Set(text string) error {
	t.Value, t.Given = text, true
	return nil
}

// Optional is the value of a flag that may be given without one.
type Optional struct{ Text }

func (o *Optional) takes() taking { return optional }

// List is all values in order. Verbatim keeps the blanks around them.
type List struct {
	field
	Verbatim bool
	Values   []string
}

// Set implements Field.
func (l *List) Set(text string) error {
	if !l.Verbatim {
		text = strings.TrimSpace(text)
	}
	l.Values, l.Given = append(l.Values, text), true
	return nil
}

// verbatim makes the list keep the blanks around its values.
func (l *List) verbatim() *List {
	l.Verbatim = true
	return l
}

// Number is an integer.
type Number struct {
	field
	Value int
}

// Set implements Field.
func (n *Number) Set(text string) (err error) {
	n.Given = true
	n.Value, err = strconv.Atoi(text)
	return err
}

// Check implements Field.
func (n *Number) Check(text string) error {
	if _, err := strconv.Atoi(text); err != nil {
		return fmt.Errorf("not a number")
	}
	return nil
}

// or returns the number, or other if the flag isn't given.
func (n *Number) or(other int) int {
	if n.Given {
		return n.Value
	}
	return other
}

// Duration is a duration.
type Duration struct {
	field
	Value time.Duration
}

// Set implements Field.
func (d *Duration) Set(text string) (err error) {
	d.Given = true
	d.Value, err = duration.Parse(text)
	return err
}

// Check implements Field.
func (d *Duration) Check(text string) error {
	_, err := duration.Parse(text)
	return err
}

// into sets *to if the flag is given.
func (d *Duration) into(to *time.Duration) error {
	switch {
	case !d.Given:
		return nil
	case d.Value <= 0:
		return d.wrong("%v is too short", d.Value)
	}
	*to = d.Value
	return nil
}
