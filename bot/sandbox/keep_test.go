package sandbox

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"cliffhanger/bot/sandbox/world"
)

// TestKeep is inside the package so that it can run only what saves, with a state of its own.
func TestKeep(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "state")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		var lines bytes.Buffer
		w := world.New(time.Now)
		w.Furnish()
		file := filepath.Join(dir, "world.json")
		s := &Sandbox{World: w, log: slog.New(slog.NewTextHandler(&lines, nil)), state: &stateFile{path: file, world: w}}
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		s.keeper.Go(func() { s.keep(ctx) })
		size := func() int64 {
			t.Helper()
			info, err := os.Stat(file)
			if err != nil {
				t.Fatal(err)
			}
			return info.Size()
		}
		time.Sleep(saveEvery * tickEvery)
		synctest.Wait()
		first := size()
		w.AddPerson("A newcomer", "reader", "#888")
		time.Sleep(saveEvery * tickEvery)
		synctest.Wait()
		if size() <= first {
			t.Error("the change was not saved")
		}
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
		time.Sleep(saveEvery * tickEvery)
		synctest.Wait()
		if _, err := os.Stat(file); err == nil {
			t.Error("it was saved without a change")
		}
		if err := os.Remove(dir); err != nil {
			t.Fatal(err)
		}
		w.AddPerson("Another", "reader", "#888")
		time.Sleep(saveEvery * tickEvery)
		synctest.Wait()
		if !strings.Contains(lines.String(), "saving the world") {
			t.Errorf("the log does not tell of the failure: %q", lines.String())
		}
		cancel()
		s.keeper.Wait()
	})
}
