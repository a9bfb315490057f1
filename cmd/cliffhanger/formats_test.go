package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// formats is where the same chapter and the same book are in every format.
const formats = "../../story/manuscript/testdata/formats"

func TestCheckReadsEveryFormat(t *testing.T) {
	for _, ext := range []string{"md", "txt", "html", "epub", "docx", "odt"} {
		var stdout, stderr bytes.Buffer
		code, err := (&checkCmd{Path: filepath.Join(formats, "lamp."+ext)}).check(&stdout, &stderr)
		if code != exitOK || err != nil || stderr.Len() > 0 {
			t.Errorf("%s: %d, %v, %s", ext, code, err, stderr.String())
		}
		for _, want := range []string{
			"\nThe Lamp Room\n", "        3       3    106        1         6 ", "The Lamp Room (lamp." + ext + ")\n",
			"  note:     Thank you for reading!", "  question: what should Ines do next?\n", "🇨 Run for the boat\n",
		} {
			if !strings.Contains(stdout.String(), want) {
				t.Errorf("%s: no %q in\n%s", ext, want, stdout.String())
			}
		}
		if strings.Contains(stdout.String(), "LEAK") {
			t.Errorf("%s: a word leaks:\n%s", ext, stdout.String())
		}
	}
}

func TestCheckReadsABookInOneFile(t *testing.T) {
	for _, ext := range []string{"md", "txt", "html", "epub", "docx", "odt"} {
		var stdout, stderr bytes.Buffer
		code, err := (&checkCmd{Path: filepath.Join(formats, "two."+ext), JSON: true}).check(&stdout, &stderr)
		var got checkReport
		if code != exitOK || err != nil || json.Unmarshal(stdout.Bytes(), &got) != nil {
			t.Fatalf("%s: %d, %v, %s", ext, code, err, stderr.String())
		}
		if len(got.Chapters) != 2 || got.Chapters[0].Title != "Oil" || got.Chapters[1].Number != 2 {
			t.Errorf("%s: %s", ext, stdout.String())
		}
	}
}

// TestCheckPlacesProblemsOfParts puts what is said of an archive's part to its chapter, and of a file of several to none.
func TestCheckPlacesProblemsOfParts(t *testing.T) {
	for name, want := range map[string][2]int{"formats/lamp.epub": {0, 2}, "../epub/testdata/archive.epub": {-1, 0}} {
		var stdout, stderr bytes.Buffer
		path := filepath.Join(formats, "..", filepath.FromSlash(name))
		if code, err := (&checkCmd{Path: path, JSON: true}).check(&stdout, &stderr); code != exitOK || err != nil {
			t.Fatal(name, code, err, stderr.String())
		}
		var got checkReport
		if err := json.Unmarshal(stdout.Bytes(), &got); err != nil {
			t.Fatal(err)
		}
		if n := len(got.Chapters[0].Problems); n != want[1] || want[0] >= 0 && len(got.Problems) != want[0] ||
			want[0] < 0 && len(got.Problems) == 0 {
			t.Errorf("%s: %d of the chapter, %d of none", name, n, len(got.Problems))
		}
	}
}

func TestCheckRefusesOtherFormats(t *testing.T) {
	path := filepath.Join(t.TempDir(), "novel.rtf")
	if err := os.WriteFile(path, []byte(`{\rtf1 Hello}`), 0o644); err != nil {
		t.Fatal(err)
	}
	var stdout, stderr bytes.Buffer
	code, err := (&checkCmd{Path: path}).check(&stdout, &stderr)
	want := "novel.rtf: error: by its content this is a .rtf file, which cannot be read\n     = open it in your writing program " +
		"and save it as .docx or .odt\n"
	if code != exitFailed || err != nil || !strings.HasPrefix(stdout.String(), want) ||
		!strings.Contains(stdout.String(), "        1       0      0        0         0        0\n") ||
		!strings.HasSuffix(stdout.String(), "\n  scenes:   none; what is said above has to be mended first\n") {
		t.Errorf("%d, %v:\n%s", code, err, stdout.String())
	}
}

// TestServeReadsEveryFormat reads a folder of several formats, and a book, as serve does.
func TestServeReadsEveryFormat(t *testing.T) {
	dir := writeFolder(t, map[string]string{"story.yaml": "title: Lamps\n"})
	for from, to := range map[string]string{"two.odt": "1.odt", "lamp.docx": "3.docx"} {
		data, err := os.ReadFile(filepath.Join(formats, from))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, to), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var stderr bytes.Buffer
	all, err := readStories(&stderr, []string{dir, filepath.Join(formats, "two.epub")})
	if err != nil || len(all) != 2 || len(all[0].Chapters) != 3 || len(all[1].Chapters) != 2 || stderr.Len() > 0 {
		t.Fatalf("%v, %v\n%s", all, err, stderr.String())
	}
	if all[0].Title != "Lamps" || all[1].Title != "The Lamp Ledger" {
		t.Errorf("%q, %q", all[0].Title, all[1].Title)
	}
}

// TestPreviewTellsABook shows a book in one file.
func TestPreviewTellsABook(t *testing.T) {
	p := startPreview(t, filepath.Join(formats, "two.epub"))
	p.stop()
}
