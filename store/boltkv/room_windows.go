package boltkv

import (
	"errors"
	"io/fs"
	"syscall"
)

// What Windows says of a full disk: ERROR_HANDLE_DISK_FULL and ERROR_DISK_FULL ("System Error Codes").
const (
	handleDiskFull = syscall.Errno(39)
	diskFull       = syscall.Errno(112)
)

// noRoom reports whether a commit failed in a write, not in a sync, because the disk is full.
func noRoom(err error) bool {
	var at *fs.PathError
	return errors.As(err, &at) && at.Op == "write" &&
		(errors.Is(at.Err, handleDiskFull) || errors.Is(at.Err, diskFull))
}
