package manuscript_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cliffhanger/story"
	"cliffhanger/story/manuscript"
)

// outline shows the chapters of a story: number, title and, in braces, the first words.
func outline(s story.Story) string {
	var out []string
	for _, c := range s.Chapters {
		first := "nothing"
		if len(c.Scenes) > 0 {
			first = c.Scenes[0].Blocks[0].Text()
		}
		out = append(out, fmt.Sprintf("%d %s {%.12s}", c.Number, c.Title, first))
	}
	return strings.Join(out, "; ")
}

// TestChaptersOfText cuts texts where their headings leave no doubt, and nowhere else.
func TestChaptersOfText(t *testing.T) {
	long := strings.TrimSpace(strings.Repeat("The road went on. ", 30))
	for _, test := range []struct{ about, name, text, want string }{
		{"headings", "a.md", "# Chapter 1: A\n\nOne.\n\n# Chapter 2\n\nTwo.\n", "1 A {One.}; 2  {Two.}"},
		{"words and Roman numerals", "a.md", "# Chapter One\n\nOne.\n\n# Chapter II: B\n\nTwo.\n", "1  {One.}; 2 B {Two.}"},
		{"lines of text", "a.txt", "CHAPTER I.\n\nOne.\n\nCHAPTER II.\n\nTwo.\n", "1  {One.}; 2  {Two.}"},
		{"a title on the next line", "a.txt", "Chapter 1\n\nThe Rope\n\nOne.\n\nAnd on.\n\nChapter 2\n\nThe Lamp\n\nTwo.\n\nOn.\n",
			"1 The Rope {One.}; 2 The Lamp {Two.}"},
		{"another language", "a.txt", "Kapitel 1: Das Seil\n\nEins.\n\nKapitel 2: Die Lampe\n\nZwei.\n",
			"1 Das Seil {Eins.}; 2 Die Lampe {Zwei.}"},
		{"title above", "a.md", "# The Book\n\nby Mara\n\n## Chapter 1\n\nOne.\n\n## Chapter 2\n\nTwo.\n", "1  {One.}; 2  {Two.}"},
		{"list of contents", "a.txt", "Chapter 1\n\nChapter 2\n\nChapter 1\n\nOne.\n\nChapter 2\n\nTwo.\n", "1  {One.}; 2  {Two.}"},
		{"prologue and epilogue", "a.md", "# Prologue\n\nZero.\n\n# Chapter 1\n\nOne.\n\n# Chapter 2\n\nTwo.\n\n# Epilogue\n\nEnd.\n",
			"1 Prologue {Zero.}; 2  {One.}; 3  {Two.}; 4 Epilogue {End.}"},
		{"a long text above", "a.md", long + "\n\n# Chapter 2\n\nTwo.\n\n# Chapter 3\n\nThree.\n",
			"1  {The road wen}; 2  {Two.}; 3  {Three.}"},
		{"parts", "a.md", "# Part One\n\n# Chapter 1\n\nA.\n\n# Chapter 2\n\nB.\n\n# Part Two\n\n# Chapter 1\n\nC.\n",
			"1  {A.}; 2  {B.}; 3  {C.}"},
		{"parts in lines of text", "a.txt", "Part One\n\nChapter 1: A\n\nHe came.\n\nChapter 2\n\nB.\n\nPart Two\n\nChapter 3: C\n\nC.\n",
			"1 A {He came.}; 2  {B.}; 3 C {C.}"},
		{"French words", "a.txt", "Première partie\n\nChapitre premier : La corde\n\nUn.\n\nChapitre deuxième\n\nDeux.\n",
			"1 La corde {Un.}; 2  {Deux.}"},
		{"Russian words", "a.md", "# Глава первая\n\nРаз.\n\n# Глава вторая: Дождь\n\nДва.\n", "1  {Раз.}; 2 Дождь {Два.}"},
		{"Chinese", "a.txt", "第一章 渡口\n\n天还没亮。\n\n第二章：雨\n\n下雨了。\n\n第十二章\n\n他走了。\n",
			"1 渡口 {天还没亮。}; 2 雨 {下雨了。}; 12  {他走了。}"},
		{"Japanese", "a.txt", "第１話　川\n\nマラは来た。\n\n第2話「雨」\n\n雨だった。\n", "1 川 {マラは来た。}; 2 「雨」 {雨だった。}"},
		{"Korean", "a.txt", "제 1화. 나루터\n\n비가 왔다.\n\n2화 다리\n\n그가 왔다.\n", "1 나루터 {비가 왔다.}; 2 다리 {그가 왔다.}"},
		{"Arabic", "a.txt", "الفصل ١: النهر\n\nجاءت.\n\nالفصل ٢\n\nذهبت.\n", "1 النهر {جاءت.}; 2  {ذهبت.}"},
		{"titles that ask and cry", "a.txt", "Chapter 1: Who?\n\nA.\n\nChapter 2 – “Run!”\n\nB.\n\nChapter 3: in which it rains!\n\nC.\n",
			"1 Who? {A.}; 2 “Run!” {B.}; 3 in which it rains! {C.}"},
		{"sentences below a number", "a.txt", "Chapter 1\n\nHe read.\n\nChapter 2: that was worse, he thought.\n", "1  {He read.}"},
		{"heads between signs", "a.txt", "~*~ Chapter 4: Fog ~*~\n\nOne.\n\n--- CHAPTER 5 ---\n\nTwo.\n\n[Chapter 6: Rain]\n\nSix.\n",
			"4 Fog {One.}; 5  {Two.}; 6 Rain {Six.}"},
		{"a head that is only large", "a.html", "<p><b>Chapter 4: Fog</b></p><p>One.</p><p>Two.</p>", "4 Fog {One.}"},
		{"a head between signs", "a.html", "<p>[Chapter 4]</p><p>One.</p><p>Two.</p>", "4  {One.}"},
		{"heads without a space", "a.md", "#Chapter 4: Fog\n\nOne.\n\n#Chapter 5\n\nTwo.\n", "4 Fog {One.}; 5  {Two.}"},
		{"numbers alone", "a.md", "# One\n\nA.\n\n# Two\n\nB.\n\n# Three\n\nC.\n", "1  {A.}; 2  {B.}; 3  {C.}"},
		{"numbers with titles", "a.md", "## I. Rope\n\nA.\n\n### Later\n\nB.\n\n## II. Rain\n\nC.\n", "1 Rope {A.}; 2 Rain {C.}"},
		{"numbers below a title", "a.md", "# Rope\n\n## I. A\n\nA.\n\n## II. B\n\nB.\n", "1 A {A.}; 2 B {B.}"},
		{"numbers of scenes below a title", "a.md", "# Rope\n\n## 1\n\nA.\n\n## 2\n\nB.\n", "1 Rope {1}"},
		{"numbers of scenes", "a.md", "## 1\n\nA.\n\n## 2\n\nB.\n", "1  {A.}"},
		{"numbers of scenes in a numbered file", "07-rope.md", "# 1\n\nA.\n\n# 2\n\nB.\n", "1  {A.}"},
		{"numbers that do not count up", "a.md", "# 1\n\nA.\n\n# 3\n\nB.\n", "1  {A.}"},
		{"numbers and others", "a.md", "# 1\n\nA.\n\n# Dawn\n\nB.\n\n# 2\n\nC.\n", "1  {A.}"},
		{"scenes below", "a.md", "# Chapter 1\n\n## 1\n\nA.\n\n## 2\n\nB.\n", "1  {1}"},
		{"a gap", "a.md", "# Chapter 1\n\nA.\n\n# Chapter 3\n\nB.\n", "1  {A.}; 3  {B.}"},
		{"a gap in lines of text", "a.txt", "Chapter 1\n\nOne.\n\nChapter 2\n\nTwo.\n\nChapter 4\n\nFour.\n",
			"1  {One.}; 2  {Two.}; 4  {Four.}"},
		{"a gap in Roman numerals", "a.txt", "CHAPTER IX\n\nOne.\n\nCHAPTER X\n\nTwo.\n\nCHAPTER XIII\n\nSix.\n",
			"9  {One.}; 10  {Two.}; 13  {Six.}"},
		{"an interlude in a gap", "a.md", "# Chapter 1\n\nA.\n\n# Interlude\n\nB.\n\n# Chapter 3\n\nC.\n",
			"1  {A.}; 2 Interlude {B.}; 3  {C.}"},
		{"a half", "a.md", "# Chapter 1\n\nA.\n\n# Chapter 1.5: Half\n\nB.\n\n# Chapter 2\n\nC.\n",
			"1  {A.}; 2 Chapter 1.5: Half {B.}; 3  {C.}"},
		{"a half, further on", "a.txt", "Chapter 5\n\nOne.\n\nChapter 5.5\n\nTwo.\n\nChapter 6\n\nSix.\n",
			"5  {One.}; 6 Chapter 5.5 {Two.}; 7  {Six.}"},
		{"letters", "a.md", "# Chapter 1a\n\nA.\n\n# Chapter 1b\n\nB.\n", "1 Chapter 1a {A.}; 2 Chapter 1b {B.}"},
		{"out of order", "a.md", "# Chapter 1\n\nA.\n\n# Chapter 3\n\nB.\n\n# Chapter 2\n\nC.\n",
			"1  {A.}; 2  {B.}; 3  {C.}"},
		{"out of order in lines of text", "a.txt", "Chapter 1\n\nOne.\n\nChapter 3\n\nSix.\n\nChapter 2\n\nTwo.\n", "1  {One.}"},
		{"out of order among others", "a.md", "# Chapter 1\n\nA.\n\n# Dawn\n\nB.\n\n# Chapter 3\n\nC.\n\n# Dusk\n\nD.\n\n" +
			"# Night\n\nE.\n\n# Chapter 2\n\nF.\n", "1  {A.}"},
		{"a chapter 0", "a.md", "# Chapter 0: The Well\n\nA.\n\n# Chapter 1: B\n\nB.\n\n# Chapter 2\n\nC.\n",
			"1 The Well {A.}; 2 B {B.}; 3  {C.}"},
		{"only 0 and 1", "a.txt", "Chapter 0\n\nZero.\n\nChapter 1\n\nOne.\n", "1 Chapter 0 {Zero.}; 2  {One.}"},
		{"only 0", "a.md", "# Chapter 0: The Well\n\nA.\n", "1 The Well {A.}"},
		{"one number twice", "a.md", "# Chapter 7\n\nA.\n\n# Chapter 7\n\nB.\n", "7  {A.}"},
		{"only one", "a.md", "# Chapter 4: D\n\nFour.\n", "4 D {Four.}"},
		{"words of prose", "a.txt", "Chapter 1\n\nHe read on.\n\nChapter 2 was worse, he thought, and closed it.\n",
			"1  {He read on.}"},
		{"front matter of one chapter", "a.md", "---\nnumber: 9\n---\n# Chapter 1\n\nA.\n\n# Chapter 2\n\nB.\n", "9  {A.}"},
		{"front matter of a book", "a.md", "---\ntitle: The Book\n---\n# Chapter 1\n\nA.\n\n# Chapter 2\n\nB.\n", "1  {A.}; 2  {B.}"},
	} {
		s, problems := manuscript.ReadWork(test.name, []byte(test.text))
		if got := outline(s); got != test.want || story.HasErrors(problems) {
			t.Errorf("%s: %s, want %s (%v)", test.about, got, test.want, problems)
		}
		for _, c := range s.Chapters {
			checkRoundTrip(t, c)
		}
	}
}

