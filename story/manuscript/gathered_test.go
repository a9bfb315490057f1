package manuscript_test

import (
	"errors"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"cliffhanger/story/manuscript"
	"cliffhanger/story/manuscript/charset"
)

func TestReadGathered(t *testing.T) {
	files := fstest.MapFS{
		"1.txt": {Data: []byte("Zofia otworzy\xb3a drzwi.\n")}, "2.md": {Data: []byte("Łódź.\n")}, "story.yaml": {Data: []byte("title: A\n")},
	}
	var told [][2]int
	s, problems, err := manuscript.ReadGathered(files, manuscript.Options{Encoding: "windows-1250",
		Progress: func(done, all int) { told = append(told, [2]int{done, all}) }})
	if err != nil || len(s.Chapters) != 2 {
		t.Fatalf("%+v, %v, %v", s, problems, err)
	}
	got := []string{s.Title, s.Chapters[0].Scenes[0].Blocks[0].Text(), s.Chapters[1].Scenes[0].Blocks[0].Text()}
	if diff := cmp.Diff([]string{"A", "Zofia otworzyła drzwi.", "Łódź."}, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if diff := cmp.Diff([][2]int{{0, 2}, {1, 2}}, told); diff != "" {
		t.Errorf("progress: -want +got:\n%s", diff)
	}
	var unknown *charset.NameError
	if _, _, err := manuscript.ReadGathered(files, manuscript.Options{Encoding: "klingon"}); !errors.As(err, &unknown) {
		t.Errorf("%v", err)
	}
}
