package render

import (
	"time"

	"cliffhanger/bot/phrase"
	"cliffhanger/story"
	"cliffhanger/story/typeset"
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
	Link     string    // where that leads: the vote that follows, or what is said instead
}

const (
	mostNominee = 80  // code points of a nominee's text
	mostReason  = 150 // of the reason why one was taken out
)

// Nominations returns the round's message with what stands so far, made of the words that it has now. It is false if the
// message is to stay as it is, because its chapter was taken back.
func Nominations(b phrase.Book, content string, n Nomination) (Message, bool, error) {
	head, ok := unfooted(content)
	if !ok {
		return Message{}, false, nil
	}
	head = unlisted(b, head)
	if n.Over {
		over := b.NominationsOver(min(standing(n.Standing), story.MaxOptions), n.Link)
		return Message{Content: footed(head+n.lines(b, Limit-typeset.Length(footed(head, over))), over)}, true, nil
	}
	under := Deadline(questionText(b, n.Question).footer, n.Closes)
	if n.Waiting > 0 {
		under += "\n-# " + b.NomineesWait(n.Waiting)
	}
	m := Message{Content: head + n.lines(b, Limit-typeset.Length(head)-typeset.Length(under)) + under}
	var err error
	m.Components, err = voteButtons(b, n.Story, n.Chapter, n.Question)
	return m, true, err
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
	if len(n.Standing) == 0 {
		return ""
	}
	text := "\n" + b.Nominated()
	room -= typeset.Length(text) + typeset.Length("\n"+b.NominatedMore(len(n.Standing)))
	if room < 0 {
		return ""
	}
	for i, one := range n.Standing {
		line := "\n" + nomineeLine(b, one)
		if room -= typeset.Length(line); room < 0 {
			return text + "\n" + b.NominatedMore(len(n.Standing)-i)
		}
		text += line
	}
	return text
}

func nomineeLine(b phrase.Book, n Nominee) string {
	name := title(n.Text, mostNominee)
	if n.Struck {
		return "• ~~" + name + "~~ · " + b.NomineeStruck(title(n.Reason, mostReason))
	}
	return "• " + name + b.NominatedBy(n.By)
}
