package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// A staging is the hidden folder in which an import prepares its files, on the disk that they will be on. A file in it
// is locked for as long as the import lives, so that whoever finds the folder can tell whether one still needs it: the
// system lets go of the lock when a process ends, however it ends.
type staging struct {
	dir  string
	lock *os.File // nil where the disk knows no locks: then nobody takes the folder away but its import
}

const (
	stagingName = ".cliffhanger-import-" // and something random
	lockName    = "lock"
	newName     = "new" // the folder with the files to be
	oldName     = "old" // the folder with what they replace

	stagingTries = 10 // each fails only if another import begins in the same microseconds
)

// errHeld is returned for a lock that somebody else has, or had until a moment ago.
var errHeld = errors.New("somebody else holds it")

// newStaging makes a staging in a folder.
func newStaging(parent string) (*staging, error) {
	for range stagingTries {
		dir, err := os.MkdirTemp(parent, stagingName)
		if err != nil {
			return nil, err
		}
		s := &staging{dir: dir}
		switch s.lock, err = hold(filepath.Join(dir, lockName), true); {
		case errors.Is(err, errHeld), errors.Is(err, fs.ErrNotExist):
			continue // another import took it for one that was left behind, before it was locked
		case err != nil: // it goes without, and without the file, which would look like a lock that nobody has
			if err := os.Remove(filepath.Join(dir, lockName)); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return nil, errors.Join(err, os.RemoveAll(dir))
			}
		}
		if err := os.Mkdir(s.files(), 0o755); err != nil {
			return nil, errors.Join(err, s.remove())
		}
		return s, nil
	}
	return nil, fmt.Errorf("make a folder in %s: %w", parent, errHeld)
}

// files returns the folder with the files to be.
func (s *staging) files() string { return filepath.Join(s.dir, newName) }

// old returns the folder with what is replaced.
func (s *staging) old() string { return filepath.Join(s.dir, oldName) }

// remove takes the folder away, the lock last, and lets go of that.
func (s *staging) remove() error {
	err := errors.Join(os.RemoveAll(s.files()), os.RemoveAll(s.old()))
	if runtime.GOOS == "windows" { // which removes no file that is open, and on which nobody takes the lock in between
		return errors.Join(err, s.release(), os.RemoveAll(s.dir))
	}
	return errors.Join(err, os.RemoveAll(s.dir), s.release())
}

// release lets go of the lock, and leaves the folder as it is.
func (s *staging) release() error {
	if s.lock == nil {
		return nil
	}
	return s.lock.Close()
}

// leftovers returns the stagings in a folder that no import needs any more. They are locked now. A folder that is not
// there, or that may not be listed, is not looked through.
func leftovers(parent string) []*staging {
	entries, err := os.ReadDir(parent)
	if err != nil {
		return nil
	}
	var all []*staging
	for _, e := range entries {
		if !e.IsDir() || !strings.HasPrefix(e.Name(), stagingName) {
			continue
		}
		s := &staging{dir: filepath.Join(parent, e.Name())}
		if os.Remove(s.dir) == nil {
			continue // it was empty: its import ended before it came to the lock, or makes another one now
		}
		// One without a lock, or with one that cannot be had, may be in use.
		if s.lock, err = hold(filepath.Join(s.dir, lockName), false); err == nil {
			all = append(all, s)
		}
	}
	return all
}

// tidy takes away what imports that were killed have left where this one is going to write. What they had taken out of
// the story's folder to replace it, and had not replaced, comes back; its names are returned.
func (d destination) tidy() (back []string, err error) {
	for _, parent := range []string{d.full, filepath.Dir(d.full)} {
		for _, s := range leftovers(parent) {
			names, wrong := s.bringBack(parent)
			back = append(back, names...)
			if wrong != nil {
				err = errors.Join(err, wrong, s.release())
				continue
			}
			err = errors.Join(err, s.remove())
		}
	}
	return back, err
}

// bringBack puts what had been replaced back into its folder, where nothing has come in its place.
func (s *staging) bringBack(parent string) (back []string, err error) {
	old, err := os.ReadDir(s.old())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	there, err := os.ReadDir(parent)
	if err != nil {
		return nil, err
	}
	for _, e := range old {
		if slices.ContainsFunc(there, func(t fs.DirEntry) bool { return sameFile(t.Name(), e.Name()) }) {
			continue
		}
		if err := os.Rename(filepath.Join(s.old(), e.Name()), filepath.Join(parent, e.Name())); err != nil {
			return back, err
		}
		back = append(back, e.Name())
	}
	return back, nil
}
