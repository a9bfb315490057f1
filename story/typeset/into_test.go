package typeset_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"cliffhanger/story"
	"cliffhanger/story/typeset"
)

// sceneInto sets a scene on n pages of which nothing is known.
func sceneInto(s story.Scene, o typeset.Options, n int) ([]typeset.Page, error) {
	return typeset.Recut(s, o, make([]string, n))
}

// TestRecutInto holds every promise against random hostile blocks on any number of pages.
func TestRecutInto(t *testing.T) {
	seeds := 2_000
	if testing.Short() {
		seeds = 300
	}
	tooLong, tight, spread, refused := 0, 0, 0, 0
	for seed := range seeds {
		r := rand.New(rand.NewPCG(uint64(seed), 2))
		blocks, limit := randomBlocks(r), 100+r.IntN(300)
		opts := typeset.Options{Limit: limit}
		natural := typeset.Blocks(blocks, opts)
		for n := range len(natural) + 4 {
			pages, err := sceneInto(story.Scene{Blocks: blocks}, opts, n)
			var long *typeset.TooLong
			switch {
			case n < len(natural) && errors.As(err, &long) && long.Over > 0 && pages == nil:
				tooLong++
				continue
			case n > len(natural) && errors.Is(err, typeset.ErrTooShort):
				refused++
				continue
			case err != nil || len(pages) != n:
				t.Fatalf("seed %d: %d pages of %d, %v", seed, len(pages), n, err)
			case n == len(natural) && !slices.Equal(pages, natural):
				t.Fatalf("seed %d: %+v, want the pages of Blocks, %+v", seed, pages, natural)
			}
			switch {
			case n > len(natural):
				spread++
			case n < len(natural):
				tight++
			}
			check(t, blocks, pages, limit)
			if t.Failed() {
				t.Fatalf("seed %d, limit %d, %d pages: %+q", seed, limit, n, blocks)
			}
		}
	}
	if tooLong < seeds || tight < seeds/50 || spread < seeds || refused < seeds/20 {
		t.Errorf("%d texts were too long, %d fitted inside sentences, %d were spread, %d too short: the test shows too little",
			tooLong, tight, spread, refused)
	}
}

// tide is so many paragraphs of numbered sentences: each is there once.
func tide(paragraphs int) []story.Block {
	blocks := make([]story.Block, paragraphs)
	for i := range blocks {
		var text strings.Builder
		for j := range 6 {
			fmt.Fprintf(&text, "Sentence %d of paragraph %d tells of the tide. ", j+1, i+1)
		}
		blocks[i] = para(story.Run{Text: text.String()}, story.Run{Text: "And then it turned.", Style: story.Italic})
	}
	return blocks
}

func contents(pages []typeset.Page) []string {
	var out []string
	for _, p := range pages {
		out = append(out, p.Content)
	}
	return out
}

// TestTooLongSaysByHowMuch: without so many characters at its end the text fits.
func TestTooLongSaysByHowMuch(t *testing.T) {
	text := story.Plain(tide(30))
	for n := 1; n < 5; n++ {
		_, err := sceneInto(story.Scene{Blocks: []story.Block{para(plain(text))}}, typeset.Options{}, n)
		var long *typeset.TooLong
		if !errors.As(err, &long) {
			t.Fatalf("on %d pages: %v", n, err)
		}
		less := para(plain(text[:len(text)-long.Over]))
		if _, err := sceneInto(story.Scene{Blocks: []story.Block{less}}, typeset.Options{}, n); err != nil {
			t.Errorf("on %d pages without %d characters: %v", n, long.Over, err)
		}
	}
}

// TestRecutChangesLittle corrects a text of several pages and counts the pages that change.
func TestRecutChangesLittle(t *testing.T) {
	blocks := tide(24)
	old := contents(typeset.Blocks(blocks, typeset.Options{}))
	if len(old) < 4 {
		t.Fatalf("the text has %d pages", len(old))
	}
	for _, tt := range []struct {
		name             string
		paragraph        int
		from, to         string
		changed, atLeast int // how many pages may change, and how many must
	}{
		{"nothing", 0, "", "", 0, 0},
		{"a letter", 12, "tide", "tyde", 1, 1},
		{"a letter at the beginning", 0, "Sentence 1", "Phrase 1", 1, 1},
		{"a word fewer at the end", 23, "Sentence 6 of", "The last of", 1, 1},
		{"a paragraph fewer", 12, "*", "", 1, 1},
		{"a sentence more", 12, "tide. ", "tide. It rose higher than the wall of the old harbour. ", 2, 1},
		{"two pages more than fit", 12, "tide", strings.Repeat("tide ", 800), -1, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			changed := slices.Clone(blocks)
			b := &changed[tt.paragraph]
			b.Runs = slices.Clone(b.Runs)
			b.Runs[0].Text = strings.Replace(b.Runs[0].Text, tt.from, tt.to, 1)
			if tt.from == "*" {
				b.Runs = nil
			}
			pages, err := typeset.Recut(story.Scene{Blocks: changed}, typeset.Options{}, old)
			if tt.changed < 0 {
				if long := (*typeset.TooLong)(nil); !errors.As(err, &long) {
					t.Errorf("Recut = %v, want TooLong", err)
				}
				return
			}
			if err != nil || len(pages) != len(old) {
				t.Fatalf("%d pages of %d, %v", len(pages), len(old), err)
			}
			check(t, changed, pages, 2000)
			if n := changes(old, pages); n > tt.changed || n < tt.atLeast {
				t.Errorf("%d pages changed, want %d to %d", n, tt.atLeast, tt.changed)
			}
		})
	}
}

