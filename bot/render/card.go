package render

import (
	"slices"
	"strings"

	"cliffhanger/bot/phrase"
	"cliffhanger/bot/render/picture"
	"cliffhanger/story/ballot"
	"cliffhanger/story/typeset"
)

// mostAlt is how many characters Discord takes as a picture's alt text.
const mostAlt = 1024

// Card returns the picture of an outcome, and what it shows in words. ok is false if there is nothing to be drawn.
func (o *Outcome) Card(b phrase.Book) (card picture.Card, alt string, ok bool) {
	if o.Tally.Voters == 0 {
		return picture.Card{}, "", false
	}
	card = picture.Card{Title: o.heading(b), Text: clip(oneLine(o.Question.Text), 120),
		Foot: b.Turnout(o.Tally.Voters, 0)}
	keyed, leaders, none := o.keyed(b), o.Tally.Leaders(), ballot.Decide(o.Tally).NoneLeads
	var words []string
	for i, text := range o.labels(b) {
		n := o.Tally.None
		if i < len(o.Question.Options) {
			n = o.Tally.Counts[i]
		}
		leads := i < len(o.Question.Options) && !none && slices.Contains(leaders, i)
		share := percent(n, o.Tally.Voters)
		card.Bars = append(card.Bars, picture.Bar{Key: keyOf(keyed, i), Label: text, Votes: n, Percent: share, Leads: leads})
		words = append(words, b.PictureBar(clip(oneLine(text), 40), n, share))
	}
	return card, clipBy(b.PictureAlt()+strings.Join(words, "; ")+".", mostAlt, typeset.Length), true
}

// labels are the texts of the bars: "none of these" is one where somebody chose it.
func (o *Outcome) labels(b phrase.Book) []string {
	var list []string
	for _, opt := range o.Question.Options {
		list = append(list, oneLine(opt.Text))
	}
	if o.Tally.None > 0 {
		list = append(list, b.NoneOption())
	}
	return list
}

// mostDrawn is how many code points of a label fit into the picture.
const mostDrawn = 60

// keyed reports whether the picture cannot show every option in full, so that letters stand for them all.
func (o *Outcome) keyed(b phrase.Book) bool {
	return slices.ContainsFunc(o.labels(b), func(text string) bool {
		return picture.Drawable(text) == "" || typeset.Length(text) > mostDrawn
	})
}
