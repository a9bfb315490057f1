// Package picture draws the result of a vote as a PNG: a light card with one bar for each option.
//
//	card := picture.Card{Title: "The vote on chapter 4", Bars: bars, Foot: "12 readers voted"}
//	data, err := card.PNG()
//
// The card brings its own background, so that it can be read in Discord's dark theme and its light one alike. Who leads
// is told by a bolder label and a darker bar with a mark in front, not by colour alone. The same card gives the same
// bytes, so that it may be drawn anew whenever it is to be sent.
//
// # What can be drawn
//
// The font is Go Regular and Go Bold (golang.org/x/image, under the licence of Go itself), which know Latin, Greek and
// Cyrillic letters. Emoji are left out of a label. What remains is drawn only if the font has every character, if it is
// written from left to right and if no character is set on top of another, because there is no shaping here: a text of
// boxes or of letters in the wrong order would be worse than none. [Drawable] tells beforehand, so that the message can
// explain a [Bar.Key] that stands for the label.
//
// # Decisions
//
//   - No text is wrapped: what is too long is cut and ends in "…". The message beside the picture has it in full.
//   - The fonts are parsed for each card, in about a millisecond, instead of being kept: results are rare.
package picture

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"strconv"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// A Bar is one option of a vote.
type Bar struct {
	Key     string `json:"key,omitempty"` // stands before the label, or for one that cannot be drawn: "A"; may be empty
	Label   string `json:"label"`
	Votes   int    `json:"votes"`
	Percent int    `json:"percent"` // 0 to 100: the length of the bar
	Leads   bool   `json:"leads,omitempty"`
}

// A Card is what is drawn. At most [MaxBars] bars are.
type Card struct {
	Title string `json:"title"`
	Text  string `json:"text,omitempty"` // below the title; left out if it cannot be drawn, like Foot
	Bars  []Bar  `json:"bars"`
	Foot  string `json:"foot,omitempty"`
}

// MaxBars is how many bars a card shows: as many as a message takes different reactions.
const MaxBars = 20

// Measures of a card, in pixels. Clients show it at about half its width on a screen and in full on a phone.
const (
	width   = 960
	margin  = 40
	header  = 132 // with the question under the title
	low     = 88  // without it
	row     = 68
	footer  = 64
	thick   = 22  // of a bar
	figures = 150 // room for them at the right
	keyRoom = 40
)

var (
	paper  = color.RGBA{0xfb, 0xf9, 0xf4, 0xff}
	edge   = color.RGBA{0xd8, 0xd2, 0xc4, 0xff}
	ink    = color.RGBA{0x22, 0x26, 0x2b, 0xff}
	quiet  = color.RGBA{0x5b, 0x62, 0x6a, 0xff}
	groove = color.RGBA{0xe9, 0xe4, 0xd8, 0xff}
	ahead  = color.RGBA{0x1f, 0x5f, 0x6b, 0xff}
	behind = color.RGBA{0x8f, 0xae, 0xb3, 0xff}
)

// A brush draws on one picture.
type brush struct {
	*image.RGBA
	title, text, bold, small font.Face
}

func newBrush(height int) (*brush, error) {
	b := &brush{RGBA: image.NewRGBA(image.Rect(0, 0, width, height))}
	for _, f := range []struct {
		to   *font.Face
		ttf  []byte
		size float64
	}{
		{&b.title, gobold.TTF, 34}, {&b.text, goregular.TTF, 24}, {&b.bold, gobold.TTF, 24}, {&b.small, goregular.TTF, 21},
	} {
		parsed, err := opentype.Parse(f.ttf)
		if err != nil {
			return nil, fmt.Errorf("picture: read the font: %w", err)
		}
		*f.to, err = opentype.NewFace(parsed, &opentype.FaceOptions{Size: f.size, DPI: 72, Hinting: font.HintingNone})
		if err != nil {
			return nil, fmt.Errorf("picture: set up the font: %w", err)
		}
	}
	return b, nil
}

// PNG draws the card.
func (c *Card) PNG() ([]byte, error) {
	bars := c.Bars[:min(len(c.Bars), MaxBars)]
	top := header
	if Drawable(c.Text) == "" {
		top = low
	}
	height := top + row*len(bars) + footer
	b, err := newBrush(height)
	if err != nil {
		return nil, err
	}
	b.box(0, 0, width, height, edge)
	b.box(2, 2, width-4, height-4, paper)
	b.write(b.title, ink, margin, 60, width-2*margin, Drawable(c.Title))
	b.write(b.text, quiet, margin, 100, width-2*margin, Drawable(c.Text))
	for i, bar := range bars {
		b.bar(top+i*row, bar)
	}
	b.write(b.small, quiet, margin, height-26, width-2*margin, Drawable(c.Foot))
	var out bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.DefaultCompression}
	if err := encoder.Encode(&out, b.RGBA); err != nil {
		return nil, fmt.Errorf("picture: encode: %w", err)
	}
	return out.Bytes(), nil
}

// bar draws one option's row, whose upper edge is y.
func (b *brush) bar(y int, bar Bar) {
	face, tone := b.text, behind
	if bar.Leads {
		face, tone = b.bold, ahead
	}
	x := margin
	if bar.Key != "" {
		b.write(b.bold, ink, x, y+24, keyRoom, bar.Key)
		x += keyRoom
	}
	b.write(face, ink, x, y+24, width-margin-x, Drawable(bar.Label))
	full := width - 2*margin - figures
	b.box(margin, y+34, full, thick, groove)
	percent := min(max(bar.Percent, 0), 100)
	b.box(margin, y+34, full*percent/100, thick, tone)
	if bar.Leads {
		b.box(margin-12, y+34, 6, thick, ahead)
	}
	b.write(face, ink, margin+full+16, y+53, figures-16, strconv.Itoa(bar.Votes)+" · "+strconv.Itoa(percent)+" %")
}

func (b *brush) box(x, y, w, h int, c color.Color) {
	draw.Draw(b, image.Rect(x, y, x+w, y+h), image.NewUniform(c), image.Point{}, draw.Src)
}

// write sets text on a line, cut to a width.
func (b *brush) write(face font.Face, c color.Color, x, y, room int, text string) {
	d := font.Drawer{Dst: b, Src: image.NewUniform(c), Face: face, Dot: fixed.P(x, y)}
	d.DrawString(cut(&d, text, fixed.I(room)))
}

// cut shortens text to a width, and marks that.
func cut(d *font.Drawer, text string, room fixed.Int26_6) string {
	if d.MeasureString(text) <= room {
		return text
	}
	runes := []rune(text)
	for n := len(runes) - 1; n > 0; n-- {
		if short := string(runes[:n]) + "…"; d.MeasureString(short) <= room {
			return short
		}
	}
	return ""
}
