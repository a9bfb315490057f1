package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"cliffhanger/story/manuscript/charset"
)

// reason returns why the system did not do something with a file, without the file's name: often that is one nobody
// has heard of, of a file that was only to be renamed. Other errors it returns as they are.
func reason(err error) error {
	path, link := (*fs.PathError)(nil), (*os.LinkError)(nil)
	switch {
	case errors.As(err, &path):
		return path.Err
	case errors.As(err, &link):
		return link.Err
	}
	return err
}

// unreadable makes a wrong call of what cannot be read at a path, which is named as it was given.
func unreadable(path string, err error) error {
	if name := (*charset.NameError)(nil); errors.As(err, &name) {
		return usage(name, "")
	}
	at, hint := (*fs.PathError)(nil), "give a folder with chapters, or a file"
	switch {
	case errors.Is(err, fs.ErrPermission):
		hint = "see to it that you may read it"
	case errors.Is(err, fs.ErrNotExist) && isLink(path):
		return usage(fmt.Errorf("%s is a link that leads nowhere", path), "mend it")
	case errors.Is(err, fs.ErrNotExist):
		return usage(fmt.Errorf("there is no %s", path), hint)
	}
	if errors.As(err, &at) {
		err = fmt.Errorf("cannot read %s: %w", path, at.Err)
	}
	return usage(err, hint)
}

// isLink reports whether a path is that of a link.
func isLink(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && info.Mode()&fs.ModeSymlink != 0
}
