package nominee_test

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"cliffhanger/story"
	"cliffhanger/story/manuscript"
	"cliffhanger/story/nominee"
	"cliffhanger/story/sample"
)

// TestNamesInSample: the people of the serial are found, each once, and no word that is none.
func TestNamesInSample(t *testing.T) {
	s, _, err := sample.Story()
	if err != nil {
		t.Fatal(err)
	}
	pasted, _ := manuscript.Read("the-understudy.txt", sample.Pasted())
	for i, tt := range []struct {
		chapter     *story.Chapter
		first, also string
	}{
		{&s.Chapters[0], "Benno", "Ruta, Harm, Halmsand, Lower Quay Street"},
		{&s.Chapters[1], "Caldeira", "Benno, Lower Quay Street, Halmsand"},
		{&s.Chapters[2], "Harm", "Caldeira, Aleida Roos, Groothuis, Senhora Brakel, Lower Quay Street"},
		{&pasted, "Oona", "Mr Pell, Corisande, Fitch, Mr Hobb, Mrs Ottaway, Lieutenant-Censor Rask"},
	} {
		names := nominee.Names(tt.chapter, 20)
		if len(names) == 0 || names[0] != tt.first {
			t.Errorf("%d: %q, want %s first", i, names, tt.first)
		}
		for _, name := range strings.Split(tt.also, ", ") {
			if !slices.Contains(names, name) {
				t.Errorf("%d: no %q in %q", i, name, names)
			}
		}
		for _, not := range []string{"I", "She", "He", "The", "Nobody", "Vale", "Pell", "Hobb", "Rask", "Mr",
			"Tuesday", "You", "It", "There"} {
			if slices.Contains(names, not) {
				t.Errorf("%d: %q in %q", i, not, names)
			}
		}
		if two := nominee.Names(tt.chapter, 2); !slices.Equal(two, names[:2]) {
			t.Errorf("%d: two are %q of %q", i, two, names)
		}
	}
}

// chapter is a chapter of one scene, with a paragraph from each line.
func chapter(text string) *story.Chapter {
	var scene story.Scene
	for line := range strings.Lines(text) {
		scene.Blocks = append(scene.Blocks, story.Block{Runs: []story.Run{{Text: strings.TrimSpace(line)}}})
	}
	return &story.Chapter{Scenes: []story.Scene{scene}}
}

func TestNames(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       []string
	}{
		{"nothing", "", nil},
		{"only at the start of sentences", "Mara ran. Mara fell. Then Mara! “Mara,” he said. Mara", []string{"Mara"}},
		{"never inside one", "Mara ran. Mara fell. “Mara,” he said. (Mara was late.) ‘Mara.’ \"Mara\"", nil},
		{"once", "They saw Mara.", nil},
		{"a word also written small", "The Will was read; his Will, they said. A will is a will is a will.", nil},
		{"in capitals", "They read DANGER and then DANGER again, and saw the USA and the USA.", nil},
		{"owned", "It was Mara's boat, and Mara’s oar, and Mara’s Uncle Tim. Her Uncle Tim and Uncle Tim",
			[]string{"Mara", "Uncle Tim"}},
		{"two words and one", "He met Mara Voss. Now Mara Voss met him. “See, Voss,” said he, and Voss saw.",
			[]string{"Mara Voss"}},
		{"one of two", "So Anna Voss and Mara Voss met; Anna Voss left Mara Voss and Voss, and Voss.",
			[]string{"Anna Voss", "Mara Voss", "Voss"}},
		{"titles", "And Mr. Pell, and Mr. Pell, and Miss Pell. Yes, Dr. O’Brien and Dr. O’Brien",
			[]string{"Mr Pell", "Dr O’Brien"}},
		{"particles", "The Mayor of Halm and the Mayor of Halm with Ada van Dam, whom Ada van Dam was not.",
			[]string{"Mayor of Halm", "Ada van Dam"}},
		{"elided", "Il vit d’Artagnan, et puis d’Artagnan le vit.", []string{"Artagnan"}},
		{"a list", "With Ada, Ben, Ada, Ben and Cy, he ran from Cy, Ben.", []string{"Ben", "Ada", "Cy"}},
		{"days and months", "It was Tuesday in May, a Tuesday in May, and I said that I’d go, I did.", nil},
		{"Greek", "Τότε η Ελένη έφυγε, και η Ελένη γέλασε. Ποια είναι;", []string{"Ελένη"}},
		{"Russian", "Потом Анна ушла, и Анна смеялась. Кто там?", []string{"Анна"}},
		{"Spanish", "¿Quién era Lucía? Pues era Lucía. ¡Lucía! ¡Ahora Lucía!", []string{"Lucía"}},
		{"Chinese", "林默看着海。林默说:“你好。”林默走了。", nil},
		{"Arabic", "رأت ليلى البحر ثم رأت ليلى المدينة.", nil},
		{"Hindi", "मीरा ने समुद्र देखा और मीरा हँसी।", nil},
		{"Georgian", "მერი ზღვას უყურებდა და მერი იცინოდა.", nil},
	} {
		if diff := cmp.Diff(tt.want, nominee.Names(chapter(tt.text), 10)); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
	}
	if got := nominee.Names(nil, 5); got != nil {
		t.Errorf("of no chapter: %q", got)
	}
	if got := nominee.Names(chapter("See Mara and Mara."), 0); got != nil {
		t.Errorf("none wanted: %q", got)
	}
	heading := chapter("The Boat On The Wall. Where The Boat Was")
	heading.Scenes[0].Blocks[0].Kind = story.Heading
	if got := nominee.Names(heading, 5); got != nil {
		t.Errorf("in a heading: %q", got)
	}
}

