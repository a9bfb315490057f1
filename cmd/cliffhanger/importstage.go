package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// write puts the files into the destination: all of them, or none. They are written into a folder on the same disk,
// read back, and moved. A folder that does not exist yet appears with everything in it at once. In one that exists the
// files are moved one by one, and back again if one of them cannot be; only a power cut in that moment leaves some, and
// what is missing then comes back with the next import.
func (b *brought) write(d destination) (err error) {
	parent, shown := d.full, d.path
	if !d.exists {
		parent, shown = filepath.Dir(d.full), filepath.Dir(d.path)
	}
	s, err := newStaging(parent)
	if err != nil {
		return fmt.Errorf("write the story: nothing can be made in %s: %w", shown, reason(err))
	}
	defer func() {
		if errors.Is(err, errNotUndone) {
			err = errors.Join(err, s.release())
			return
		}
		err = errors.Join(err, s.remove())
	}()
	if err := b.stage(s.files()); err != nil {
		return err
	}
	if err := b.verify(s.files(), d); err != nil {
		return err
	}
	if d.exists {
		return b.move(s, d)
	}
	if _, err := os.Lstat(d.full); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("write the story: %s has been made by somebody else meanwhile", d.path)
	}
	if err := os.Rename(s.files(), d.full); err != nil {
		return fmt.Errorf("write the story: %w", reason(err))
	}
	return syncFolder(parent)
}

// stage writes the files into a folder, down to the disk.
func (b *brought) stage(dir string) error {
	for _, f := range b.files {
		if err := writeDown(filepath.Join(dir, f.name), f.data); err != nil {
			return fmt.Errorf("write %s: %w", f.name, err)
		}
	}
	return syncFolder(dir)
}

// writeDown writes a new file and waits until the disk has it.
func writeDown(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	if _, err := f.Write(data); err != nil {
		return errors.Join(err, f.Close())
	}
	if err := f.Sync(); err != nil {
		return errors.Join(err, f.Close())
	}
	return f.Close()
}

// syncFolder waits until the disk knows which files are in a folder. Windows does that by itself, and refuses to be asked.
func syncFolder(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	f, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("write the story: %w", err)
	}
	if err := f.Sync(); err != nil && !errors.Is(err, errors.ErrUnsupported) {
		return errors.Join(fmt.Errorf("write the story: %w", err), f.Close())
	}
	return f.Close()
}

// A moved file has come from one path to another.
type moved struct{ from, to string }

// move moves staged files into a folder that exists. What they replace is kept until all are there.
func (b *brought) move(s *staging, d destination) error {
	if err := os.Mkdir(s.old(), 0o755); err != nil {
		return fmt.Errorf("write the story: %w", err)
	}
	var done []moved
	step := func(from, to string) error {
		if err := os.Rename(from, to); err != nil {
			return reason(err)
		}
		done = append(done, moved{from, to})
		return nil
	}
	for _, f := range b.files {
		if err := f.place(s.files(), s.old(), d, step); err != nil {
			err = fmt.Errorf("write %s: %w", f.name, err)
			if wrong := undo(done); wrong != nil {
				return errors.Join(err, fmt.Errorf("%w: %w; what was there is in %s", errNotUndone, wrong, s.old()))
			}
			return err
		}
	}
	return syncFolder(d.full)
}

// errNotUndone is returned where files that had been replaced could not be put back.
var errNotUndone = errors.New("some files could not be put back")

// place moves one file into the folder by steps, away with what it replaces.
func (f newFile) place(staged, old string, d destination, step func(from, to string) error) error {
	for _, name := range d.names {
		if f.over && sameFile(name, f.name) {
			err := step(filepath.Join(d.full, name), filepath.Join(old, name))
			if errors.Is(err, fs.ErrNotExist) {
				return errors.New("what it goes over has gone meanwhile: does another import write into the folder?")
			}
			if err != nil {
				return err
			}
		}
	}
	to := filepath.Join(d.full, f.name)
	if _, err := os.Lstat(to); !errors.Is(err, fs.ErrNotExist) {
		return errors.New("something of this name has come into the folder meanwhile")
	}
	return step(filepath.Join(staged, f.name), to)
}

// undo takes moves back, the last first.
func undo(done []moved) error {
	var wrong error
	for i := len(done) - 1; i >= 0; i-- {
		if err := os.Rename(done[i].to, done[i].from); err != nil {
			wrong = errors.Join(wrong, fmt.Errorf("take back: %w", err))
		}
	}
	return wrong
}

// sameFile reports whether two names may be one file's: some disks know no small and capital letters.
func sameFile(a, b string) bool { return strings.EqualFold(a, b) }
