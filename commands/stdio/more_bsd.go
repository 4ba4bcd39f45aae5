//go:build darwin || dragonfly || freebsd || netbsd || openbsd

package stdio

// bytesAhead asks how many bytes can be read at once: FIONREAD of sys/filio.h.
const bytesAhead = 0x4004667f
