//go:build linux

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

const ticks = 100 // per second; USER_HZ on every system that Go supports

// cpuOf returns the user and system time of a process, without its children, in seconds.
func cpuOf(pid int) float64 {
	stat, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	fields := strings.Fields(string(stat[strings.LastIndex(string(stat), ")")+1:]))
	var user, system float64
	_, _ = fmt.Sscan(fields[11]+" "+fields[12], &user, &system)
	return (user + system) / ticks
}

// memoryOf returns the peak resident memory, in MiB.
func memoryOf(pid int) (mebibytes float64) {
	status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	_, _ = fmt.Sscan(rest, &mebibytes)
	return mebibytes / 1024
}

// childrenOf counts child processes, including zombies.
func childrenOf(pid int) (n int) {
	files, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	for _, file := range files {
		ids, _ := os.ReadFile(file)
		n += len(strings.Fields(string(ids)))
	}
	return n
}
