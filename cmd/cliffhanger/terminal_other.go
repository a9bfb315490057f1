//go:build !linux && !darwin && !freebsd && !netbsd && !openbsd && !dragonfly && !windows

package main

import "os"

// terminalColumns cannot tell on this system.
func terminalColumns(*os.File) (int, bool) { return 0, false }
