package typeset_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"cliffhanger/story"
	"cliffhanger/story/typeset"
)

// FuzzBlocks holds every promise against any text in any styles: styles gives the style of each code point, in a
// circle, and the kind of each block.
func FuzzBlocks(f *testing.F) {
	f.Add("Plain.\n\n- not a list\n\n1986. No.", []byte{0, 64}, "•", uint16(0))
	f.Add(strings.Join(hostile, " "), []byte{1, 2, 3, 4, 63, 32}, "1.", uint16(120))
	f.Add(strings.Join(hostile, ""), []byte{0, 1, 33, 17, 255, 128}, "a)", uint16(100))
	f.Add("漢字かな。カタカナ、क्षिক্ষ👩‍👩‍👧", []byte{16, 48}, "#", uint16(7))
	f.Fuzz(func(t *testing.T, text string, styles []byte, marker string, limit uint16) {
		limit = max(limit%3000, 100)
		if len(text) > 20_000 || len(marker) > 50 {
			t.Skip("longer than is of use")
		}
		var blocks []story.Block
		for i, part := range strings.Split(text, "\n\n") {
			b := story.Block{Marker: marker}
			for j, r := range part {
				style := byte(0)
				if len(styles) > 0 {
					style = styles[(i+j)%len(styles)]
				}
				if j == 0 {
					b.Kind = story.BlockKind(style >> 6)
					if style%5 == 0 {
						b.Kind = story.Item
					}
				}
				b.Runs = append(b.Runs, story.Run{Text: string(r), Style: story.Style(style & 63)})
			}
			blocks = append(blocks, b)
		}
		check(t, blocks, typeset.Blocks(blocks, typeset.Options{Limit: int(limit)}), int(limit))
	})
}

// FuzzEscape holds that escaped text shows as itself, at the start of a line and in the middle of one.
func FuzzEscape(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	f.Add("# a\n1. b\n  - c\n-# d")
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 20_000 {
			t.Skip("longer than is of use")
		}
		want := expected([]story.Block{{Kind: story.Verse, Runs: []story.Run{{Text: text}}}})
		escaped := typeset.Escape(text)
		if got, most := typeset.Length(escaped), 2*typeset.Length(text); got > most {
			t.Errorf("%q has %d code points, want at most %d", escaped, got, most)
		}
		for before, content := range map[string]string{
			"": escaped, "x": "x " + escaped, "y": "**y** " + escaped + " **y**",
		} {
			r := read(content)
			if len(r.live) > 0 {
				t.Errorf("alive: %q in %q", r.live, content)
			}
			got := r.cells
			got = got[len(before):]
			if before == "y" {
				got = got[:len(got)-1]
			}
			compare(t, got, want, []typeset.Page{{Content: content}})
		}
	})
}

// FuzzLink holds that no address, whatever it is, breaks a page or mentions anyone.
func FuzzLink(f *testing.F) {
	f.Add("my page", "https://example.org/a b>c|d", byte(16))
	f.Add("", "HTTPS://@everyone\\`", byte(33))
	f.Add("x", "http://"+strings.Repeat("y", 200), byte(0))
	f.Fuzz(func(t *testing.T, text, link string, style byte) {
		run := story.Run{Text: text, Link: link, Style: story.Style(style & 63)}
		for i, p := range typeset.Blocks([]story.Block{{Runs: []story.Run{run}}}, typeset.Options{Limit: 150}) {
			checkPage(t, i, p, 150)
			if r := read(p.Content); len(r.live) > 0 {
				t.Errorf("alive: %q in %q", r.live, p.Content)
			}
		}
	})
}

// FuzzRecut holds every promise against any text that becomes any other, and that a recut text is left alone.
func FuzzRecut(f *testing.F) {
	f.Add("One. Two.\n\nThree.", "One. Too.\n\nThree.", byte(1), uint16(100))
	f.Add(strings.Join(hostile, " "), strings.Join(hostile, ""), byte(3), uint16(120))
	f.Add(strings.Repeat("Rain fell. ", 40), strings.Repeat("Rain fell. ", 30), byte(32), uint16(150))
	f.Fuzz(func(t *testing.T, before, after string, style byte, limit uint16) {
		limit = max(limit%3000, 100)
		if len(before) > 10_000 || len(after) > 10_000 {
			t.Skip("longer than is of use")
		}
		set := func(text string) (blocks []story.Block) {
			for i, part := range strings.Split(text, "\n\n") {
				run := story.Run{Text: part, Style: story.Style(style & 63)}
				if i%2 == 1 {
					run.Style = 0
				}
				blocks = append(blocks, story.Block{Runs: []story.Run{run}})
			}
			return blocks
		}
		opts := typeset.Options{Limit: int(limit)}
		old := contents(typeset.Blocks(set(before), opts))
		same, err := typeset.Recut(story.Scene{Blocks: set(before)}, opts, old)
		if err != nil || !slices.Equal(contents(same), old) {
			t.Fatalf("unchanged, %q becomes %q, %v", old, contents(same), err)
		}
		pages, err := typeset.Recut(story.Scene{Blocks: set(after)}, opts, old)
		if err != nil {
			if long := (*typeset.TooLong)(nil); !errors.As(err, &long) && !errors.Is(err, typeset.ErrTooShort) {
				t.Fatal(err)
			}
			return
		}
		if len(pages) != len(old) {
			t.Errorf("%d pages become %d", len(old), len(pages))
		}
		check(t, set(after), pages, int(limit))
	})
}