// TestChaptersTold tells what is odd about the headings of several chapters, and why some that look like it are not.
func TestChaptersTold(t *testing.T) {
	long := strings.TrimSpace(strings.Repeat("The road went on and on. ", 60))
	for _, test := range []struct{ name, text, want string }{
		{"a.md", "# Chapter 1\n\nA.\n\n# Chapter 2\n\nB.\n", ""},
		{"a.md", "# Chapter 1\n\nA.\n\n# Interlude\n\nB.\n\n# Chapter 3\n\nC.\n", ""},
		{"a.md", "# Chapter 1\n\nA.\n\n# Chapter 2\n\nB.\n\n# Chapter 4\n\nC.\n",
			"a.md:9:1: warning: chapter 3 is missing between “Chapter 2” and “Chapter 4”"},
		{"a.txt", "Chapter 2\n\nTwo.\n\nChapter 9\n\nNine.\n",
			"a.txt:5:1: warning: chapters 3 to 8 are missing between “Chapter 2” and “Chapter 9”"},
		{"a.md", "# Chapter 1\n\nA.\n\n# Chapter 3\n\nB.\n\n# Chapter 2\n\nC.\n",
			"a.md:9:1: warning: “Chapter 2” stands below “Chapter 3”; the chapters are posted in the order in which they stand"},
		{"a.md", "# Chapter 1\n\nA.\n\n# Chapter 1.5\n\nB.\n\n# Chapter 3\n\nC.\n",
			"a.md:5:1: note: “Chapter 1.5” is taken for a chapter like the others"},
		{"a.md", "# Chapter 1\n\nA.\n\n# Chapter 1.5\n\nB.\n\n# Chapter 3\n\nC.\n",
			"a.md:9:1: warning: chapter 2 is missing between “Chapter 1.5” and “Chapter 3”"},
		{"a.md", "# Rope\n\n" + long + "\n\n# Rain\n\n" + long + "\n\n",
			"a.md:5:1: note: there are 2 headings like “Rain”, and all is read as one chapter"},
		{"a.md", "# Rope\n\n" + long + "\n\n## Author's note\n\n" + long, ""},
		{"a.md", "# Rope\n\n## Mara\n\nA.\n\n## Tomas\n\nB.\n", ""},
		{"a.txt", "Chapter 1\n\nOne.\n\nChapter 3\n\nSix.\n\nChapter 2\n\nTwo.\n",
			"a.txt:5:1: warning: “Chapter 3” looks like the heading of a further chapter, as “Chapter 1” does, but the numbers " +
				"do not ascend, so all is read as one chapter"},
		{"a.md", "The Book\n\n# Chapter 1\n\nA.\n\n## Chapter 2\n\nB.\n",
			"a.md:7:1: warning: “Chapter 2” looks like the heading of a further chapter, as “Chapter 1” does, but is a heading " +
				"of another kind, so all is read as one chapter"},
	} {
		_, problems := manuscript.ReadWork(test.name, []byte(test.text))
		told := ""
		for _, p := range problems {
			told += p.String() + "\n"
		}
		if test.want == "" && told != "" || !strings.Contains(told, test.want) {
			t.Errorf("%q:\n%swant %s", test.text, told, test.want)
		}
	}
}

