package picture_test

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"os"
	"strings"
	"testing"

	"cliffhanger/bot/render/picture"
)

func TestDrawable(t *testing.T) {
	for in, want := range map[string]string{
		"":                  "",
		"Open  the\nhatch":  "Open the hatch",
		"Open the hatch 🗝️": "Open the hatch",
		"👩‍👩‍👧 both of 1️⃣ them ☀️":     "both of 1 them",
		"Zoë’s naïve café":              "Zoë’s naïve café",
		"Cafe\u0301":                    "Café",
		"Пусть идёт":                    "Пусть идёт",
		"Ας πάει":                       "Ας πάει",
		"לך הביתה":                      "", // from right to left
		"go לך home":                    "",
		"اذهب":                          "",
		"行こう":                           "", // the font has none of these
		"जाओ":                           "",
		"Z̷a̷l̷g̷o̷":                    "", // marks on top of letters
		"hidden\u202edrow":              "",
		"🗝️":                            "",
		"\u200d\ufe0f":                  "",
		"zero\u200bwidth":               "",
		strings.Repeat("long ", 100):    strings.TrimSpace(strings.Repeat("long ", 40)),
		"tabs\tand \u00a0 other blanks": "tabs and other blanks",
	} {
		if got := picture.Drawable(in); got != want {
			t.Errorf("%+q is drawn as %+q, want %+q", in, got, want)
		}
	}
}

func card() *picture.Card {
	return &picture.Card{
		Title: "The vote on chapter 4 has closed", Text: "What does Mara do with the key?", Foot: "20 of 31 readers · 65 %",
		Bars: []picture.Bar{
			{Key: "A", Label: "Opens the hatch", Votes: 12, Percent: 60, Leads: true},
			{Key: "B", Label: "לך הביתה", Votes: 5, Percent: 25},
			{Key: "C", Label: strings.Repeat("Waits for the tide to turn, ", 9), Votes: 2, Percent: 10},
			{Key: "D", Label: "None of these", Votes: 1, Percent: 5},
		},
	}
}

func draw(t *testing.T, c *picture.Card) (image.Image, []byte) {
	t.Helper()
	data, err := c.PNG()
	if err != nil {
		t.Fatal(err)
	}
	m, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return m, data
}

func TestTheSameCardIsTheSamePicture(t *testing.T) {
	m, first := draw(t, card())
	if _, second := draw(t, card()); !bytes.Equal(first, second) {
		t.Error("drawn twice, it is not the same")
	}
	if len(first) > 64<<10 {
		t.Errorf("it has %d bytes", len(first))
	}
	t.Logf("%d bytes, %v", len(first), m.Bounds())
	if path := os.Getenv("CLIFFHANGER_PICTURE"); path != "" {
		if err := os.WriteFile(path, first, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// dark counts the pixels of a row's bar that are filled.
func dark(m image.Image, y int) int {
	n := 0
	for x := 40; x < m.Bounds().Dx()-190; x++ {
		if r, _, _, _ := m.At(x, y).RGBA(); r>>8 < 0xa0 {
			n++
		}
	}
	return n
}

func TestBarsAreAsLongAsTheirShare(t *testing.T) {
	m, _ := draw(t, card())
	whole := m.Bounds().Dx() - 80 - 150
	for i, b := range card().Bars {
		if got, want := dark(m, 132+68*i+45), whole*b.Percent/100; got != want {
			t.Errorf("bar %d is %d long, want %d", i, got, want)
		}
	}
	for _, percent := range []int{-5, 0, 100, 400} { // nothing may be drawn outside
		m, _ := draw(t, &picture.Card{Bars: []picture.Bar{{Percent: percent}}})
		if got, want := dark(m, 88+45), min(max(0, percent), 100)*whole/100; got != want {
			t.Errorf("%d %%: the bar is %d long, want %d", percent, got, want)
		}
	}
}

// A text that would need characters the font lacks leaves no trace: the row is as that of an empty label.
func TestWhatCannotBeDrawnIsLeftOut(t *testing.T) {
	_, without := draw(t, &picture.Card{Bars: []picture.Bar{{Key: "A", Votes: 1, Percent: 100}}})
	for _, label := range []string{"行こう", "לך הביתה", "🗝️", "x\u0337"} {
		_, with := draw(t, &picture.Card{Title: label, Text: label, Foot: label,
			Bars: []picture.Bar{{Key: "A", Label: label, Votes: 1, Percent: 100}}})
		if !bytes.Equal(with, without) {
			t.Errorf("%q left a trace", label)
		}
	}
}

func TestACardHoldsNoMoreThanTwentyBars(t *testing.T) {
	for _, n := range []int{0, 1, picture.MaxBars, 25} {
		c := &picture.Card{Title: "Many"}
		for i := range n {
			c.Bars = append(c.Bars, picture.Bar{Label: fmt.Sprintf("Option %d", i), Votes: i, Percent: i})
		}
		m, _ := draw(t, c)
		if want := 88 + 68*min(n, picture.MaxBars) + 64; m.Bounds().Dy() != want {
			t.Errorf("%d bars are %d high, want %d", n, m.Bounds().Dy(), want)
		}
	}
}

func FuzzDrawable(f *testing.F) {
	f.Add("Open the hatch 🗝️")
	f.Fuzz(func(t *testing.T, text string) {
		once := picture.Drawable(text)
		if twice := picture.Drawable(once); twice != once {
			t.Errorf("%q becomes %q and then %q", text, once, twice)
		}
		c := picture.Card{Title: text, Bars: []picture.Bar{{Key: "A", Label: text}}}
		if _, err := c.PNG(); err != nil {
			t.Error(err)
		}
	})
}

func BenchmarkPNG(b *testing.B) {
	c := card()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.PNG(); err != nil {
			b.Fatal(err)
		}
	}
}
