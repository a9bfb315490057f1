//go:build linux || darwin

package main

import (
	"path/filepath"
	"syscall"
	"testing"
)

// An import that is stopped in the middle, for however long, finds everything as it was when it goes on.
func TestImportThatIsStoppedGoesOn(t *testing.T) {
	const chapters = 400
	from, _ := tides(t, chapters)
	stopped := 0
	for range 5 {
		parent := t.TempDir()
		dir := filepath.Join(parent, "tide")
		cmd := program(t, t.Context(), nil, "import", from, "--into", dir)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		ended, running := until(cmd, func() bool { return staged(t, parent) > 0 })
		if running {
			if err := cmd.Process.Signal(syscall.SIGSTOP); err != nil {
				t.Fatal(err)
			}
			stopped += len(stagings(t, parent))
			if code, out, stderr := ranWith(t, "import", filepath.Join(formats, "two.md"), "--into",
				filepath.Join(parent, "other")); code != exitOK {
				t.Errorf("%d, %s\n%s", code, stderr, out)
			}
			if err := cmd.Process.Signal(syscall.SIGCONT); err != nil {
				t.Fatal(err)
			}
		}
		if err := <-ended; err != nil || len(namesIn(t, dir)) != chapters+1 || len(stagings(t, parent)) > 0 {
			t.Errorf("%v, %d files, %v", err, len(namesIn(t, dir)), stagings(t, parent))
		}
	}
	if t.Logf("stopped in the middle %d times", stopped); stopped == 0 {
		t.Error("it was never stopped in the middle")
	}
}