// TestTheBooksTitleIsToldOnce: the first line of a text of several chapters is none's of them.
func TestTheBooksTitleIsToldOnce(t *testing.T) {
	_, problems := manuscript.ReadWork("a.txt", []byte("The Ford\n\nChapter 1: A\n\nHe came.\n\nChapter 2: B\n\nHe left.\n"))
	if len(problems) != 1 || problems[0].Message != "“The Ford” is taken for the story's title" {
		t.Errorf("told %v", problems)
	}
}

// TestAboveTheFirstChapter tells what is not posted.
func TestAboveTheFirstChapter(t *testing.T) {
	s, problems := manuscript.ReadWork("a.txt", []byte("The Book\n\nby Mara\n\nChapter 1\n\nOne.\n\nChapter 2\n\nTwo.\n"))
	if s.Title != "The Book" || len(problems) == 0 || problems[len(problems)-1].String() !=
		"a.txt:1:1: note: what stands above the first chapter is not posted, 4 words from “The Book” on - if it is story, "+
			"write a heading such as “Prologue” above it" {
		t.Errorf("%q, %v", s.Title, problems)
	}
	_, problems = manuscript.ReadWork("b.txt", []byte("Chapter 1a\n\nOne.\n\nChapter 1b\n\nTwo.\n"))
	if got := fmt.Sprint(problems); strings.Contains(got, "the first line, “Chapter 1b”") {
		t.Errorf("what is told of “Chapter 1b” is told twice: %s", got)
	}
	_, problems = manuscript.ReadWork("a.md", []byte("# Untold\n\n# Chapter 1\n\nOne.\n\n# Chapter 2\n\nTwo.\n"))
	if got := fmt.Sprint(problems); !strings.Contains(got, "“Untold” is taken for the story's title") {
		t.Error(got)
	}
}

