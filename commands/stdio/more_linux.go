package stdio

import "golang.org/x/sys/unix"

// bytesAhead asks how many bytes can be read without waiting.
const bytesAhead = unix.TIOCINQ
