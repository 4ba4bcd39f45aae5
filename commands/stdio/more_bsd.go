//go:build darwin || dragonfly || freebsd || netbsd || openbsd

package stdio

// bytesAhead asks how many bytes can be read without waiting: FIONREAD of sys/filio.h.
const bytesAhead = 0x4004667f
