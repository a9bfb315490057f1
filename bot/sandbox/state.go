package sandbox

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"cliffhanger/bot/sandbox/world"
)

// stateFile is where a world is kept between runs.
type stateFile struct {
	path  string
	world *world.World
	saved uint64 // the world's Changes when it was last saved or loaded
}

// load reads the world; loaded is false if there is no file yet.
func (f *stateFile) load() (loaded bool, err error) {
	file, err := os.Open(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("opening the saved world: %w", err)
	}
	err = errors.Join(f.world.Load(file), file.Close())
	f.saved = f.world.Changes()
	return err == nil, err
}

// save writes the world beside the file and puts it in its place, so that a crash leaves either the old or the new
// one. It does nothing if nothing has changed. It is called by one goroutine at a time.
func (f *stateFile) save() error {
	changes := f.world.Changes()
	if changes == f.saved {
		return nil
	}
	temp, err := os.CreateTemp(filepath.Dir(f.path), filepath.Base(f.path)+".*")
	if err != nil {
		return fmt.Errorf("saving the world: %w", err)
	}
	err = f.world.Save(temp)
	if err == nil {
		err = temp.Sync()
	}
	if err = errors.Join(err, temp.Close()); err == nil {
		err = os.Rename(temp.Name(), f.path)
	}
	if err != nil {
		return fmt.Errorf("saving the world: %w", errors.Join(err, os.Remove(temp.Name())))
	}
	f.saved = changes
	return nil
}