// TestNamesAmongNouns: where all nouns have capitals, those that follow articles are no names.
func TestNamesAmongNouns(t *testing.T) {
	const text = `Am Abend stand Jonte am Deich und hörte, wie das Wasser gegen die Steine schlug. Der Hammer lag in seiner Hand.
		Er rief nach Wiebke, aber Wiebke war im Haus und sah nur die Lampe auf dem Tisch. Das Wasser stieg, und Jonte zählte die Schläge.
		„Komm“, sagte Wiebke endlich, „der Hammer bleibt hier.“ Sie nahm die Lampe, und Jonte nahm den Hammer doch.
		Vor dem Haus wartete Herr Brodersen mit dem Boot. Als Herr Brodersen das Wasser sah, wurde sein Gesicht grau wie die Steine.`
	want := []string{"Jonte", "Wiebke", "Herr Brodersen"}
	if diff := cmp.Diff(want, nominee.Names(chapter(text), 10)); diff != "" {
		t.Error(diff)
	}
}

// FuzzNames: names are words of the chapter, clean, each once, no more than asked for, and begin with a capital.
func FuzzNames(f *testing.F) {
	f.Add("So Mara met Mr. Pell of Halm's Pier. Oh, Mara! “Mr. Pell,” said Mara Voss.", 3)
	f.Add("d’Artagnan of of Halm l’’A St. St. A. B. A. B.", 9)
	f.Fuzz(func(t *testing.T, text string, limit int) {
		names := nominee.Names(chapter(text), limit)
		if len(names) > max(0, limit) {
			t.Fatalf("%d names, want at most %d", len(names), limit)
		}
		for i, name := range names {
			clean, err := nominee.Clean(name)
			if err != nil || clean != name || slices.Contains(names[:i], name) {
				t.Fatalf("%q: %q, %v", names, clean, err)
			}
			if !strings.ContainsFunc(name, func(r rune) bool { return unicode.IsUpper(r) || unicode.IsTitle(r) }) {
				t.Fatalf("%q has no capital", name)
			}
		}
	})
}

func BenchmarkNames(b *testing.B) {
	c, _ := manuscript.Read("the-understudy.txt", sample.Pasted())
	b.ReportAllocs()
	for b.Loop() {
		if len(nominee.Names(&c, 10)) == 0 {
			b.Fatal("no names")
		}
	}
}
