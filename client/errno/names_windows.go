package errno

import (
	"syscall"

	"golang.org/x/sys/windows"
)

var names = map[syscall.Errno][]syscall.Errno{
	syscall.ECONNABORTED: {windows.WSAECONNABORTED},
	syscall.ECONNREFUSED: {windows.WSAECONNREFUSED},
	syscall.ECONNRESET:   {windows.WSAECONNRESET},
	syscall.EHOSTUNREACH: {windows.WSAEHOSTUNREACH},
	syscall.EINTR:        {windows.WSAEINTR},
	syscall.EMFILE:       {windows.WSAEMFILE, windows.ERROR_TOO_MANY_OPEN_FILES},
	syscall.ENETUNREACH:  {windows.WSAENETUNREACH},
	syscall.ENOBUFS:      {windows.WSAENOBUFS},
	syscall.ENOMEM:       {windows.ERROR_NOT_ENOUGH_MEMORY},
	syscall.EPIPE:        {windows.ERROR_BROKEN_PIPE, windows.ERROR_NO_DATA, windows.ERROR_PIPE_NOT_CONNECTED, windows.WSAESHUTDOWN},
	syscall.ETIMEDOUT:    {windows.WSAETIMEDOUT},
}
