//go:build linux

package main

import (
	"os"
	"strconv"

	"golang.org/x/sys/unix"
)

// onOneCore runs do with the server, which is in this process, and the programs started meanwhile on the first core that
// this process may use. Two processes that take turns are several times slower on two cores than on one, and which of
// the two they get is the kernel's whim.
func onOneCore(do func()) error {
	var all, first unix.CPUSet
	if err := unix.SchedGetaffinity(0, &all); err != nil {
		return err
	}
	for core := 0; first.Count() == 0; core++ {
		if all.IsSet(core) {
			first.Set(core)
		}
	}
	if err := setAffinity(&first); err != nil {
		return err
	}
	do()
	return setAffinity(&all)
}

// setAffinity is for every thread there is; those to come take after them.
func setAffinity(cores *unix.CPUSet) error {
	threads, err := os.ReadDir("/proc/self/task")
	if err != nil {
		return err
	}
	for _, thread := range threads {
		id, err := strconv.Atoi(thread.Name())
		if err != nil {
			return err
		}
		if err := unix.SchedSetaffinity(id, cores); err != nil && err != unix.ESRCH {
			return err
		}
	}
	return nil
}