// TestMixedFolder reads a folder of several formats, one of whose files holds several chapters.
func TestMixedFolder(t *testing.T) {
	_, book := readFile(t, "testdata/formats/two.epub")
	_, lamp := readFile(t, "testdata/formats/lamp.docx")
	s, problems := readFolder(t, map[string]string{
		"story.yaml": "title: A\n", "1-book.epub": string(book), "2-lamp.docx": string(lamp),
		"4.html": "<p>Four.</p>", "5.txt": "Five.",
	})
	want := "1 Oil {The oil ran }; 2 Wick {In the morni}; 3 The Lamp Room {The lamp roo}; 4  {Four.}; 5  {Five.}"
	if got := outline(s); got != want || s.Author != "A. Keeper" || s.Title != "A" {
		t.Errorf("%s, want %s; by %q, %q: %v", got, want, s.Author, s.Title, problems)
	}
	for _, p := range problems {
		if !strings.Contains(p, ": note: ") {
			t.Error(p)
		}
	}
}

// TestInstead says of each format that is not read what to export.
func TestInstead(t *testing.T) {
	dir := t.TempDir()
	for _, test := range []struct{ name, data, want string }{
		{"a.rtf", "{\\rtf1 x}", "save it as .docx"}, {"a.pdf", "%PDF-1.7", "export what it was made of"},
		{"a.doc", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "open it in Word or LibreOffice"}, {"a.pages", "x", "in Pages choose File"},
		{"a.gdoc", "{}", "in Google Docs choose File, Download"}, {"a.scriv", "x", "in Scrivener choose File, Compile"},
		{"a.fb2", "x", "give the EPUB"}, {"b", "<?xml version='1.0'?>\n<FictionBook xmlns=''>", "give the EPUB"},
		{"b.md", "<?xml version='1.0'?><?mso-application progid='Word.Document'?><w:wordDocument>", "save it as .docx"},
		{"b.txt", "<office:document office:version='1.3'>", "save it as .docx"},
		{"b.txt", "{\\rtf1 x}", "save it as .docx"}, {"b", "%PDF-1.7", "export what it was made of"},
		{"b.md", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "open it in Word or LibreOffice"},
	} {
		name := filepath.Join(dir, test.name)
		if err := os.WriteFile(name, []byte(test.data), 0o644); err != nil {
			t.Fatal(err)
		}
		_, problems, err := manuscript.ReadPath(name, manuscript.Options{})
		if err != nil || len(problems) != 1 || problems[0].Severity != story.Error || !strings.Contains(problems[0].Hint,
			test.want) {
			t.Errorf("%s: %v, %v; want an error with %q", test.name, problems, err, test.want)
		}
	}
	project := filepath.Join(dir, "novel.scriv")
	if err := os.Mkdir(project, 0o755); err != nil {
		t.Fatal(err)
	}
	if _, problems, err := manuscript.ReadPath(project, manuscript.Options{}); err != nil || len(problems) != 1 ||
		!strings.Contains(problems[0].Hint, "in Scrivener choose") {
		t.Errorf("a project: %v, %v", problems, err)
	}
}