// TestATypoChangesOnePage corrects a word in chapters in the shape of fiction.
func TestATypoChangesOnePage(t *testing.T) {
	one, more := 0, 0
	for seed := range 200 {
		r := rand.New(rand.NewPCG(uint64(seed), 4))
		blocks := prose(r, 2500)
		old := contents(typeset.Blocks(blocks, typeset.Options{}))
		runs := blocks[r.IntN(len(blocks))].Runs
		run := &runs[2*r.IntN(len(runs)/2)] // every second one is the space between
		words := strings.Fields(run.Text)
		words[r.IntN(len(words)-1)+1] = "forgotten"
		run.Text = strings.Join(words, " ")
		pages, err := typeset.Recut(story.Scene{Blocks: blocks}, typeset.Options{}, old)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		switch n := changes(old, pages); {
		case n == 1:
			one++
		case n > 3:
			t.Errorf("seed %d: %d of %d pages changed", seed, n, len(old))
		case n > 1:
			more++
		}
	}
	if one < 180 || more > 10 {
		t.Errorf("%d words changed one page, %d more than one", one, more)
	}
}

// changes counts the pages that are not as they were.
func changes(old []string, pages []typeset.Page) int {
	n := 0
	for i, p := range pages {
		if p.Content != old[i] {
			n++
		}
	}
	return n
}

// TestRecutRandom keeps every promise, and the number of pages, whatever changes in hostile blocks.
func TestRecutRandom(t *testing.T) {
	seeds := 3_000
	if testing.Short() {
		seeds = 500
	}
	kept, cut := 0, 0
	for seed := range seeds {
		r := rand.New(rand.NewPCG(uint64(seed), 3))
		blocks, limit := append(randomBlocks(r), randomBlocks(r)...), 100+r.IntN(300)
		opts := typeset.Options{Limit: limit}
		before := typeset.Blocks(blocks, opts)
		i := r.IntN(len(blocks))
		blocks[i] = randomBlocks(r)[0]
		pages, err := typeset.Recut(story.Scene{Blocks: blocks}, opts, contents(before))
		var long *typeset.TooLong
		if errors.As(err, &long) || errors.Is(err, typeset.ErrTooShort) {
			continue
		}
		if err != nil || len(pages) != len(before) {
			t.Fatalf("seed %d: %d pages of %d, %v", seed, len(pages), len(before), err)
		}
		check(t, blocks, pages, limit)
		if t.Failed() {
			t.Fatalf("seed %d, limit %d: %+q", seed, limit, blocks)
		}
		for j, p := range pages {
			if p.Content == before[j].Content {
				kept++
			} else {
				cut++
			}
		}
	}
	if kept < cut {
		t.Errorf("%d pages kept and %d changed, although one block in nine was", kept, cut)
	}
}

// TestHeadingsStayWhereThereIsRoom: a heading never becomes a page of its own to make up a number.
func TestHeadingsStayWhereThereIsRoom(t *testing.T) {
	scene := story.Scene{Label: "MARA", Blocks: []story.Block{
		{Kind: story.Heading, Runs: []story.Run{plain("Morning")}}, para(plain("It rained.")), para(plain("It stopped.")),
	}}
	pages, err := sceneInto(scene, typeset.Options{}, 2)
	if err != nil || pages[0].Content != "**MARA**\n\n### Morning\n\nIt rained." {
		t.Errorf("two pages: %+v, %v", pages, err)
	}
	if _, err := sceneInto(scene, typeset.Options{}, 3); !errors.Is(err, typeset.ErrTooShort) {
		t.Errorf("three pages: %v, want ErrTooShort", err)
	}
}

func TestNothingOnNoPages(t *testing.T) {
	if pages, err := sceneInto(story.Scene{}, typeset.Options{}, 0); err != nil || pages != nil {
		t.Errorf("nothing on no pages: %v, %v", pages, err)
	}
	if _, err := sceneInto(story.Scene{}, typeset.Options{}, 1); !errors.Is(err, typeset.ErrTooShort) {
		t.Errorf("nothing on a page: %v", err)
	}
	var long *typeset.TooLong
	scene := story.Scene{Blocks: []story.Block{para(plain("Five."))}}
	if _, err := sceneInto(scene, typeset.Options{}, 0); !errors.As(err, &long) || long.Over != 5 {
		t.Errorf("a word on no page: %v", err)
	}
}

// TestEveryPageShowsSomething: a word without width never becomes a page to make up a number.
func TestEveryPageShowsSomething(t *testing.T) {
	scene := story.Scene{Blocks: []story.Block{para(plain(strings.Repeat("high water \u200b ", 10)))}}
	set := 0
	for n := 2; n <= 30; n++ {
		pages, err := sceneInto(scene, typeset.Options{Limit: 100}, n)
		for _, p := range pages {
			if !strings.Contains(p.Content, "high") && !strings.Contains(p.Content, "water") {
				t.Errorf("one of %d pages is %q", n, p.Content)
			}
		}
		if err == nil {
			set++
		}
	}
	if set < 5 {
		t.Errorf("the text was set on %d of 29 numbers of pages", set)
	}
}
