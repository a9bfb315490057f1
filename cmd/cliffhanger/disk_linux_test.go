package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// smallDisk mounts a file system of a few MiB in memory.
func smallDisk(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=2m,mode=0700"); err != nil {
		t.Skipf("no small disk can be mounted here, which takes root: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Errorf("unmount the small disk: %v", err)
		}
	})
	return dir
}

// fill takes all the room that is left on a disk, in a file of this name.
func fill(t *testing.T, name string) {
	t.Helper()
	f, err := os.OpenFile(name, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for page := make([]byte, os.Getpagesize()); ; {
		if _, err := f.Write(page); errors.Is(err, syscall.ENOSPC) {
			return
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

// While the disk is full the bot says so, lives, answers readers and posts nothing twice; when there is room it goes on
// by itself, and has what it acknowledged.
func TestAFullDiskStopsTheDropsUntilThereIsRoom(t *testing.T) {
	disk := smallDisk(t)
	m := newMarch(t, 25)
	m.box.Faults().Clear()
	dir, s := killStory(t, m.chapters, marchYAML)
	data, ballast := filepath.Join(disk, "data"), filepath.Join(disk, "ballast")
	cmd := program(t, t.Context(), []string{"DISCORD_TOKEN=" + m.box.Token()},
		"serve", "--story", dir, "--data", data, "--discord-api", m.box.API())
	said := &output{}
	cmd.Stderr = said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	m.until("there is a question", func() bool { return m.questions() > 0 })
	m.live(200 * time.Millisecond)
	m.until("the disk is full", func() bool {
		fill(t, ballast)
		return strings.Contains(said.String(), "the disk is full: nothing is posted until there is room again")
	})
	m.live(time.Second) // readers go on, and what was under way comes out
	full := m.newest()
	m.live(time.Second)
	if n := m.moved(full); n > 0 {
		t.Errorf("something is posted in %d channels while nothing can be kept", n)
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	freed := time.Now()
	m.until("each channel gets something again", func() bool { return m.moved(full) == len(m.channels) })
	t.Logf("each channel got something again %s after there was room", time.Since(freed).Round(time.Millisecond))
	m.allTold()
	m.settle()
	m.live(200 * time.Millisecond)
	m.settle()
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("the program ends with %v: %s", err, said.String())
	}
	m.promises()
	for _, c := range m.channels {
		m.once(c)
	}
	m.kept(data, s)
	for _, line := range strings.Split(said.String(), "\n") {
		if strings.Contains(line, "level=ERROR") || strings.Contains(line, "panic") {
			t.Log(line)
		}
	}
}