// TestTooLarge refuses files by their size, before they are read.
func TestTooLarge(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a.epub", "b.txt"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Truncate(filepath.Join(dir, name), 64<<20+1); err != nil { // it has a size and takes no room
			t.Fatal(err)
		}
	}
	for _, path := range []string{filepath.Join(dir, "a.epub"), filepath.Join(dir, "b.txt"), dir} {
		_, problems, err := manuscript.ReadPath(path, manuscript.Options{})
		if err != nil {
			t.Fatal(err)
		}
		said := 0
		for _, p := range problems {
			if p.Severity == story.Error && p.Message == "the file is larger than 64 MiB, so it is not read" {
				said++
			}
		}
		if want := map[bool]int{true: 2, false: 1}[path == dir]; said != want {
			t.Errorf("%s: said %d times, want %d: %v", filepath.Base(path), said, want, problems)
		}
	}
}

// TestOtherwiseNamed reads files whose content is of another format than their names.
func TestOtherwiseNamed(t *testing.T) {
	for name, file := range map[string]string{
		"a.txt": "lamp.docx", "a.docx": "lamp.odt", "a.html": "lamp.epub", "a.zip": "lamp.epub", "a": "lamp.odt",
		"a.md": "lamp.html",
	} {
		_, data := readFile(t, "testdata/formats/"+file)
		c, problems := manuscript.Read(name, data)
		if n := figuresOf(c); n != (figures{7, 3, 2, 1, 3}) {
			t.Errorf("%s that is %s: %+v, %v", name, file, n, problems)
		}
		told := problems[0].Severity == story.Notice && strings.Contains(problems[0].Message, "is read as such")
		if told != (name != "a") {
			t.Errorf("%s that is %s: %v", name, file, problems[0])
		}
	}
}

