//go:build !linux && !darwin && !freebsd && !netbsd && !openbsd && !dragonfly && !windows

package main

import (
	"errors"
	"os"
)

// hold cannot lock on this system.
func hold(string, bool) (*os.File, error) { return nil, errors.ErrUnsupported }
