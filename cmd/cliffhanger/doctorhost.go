package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"cliffhanger/store/boltkv"

	bolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
)

// The files in the data folder, as store.OpenFolder has them.
const (
	dataName = "cliffhanger.db"
	keyName  = "cliffhanger.key"
	keyEnv   = "CLIFFHANGER_KEY"
)

// How much space the disk of the data should have. The database grows by 16 MiB at a time.
const (
	fewBytes    = 1 << 30
	tooFewBytes = 64 << 20
)

// machine looks at the data folder and its disk. It opens nothing that is in use.
func (d *diagnosis) machine(dir string, getenv func(string) string) {
	about := "data folder " + dir
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		d.missing(about, dir)
		return
	case err != nil:
		d.fail(about, err.Error(), "give another with --data, or make it readable")
		return
	case !info.IsDir():
		d.fail(about, "it is not a folder", "give another with --data")
		return
	}
	if err := writable(dir); err != nil {
		d.fail(about, fmt.Sprintf("it cannot be written to: %v", err),
			"give it to the user the bot runs as: chown and chmod 700")
	} else {
		d.ok(about, "it can be written to")
	}
	d.space(dir)
	d.lock(filepath.Join(dir, dataName))
	d.key(dir, getenv)
}

// missing looks at where a folder that is not there would be made.
func (d *diagnosis) missing(about, dir string) {
	parent := filepath.Dir(filepath.Clean(dir))
	for {
		if _, err := os.Stat(parent); !errors.Is(err, fs.ErrNotExist) || parent == filepath.Dir(parent) {
			break
		}
		parent = filepath.Dir(parent)
	}
	if err := writable(parent); err != nil {
		d.fail(about, fmt.Sprintf("it is not there and cannot be made: %v", err), "make it, or give another with --data")
		return
	}
	d.ok(about, "it is not there yet: the bot makes it at its first start")
	d.space(parent)
}

// writable returns why nothing can be written into a folder, nil if something can.
func writable(dir string) (err error) {
	f, err := os.CreateTemp(dir, ".cliffhanger-doctor-*")
	if err != nil {
		return err
	}
	_, err = f.WriteString("a test, to be deleted\n")
	return errors.Join(err, f.Close(), os.Remove(f.Name()))
}

// space looks how much the disk below a folder has left.
func (d *diagnosis) space(dir string) {
	free, err := freeSpace(dir)
	text := fmt.Sprintf("%.1f GiB free", float64(free)/(1<<30))
	switch do := "make room: without it nothing can be kept, and the bot waits"; {
	case errors.Is(err, errors.ErrUnsupported):
		d.warn("disk", "its free space cannot be told on this system", "look yourself that there is a gigabyte")
	case err != nil:
		d.warn("disk", fmt.Sprintf("its free space cannot be told: %v", err), "look yourself that there is a gigabyte")
	case free < tooFewBytes:
		d.fail("disk", fmt.Sprintf("only %d MiB free", free>>20), do)
	case free < fewBytes:
		d.warn("disk", text, do)
	default:
		d.ok("disk", text)
	}
}

// lockWait is how long the doctor waits for the lock of the data: somebody may be looking at it for a moment.
const lockWait = time.Second

// lock looks whether another process has the data open, and says who.
func (d *diagnosis) lock(path string) {
	const about = "data"
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		d.ok(about, "there is none yet")
		return
	}
	err := openRead(path)
	switch {
	case errors.Is(err, berrors.ErrTimeout):
		held := &boltkv.LockedError{Path: path, Holder: holder(path)}
		d.warn(about, held.Error(), "if that is your running bot, all is well; a second one cannot use the same folder")
	case err != nil:
		d.fail(about, fmt.Sprintf("%s cannot be opened: %v", path, err), "put the last backup in its place")
	default:
		d.ok(about, "no other process has it open")
	}
}

// openRead opens a database to read and closes it. It needs the lock, but walks nothing.
func openRead(path string) (err error) {
	defer func() {
		if r := recover(); r != nil { // bbolt's way with some damaged files
			err = fmt.Errorf("it is damaged: %v", r)
		}
	}()
	db, err := bolt.Open(path, 0o600, &bolt.Options{ReadOnly: true, Timeout: lockWait})
	if err != nil {
		return err
	}
	return db.Close()
}

// holder returns who has written down that they have the data open; the zero Holder if that cannot be read.
func holder(path string) boltkv.Holder {
	var h boltkv.Holder
	text, err := os.ReadFile(path + ".owner")
	if err != nil || json.Unmarshal(text, &h) != nil {
		return boltkv.Holder{}
	}
	return h
}

// key looks whether there is a key that goes with the data, and whether others can read it.
func (d *diagnosis) key(dir string, getenv func(string) string) {
	path := filepath.Join(dir, keyName)
	if getenv(keyEnv) != "" {
		d.ok("key", "it comes from "+keyEnv)
		return
	}
	_, noData := os.Stat(filepath.Join(dir, dataName))
	_, noKey := os.Stat(path)
	switch {
	case !errors.Is(noKey, fs.ErrNotExist):
		d.private("key", path)
	case noData == nil:
		d.fail("key", "there is data, but no "+keyName+" to read it with",
			"put the key back from your backup, or set "+keyEnv)
	default:
		d.ok("key", "the bot makes one at its first start; keep a copy of it, apart from the data")
	}
}

// private looks whether a file that holds a secret is its owner's alone.
func (d *diagnosis) private(about, path string) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		d.fail(about, fmt.Sprintf("it cannot be read: %v", err), "look at the path and at whom the file belongs to")
	case runtime.GOOS == "windows": // there the folder's rights decide
		d.ok(about, path+" is there")
	case info.Mode().Perm()&0o077 != 0:
		d.fail(about, fmt.Sprintf("others can read %s (mode %04o)", path, info.Mode().Perm()), "chmod 600 "+path)
	default:
		d.ok(about, fmt.Sprintf("%s is its owner's alone (mode %04o)", path, info.Mode().Perm()))
	}
}
