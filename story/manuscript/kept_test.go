package manuscript_test

import (
	"cmp"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"cliffhanger/story"
	"cliffhanger/story/manuscript"
)

// A ledgerSample is the manuscript in one format.
type ledgerSample struct {
	kind, name string
	data       []byte
}

// ledgerSamples returns the manuscript in every format, as real programs and sites write it and by hand.
func ledgerSamples(t *testing.T) []ledgerSample {
	t.Helper()
	lines := ledger(t)
	var out []ledgerSample
	for name, kind := range map[string]string{
		"ledger.md": "Markdown", "ledger.html": "HTML, pandoc", "ledger.epub": "EPUB, pandoc",
		"ledger-calibre.epub": "EPUB, calibre", "ledger-ao3.epub": "EPUB, calibre of AO3's page",
		"ledger.docx": "Word, pandoc", "ledger-writer.docx": "Word, LibreOffice",
		"ledger-traps.docx": "Word, LibreOffice, of traps", "ledger.odt": "OpenDocument, pandoc",
		"ledger-writer.odt": "OpenDocument, LibreOffice", "ledger-traps.odt": "OpenDocument, LibreOffice, of traps",
	} {
		_, data := readFile(t, filepath.Join("testdata/formats", name))
		out = append(out, ledgerSample{kind, name, data})
	}
	for like, s := range sites() {
		out = append(out, ledgerSample{"HTML, " + like, "page.html", []byte(s.page(lines))})
	}
	out = append(out, ledgerSample{"text", "ledger.txt", []byte(textOf(lines, 0))},
		ledgerSample{"text, wrapped", "ledger.txt", []byte(textOf(lines, 72))},
		ledgerSample{"text, Windows-1252", "ledger.txt", []byte(encoded(t, charmap.Windows1252, textOf(lines, 0)))},
		ledgerSample{"text, of FanFicFare", "ledger.txt",
			[]byte("\n\n\nThe Ledger\n\nby Quill\n\n\n\nStatus: LEAK\n\n\n\tChapter 4: The " +
				"Ledger of Small Debts\n\n" + textOf(lines[1:], 78) + "\n\nEnd file.\n")},
		ledgerSample{"text, of Project Gutenberg", "ledger.txt", []byte(gutenbergTop +
			"*** START OF THE PROJECT GUTENBERG EBOOK X ***\n\n\n" + textOf(lines, 72) + gutenbergBottom)},
		ledgerSample{"text, of novelWriter", "ledger.txt", []byte(novelOf(lines))},
		ledgerSample{"EPUB, by hand", "hand.epub", handBook(t, lines)},
		ledgerSample{"Word, by hand, of traps", "hand.docx", handWord(t, lines)})
	slices.SortFunc(out, func(a, b ledgerSample) int { return cmp.Compare(a.kind, b.kind) })
	return out
}

// blocksOf returns what a chapter's scenes hold, and how many runs are in italics.
func blocksOf(c story.Chapter) (blocks []string, italics int) {
	for _, s := range c.Scenes {
		for _, b := range s.Blocks {
			blocks = append(blocks, b.Text())
			for _, r := range b.Runs {
				if r.Style&story.Italic != 0 {
					italics++
				}
			}
		}
	}
	return blocks, italics
}

// common returns how many of the paragraphs wanted are there, in their order.
func common(want, got []string) int {
	row := make([]int, len(got)+1)
	for _, w := range want {
		last := 0
		for j, g := range got {
			above := row[j+1]
			if w == g {
				row[j+1] = last + 1
			} else {
				row[j+1] = max(above, row[j])
			}
			last = above
		}
	}
	return row[len(got)]
}

// questionText returns all that readers see of a question.
func questionText(q *story.Question) string {
	if q == nil {
		return ""
	}
	s := strings.ToLower(q.Text) + "/" + q.FollowUp
	for _, o := range q.Options {
		s += "/" + o.Emoji + o.Text
	}
	return s
}

// leaks counts the words nobody may read, in what is posted and in what is said about it.
func leaks(s story.Story, problems []story.Problem) int {
	all := []string{s.Title, s.Author, s.Blurb}
	for _, c := range s.Chapters {
		all = append(all, string(manuscript.Print(c)))
	}
	for _, p := range problems {
		all = append(all, p.String())
	}
	return strings.Count(strings.Join(all, "\n"), "LEAK")
}

// TestKept takes one manuscript through every format and prints what is kept of it. Nothing may be lost, and nothing
// may leak.
func TestKept(t *testing.T) {
	whole, _ := manuscript.Read(readFile(t, "testdata/formats/ledger.md"))
	want, italics := blocksOf(whole)
	note, question := story.Plain(whole.Note.Blocks), questionText(whole.Question)
	if len(want) != 18 || italics != 8 || len(whole.Scenes) != 4 || len(whole.Note.Blocks) != 2 || whole.Number != 4 ||
		len(whole.Question.Options) != 3 || whole.Question.FollowUp == "" ||
		whole.Question.Options[2].Text != "The boy’s mother" {
		t.Fatalf("the manuscript itself is not read as it is written: %d paragraphs, %d italics, %d scenes, note %q, "+
			"question %q",
			len(want), italics, len(whole.Scenes), note, question)
	}
	is := func(ok bool) string { return map[bool]string{true: "same", false: "OTHER"}[ok] }
	t.Logf("%-36s %10s %8s %7s %6s %9s %6s", "", "paragraphs", "italics", "breaks", "note", "question", "leaks")
	for _, one := range ledgerSamples(t) {
		s, problems := manuscript.ReadWork(one.name, one.data)
		if len(s.Chapters) != 1 {
			t.Errorf("%s: %d chapters, %v", one.kind, len(s.Chapters), problems)
			continue
		}
		c := s.Chapters[0]
		got, slanted := blocksOf(c)
		kept, out := common(want, got), leaks(s, problems)
		sameNote, sameQuestion := story.Plain(c.Note.Blocks) == note, questionText(c.Question) == question
		t.Logf("%-36s %6d/%d %6d/%d %5d/%d %6s %9s %6d", one.kind, kept, len(want), slanted, italics, len(c.Scenes)-1,
			len(whole.Scenes)-1, is(sameNote), is(sameQuestion), out)
		if kept != len(want) || len(got) != len(want) || slanted != italics || len(c.Scenes) != len(whole.Scenes) ||
			!sameNote ||
			!sameQuestion || out != 0 {
			t.Errorf("%s: not as it was written:\n%s\nnote %q\nquestion %q\n%v", one.kind, sketch(c),
				story.Plain(c.Note.Blocks),
				questionText(c.Question), problems)
		}
		if c.Number != whole.Number || c.Title != whole.Title || story.HasErrors(problems) {
			t.Errorf("%s: chapter %d, %q, %v", one.kind, c.Number, c.Title, problems)
		}
	}
}

// TestMakeLedger writes what other programs are given to make files of, into the folder that LEDGER names.
func TestMakeLedger(t *testing.T) {
	dir := os.Getenv("LEDGER")
	if dir == "" {
		t.Skip("LEDGER names no folder to write to")
	}
	lines := ledger(t)
	for name, data := range map[string][]byte{
		"ao3.html": []byte(sites()["like AO3"].page(lines)), "traps.docx": handWord(t, lines),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
