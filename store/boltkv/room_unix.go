//go:build unix

package boltkv

import (
	"errors"
	"io/fs"
	"syscall"
)

// noRoom reports whether a commit failed in a write, not in a sync, because the disk is full, or the user's share of it,
// or the file is as large as a process may make it.
func noRoom(err error) bool {
	var at *fs.PathError
	return errors.As(err, &at) && at.Op == "write" && (errors.Is(at.Err, syscall.ENOSPC) ||
		errors.Is(at.Err, syscall.EDQUOT) || errors.Is(at.Err, syscall.EFBIG))
}
