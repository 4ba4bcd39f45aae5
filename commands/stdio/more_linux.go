package stdio

import "golang.org/x/sys/unix"

// bytesAhead asks how many bytes can be read at once.
const bytesAhead = unix.TIOCINQ
