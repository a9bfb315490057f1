package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"cliffhanger/store/boltkv"
	"cliffhanger/store/kv"
)

// What OpenFolder keeps in its folder, and the variable that takes the key file's place.
const (
	dataFile = "cliffhanger.db"
	keyFile  = "cliffhanger.key"
	keyEnv   = "CLIFFHANGER_KEY"
)

// OpenFolder opens the store of one machine: the data in DIR/cliffhanger.db, a bbolt file that one process at a time
// can have open (otherwise it is a *boltkv.LockedError), and its secret in DIR/cliffhanger.key, or in the environment
// variable CLIFFHANGER_KEY as 64 hexadecimal digits. What is missing is made: the folder with mode 0700, and the key
// only if there is no data yet, because another key would not fit. Before it migrates data of schema N it keeps a
// checked copy as DIR/cliffhanger.db.schema-N.
func OpenFolder(ctx context.Context, dir string, getenv func(string) string, o Options) (*Store, error) {
	return openFolder(ctx, dir, getenv, o, migrations())
}

// openFolder is OpenFolder with the migrations given.
func openFolder(ctx context.Context, dir string, getenv func(string) string, o Options,
	list []migration) (*Store, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, during("making the data folder", err)
	}
	secret, err := folderSecret(dir, getenv)
	if err != nil {
		return nil, err
	}
	path := filepath.Join(dir, dataFile)
	engine, err := boltkv.Open(path, boltkv.Options{})
	if err != nil {
		return nil, fmt.Errorf("opening the data in %s: %w", dir, err)
	}
	if o.Backup == nil {
		o.Backup = func(ctx context.Context, from int) error {
			return backUpOnce(ctx, engine, fmt.Sprintf("%s.schema-%d", path, from))
		}
	}
	db := kv.Open(engine, kv.Options{Log: o.Log})
	s, err := open(ctx, db, secret, o, list)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return s, nil
}

func folderSecret(dir string, getenv func(string) string) (Secret, error) {
	if text := getenv(keyEnv); text != "" {
		secret, err := ParseSecret(text)
		return secret, during("reading "+keyEnv, err)
	}
	path := filepath.Join(dir, keyFile)
	_, noKey := os.Stat(path)
	_, noData := os.Stat(filepath.Join(dir, dataFile))
	if errors.Is(noKey, fs.ErrNotExist) && noData == nil {
		return Secret{}, fmt.Errorf("there is data in %s but no %s: put the key file back, or set %s: %w",
			dir, keyFile, keyEnv, ErrWrongSecret)
	}
	return LoadSecret(path)
}

// backUpOnce writes a copy of the data, durably and checked, and leaves a copy that is there already: if a migration
// was broken off, the data is no longer what it was.
func backUpOnce(ctx context.Context, engine *boltkv.Engine, to string) error {
	if _, err := os.Stat(to); err == nil || !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	out, err := os.CreateTemp(filepath.Dir(to), ".copy-*")
	if err != nil {
		return err
	}
	defer os.Remove(out.Name()) // nothing to remove once it is renamed
	_, err = engine.Backup(ctx, out)
	if err == nil {
		err = out.Sync()
	}
	if err := errors.Join(err, out.Close()); err != nil {
		return err
	}
	if err := boltkv.Check(out.Name()); err != nil { // written here just now, so it may run in this process
		return err
	}
	if err := os.Rename(out.Name(), to); err != nil {
		return err
	}
	return syncDir(filepath.Dir(to))
}