// TestGaps takes empty paragraphs for breaks where they are rare and nothing else is.
func TestGaps(t *testing.T) {
	page := func(format string) string {
		format = strings.NewReplacer("p", "<p>Some words.</p>", "_", "<p>&nbsp;</p>", "*", "<p>* * *</p>").Replace(format)
		return "<html><body>" + format + "</body></html>"
	}
	for format, want := range map[string]int{
		"ppp_pp": 2, "p_p_p_p_p": 1, "pppp": 1, "ppp_pp*pp": 2, "p_p_p__p_p_p_p_p_p": 2, "ppp_": 1, "_pppp": 1,
	} {
		c, problems := manuscript.Read("a.html", []byte(page(format)))
		if len(c.Scenes) != want || story.HasErrors(problems) {
			t.Errorf("%s: %d scenes, want %d (%v)", format, len(c.Scenes), want, problems)
		}
	}
}

// TestHoldInOtherFormats holds a scene by a line in HTML.
func TestHoldInOtherFormats(t *testing.T) {
	c, problems := manuscript.Read("a.html", []byte("<p>One.</p><hr><p>[hold]</p><p>Two.</p>"))
	if diff := cmp.Diff([]int{2}, c.Holds); diff != "" || len(problems) > 0 || len(c.Scenes) != 2 {
		t.Errorf("%v %v", c, problems)
	}
	_, problems = manuscript.Read("a.html", []byte("<p>One.</p>\n<p>[hold]</p>\n<p>Two.</p>"))
	if len(problems) != 1 || problems[0].Line != 2 || problems[0].Severity != story.Error {
		t.Errorf("a hold inside a scene: %v", problems)
	}
}

// TestCentred takes a dash in the middle of the line for a break, and asks about one at its beginning.
func TestCentred(t *testing.T) {
	for style, want := range map[string]int{"text-align: center": 2, "": 1} {
		c, _ := manuscript.Read("a.html", []byte(`<p>One.</p><p style="`+style+`">—</p><p>Two.</p>`))
		if len(c.Scenes) != want {
			t.Errorf("%q: %d scenes, want %d", style, len(c.Scenes), want)
		}
	}
}

// TestNotesOfAFormat makes the note of what a format says is one, with the question in it.
func TestNotesOfAFormat(t *testing.T) {
	name, data := readFile(t, "markup/testdata/royalroad.html")
	c, problems := manuscript.Read(name, data)
	if got := story.Plain(c.Note.Blocks); got != "Two chapters this week!\nVote below." {
		t.Errorf("note %q (%v)", got, problems)
	}
	const above = "the note above the story is posted below it: “Two chapters this week!”"
	if !slices.ContainsFunc(problems, func(p story.Problem) bool { return p.Message == above && p.Line > 0 }) {
		t.Errorf("of the note above: %v", problems)
	}
	if c.Question == nil || c.Question.Text != "What should she pay with?" || c.Number != 12 ||
		c.Title != "The Toll" {
		t.Errorf("%+v, chapter %d %q", c.Question, c.Number, c.Title)
	}
}

// TestHeadingsInNotesOfAFormat finds a question below a heading of its own in what a format says is a note.
func TestHeadingsInNotesOfAFormat(t *testing.T) {
	c, problems := manuscript.Read("a.html", []byte(`<div class="chapter-inner chapter-content"><p>Story.</p></div>
<div class="author-note-portlet"><p><b>Author's note</b></p><p>Hello.</p><p><b>Question</b></p><p>Who is it?</p>
<p>A) Tam</p><p>B) Ines</p></div>`))
	if q := c.Question; q == nil || q.Text != "Who is it?" || len(q.Options) != 2 || story.Plain(c.Note.Blocks) != "Hello." ||
		sketch(c) != "Story." {
		t.Errorf("%+v, %v", c, problems)
	}
}
