package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Stories are those named, in their order, and each folder in a folder of stories, also through a link.
func TestFoldersOfStories(t *testing.T) {
	one, all, linked := aStory(t, "id: one\n"), shelf(t, 3, []string{"story"}), aStory(t, "id: linked\n")
	for _, hidden := range []string{".git", "_drafts"} {
		if err := os.Mkdir(filepath.Join(all, hidden), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	write(t, all, "README.md", "# What is here\n")
	if err := os.Symlink(linked, filepath.Join(all, "link")); err != nil {
		t.Fatal(err)
	}
	paths, err := folders{Story: []string{one}, Stories: all}.paths()
	if err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	stories, err := readStories(&said, paths)
	if err != nil {
		t.Fatalf("%v: %s", err, said.String())
	}
	var got []string
	for _, s := range stories {
		got = append(got, s.ID)
	}
	if diff := cmp.Diff([]string{"one", "linked", "s0", "s1", "s2"}, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if err := os.Rename(linked, linked+" moved"); err != nil {
		t.Fatal(err)
	}
	if _, err := (folders{Stories: all}).paths(); err == nil {
		t.Error("a link that leads nowhere is passed over: its story would not be told, and nobody would know")
	}
}
