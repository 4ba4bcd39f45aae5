//go:build linux

package main

import (
	"os"
	"strconv"

	"golang.org/x/sys/unix"
)

// onOneCore runs do on the first core that this process may use, together with the server, which is in this process,
// and the programs started meanwhile. Two processes that take turns are several times slower on two cores than on one,
// and the kernel chooses between the two unpredictably.
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

// setAffinity sets the affinity of every existing thread; new threads inherit it.
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
