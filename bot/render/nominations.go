package render

import (
	"time"

	"cliffhanger/bot/phrase"
	"cliffhanger/story"
	"cliffhanger/story/typeset"

	"github.com/bwmarrin/discordgo"
)

// A Nominee is something readers have put forward, as everybody sees it.
type Nominee struct {
	Text   string
	By     int // how many readers put it forward
	Struck bool
	Reason string // why the author took it out
}

// A Nomination is a round in which readers put options forward.
type Nomination struct {
	Story    story.Key
	Chapter  int
	Question *story.Question
	Closes   time.Time
	Standing []Nominee // in the order in which they were admitted
	Waiting  int       // how many wait for the author's word
	Over     bool      // nothing more is put forward: the message says so, and keeps no button
}

const (
	mostNominee = 80  // code points of a nominee's text
	mostReason  = 150 // of the reason why one was taken out
)

// Nominations returns the round's message with what stands so far.
func Nominations(b phrase.Book, n Nomination) (Message, error) {
	t := questionText(b, n.Question)
	pages := t.pages()
	footer := Deadline(t.footer, n.Closes)
	if n.Over {
		footer = "\n-# " + b.NominationsClosed(standing(n.Standing))
	}
	head := pages[len(pages)-1].Content
	room := Limit - typeset.Length(head) - typeset.Length(footer)
	m := silent(head + n.lines(b, room) + footer)
	if n.Over {
		m.Components = []discordgo.MessageComponent{}
		return m, nil
	}
	var err error
	m.Components, err = voteButtons(b, n.Story, n.Chapter, n.Question)
	return m, err
}

// standing counts what was not taken out.
func standing(list []Nominee) int {
	n := 0
	for _, one := range list {
		if !one.Struck {
			n++
		}
	}
	return n
}

// lines lists as much as fits into room, and says how much does not.
func (n *Nomination) lines(b phrase.Book, room int) string {
	waits := ""
	if n.Waiting > 0 && !n.Over {
		waits = "\n-# " + b.NomineesWait(n.Waiting)
	}
	if len(n.Standing) == 0 {
		return waits
	}
	text := "\n" + b.Nominated()
	room -= typeset.Length(text) + typeset.Length(waits) + typeset.Length("\n"+b.NominatedMore(len(n.Standing)))
	for i, one := range n.Standing {
		line := "\n" + nomineeLine(b, one)
		if room -= typeset.Length(line); room < 0 {
			return text + "\n" + b.NominatedMore(len(n.Standing)-i) + waits
		}
		text += line
	}
	return text + waits
}

func nomineeLine(b phrase.Book, n Nominee) string {
	name := title(n.Text, mostNominee)
	if n.Struck {
		return "• ~~" + name + "~~ · " + b.NomineeStruck(title(n.Reason, mostReason))
	}
	return "• " + name + b.NominatedBy(n.By)
}
