package author

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"cliffhanger/bot/phrase"
	"cliffhanger/bot/render"
	"cliffhanger/bot/route"
	"cliffhanger/store"
	"cliffhanger/story"
	"cliffhanger/story/schedule"

	"github.com/bwmarrin/discordgo"
)

const (
	shownDrops   = 10
	shownChanges = 5
	shownEntries = 15
)

// schedule answers /schedule.
func (s *Service) schedule(ctx context.Context, r *route.Request) (route.Reply, error) {
	at, err := s.sit(ctx, r)
	if err != nil {
		return route.Reply{}, err
	}
	switch visitOf(ctx).sub() {
	case "show":
		return s.show(ctx, at)
	case "pause":
		return s.change(ctx, at, pause(at))
	case "resume":
		return s.change(ctx, at, resume(at))
	case "hiatus":
		return s.change(ctx, at, hiatus(at, r.Strings[optionUntil]))
	case "skip":
		return s.change(ctx, at, skip(at, r.Strings[optionDate]))
	case "shift":
		return s.change(ctx, at, shift(at, r.Strings[optionDate], r.Strings[optionBy], r.Strings[optionWhich] == whichAll))
	case "chapter":
		return s.change(ctx, at, pin(at, r.Ints[optionNumber], r.Strings[optionDate]))
	case "undo":
		return s.change(ctx, at, undo(at))
	}
	return route.Reply{}, route.Say(at.book.UnknownCommand(), nil)
}

// show answers /schedule show.
func (s *Service) show(ctx context.Context, at *seat) (route.Reply, error) {
	o, err := s.look(ctx, at)
	if err != nil {
		return route.Reply{}, err
	}
	if o.shift, _, err = s.cfg.Numbers.Shifted(ctx, at.guild, at.story); err != nil {
		return route.Reply{}, err
	}
	lines := []string{at.book.ScheduleOf(at.title, o.plan.Rule.String(), o.zone().String())}
	lines = append(lines, o.state(at.book)...)
	rounds, err := s.rounds(ctx, at)
	if err != nil {
		return route.Reply{}, err
	}
	for _, r := range rounds {
		lines = append(lines, at.book.NamesWait(r.chapter, r.waiting))
	}
	ahead, err := o.ahead()
	if err != nil {
		return route.Reply{}, err
	}
	for i, c := range ahead {
		if i == shownDrops {
			break
		}
		n, err := o.messages(c.Drop)
		if err != nil {
			return route.Reply{}, err
		}
		lines = append(lines, o.line(at.book, c, n))
	}
	if len(ahead) == 0 {
		lines = append(lines, at.book.NothingAhead(o.forecast.Runway.Chapters))
	}
	end := "\n" + at.book.Runway(o.forecast.Runway.String(), o.forecast.Runway.Level() != schedule.Enough)
	m := render.Message{Content: fit(at.book, lines, len(ahead)-min(len(ahead), shownDrops), end)}
	m.Components, err = o.decisions(at.book, ahead)
	return route.Reply{Message: &m}, err
}

// roundsLooked is how many of a story's newest votes are looked at for rounds with names that wait.
const roundsLooked = 20

// A round is one of nominations with names that wait for their author's word.
type round struct{ chapter, waiting int }

// rounds returns the open rounds in which something waits, which an author without a desk is told of here alone.
func (s *Service) rounds(ctx context.Context, at *seat) ([]round, error) {
	list, err := s.cfg.Archive.Votes(ctx, at.guild, at.story.Key(), 0, roundsLooked)
	if err != nil {
		return nil, err
	}
	var out []round
	for _, v := range list {
		if !v.Open() || v.Round != store.RoundNominate {
			continue
		}
		all, err := s.cfg.Archive.Nominees(ctx, v.VoteRef)
		if err != nil {
			return nil, err
		}
		n := round{chapter: v.Chapter}
		for _, one := range all {
			if one.State == store.NomineeWaiting {
				n.waiting++
			}
		}
		if n.waiting > 0 {
			out = append(out, n)
		}
	}
	return out, nil
}

// decisions are the buttons that an author would find under alerts, for those whose story has no desk: to answer for a
// late chapter, and to try again where the story has stopped.
func (o outlook) decisions(b phrase.Book, ahead []coming) ([]discordgo.MessageComponent, error) {
	var rows []discordgo.MessageComponent
	if o.shift != (story.Shift{}) {
		return renumberButtons(b, o.story.Key(), o.shift, 1) // what else there is to decide depends on it
	}
	if o.course.Asked != 0 && len(ahead) > 0 {
		a := Alert{Chapter: o.course.Asked, Due: ahead[0].At, Dated: ahead[0].fixed}
		list, err := overdueButtons(b, o.story.Key(), a, false)
		if n, dated := o.late(ahead); n > 1 {
			a.Count, a.Dated = n, dated
			list, err = backlogButtons(b, o.story.Key(), a)
		}
		if err != nil {
			return nil, err
		}
		rows = append(rows, list...)
	}
	if len(o.joining) > 0 { // the others after it
		list, err := joinButtons(b, o.story.Key(), o.joining[0].Channel, 1)
		if err != nil {
			return nil, err
		}
		rows = append(rows, list...)
	}
	const most = 5 // buttons in a row
	var again []discordgo.MessageComponent
	parked := o.parked()
	for i, one := range parked[:min(len(parked), most)] {
		button, err := press(discordgo.PrimaryButton, b.RetryIn(i+1, len(parked)), actionRetry, uint64(o.story.Key()),
			one.Channel, unix(one.Parked.Since), 1)
		if err != nil {
			return nil, err
		}
		again = append(again, button)
	}
	if len(again) > 0 {
		rows = append(rows, buttons(again...)...)
	}
	return rows, nil
}

// late counts the chapters whose dates have passed. It reports whether one of them has a date that it keeps.
func (o outlook) late(ahead []coming) (n int, dated bool) {
	last := 0
	for _, c := range ahead {
		if c.At.After(o.now) {
			continue
		}
		dated = dated || c.fixed
		if number := c.Chapter.Number; number != last {
			last = number
			n++
		}
	}
	return n, dated
}

// parked returns the tellings that have stopped.
func (o outlook) parked() []store.Serial {
	var list []store.Serial
	for _, one := range o.serials {
		if !one.Parked.Since.IsZero() {
			list = append(list, one)
		}
	}
	return list
}

// state returns what an author should know before the dates: a pause, channels in which the story has stopped, and a
// late chapter.
func (o outlook) state(b phrase.Book) []string {
	var lines []string
	if since, paused := o.plan.Paused(); paused {
		lines = append(lines, b.PausedSince(since.At(o.zone())))
	}
	if o.shift != (story.Shift{}) {
		lines = append(lines, "⚠ "+b.HasOtherNumber(nameNow(b, o.shift), o.shift.Chapter, o.shift.Next))
	}
	parked := o.parked()
	for i, one := range parked {
		lines = append(lines, b.StoppedIn(one.Channel, one.Parked.Since, i+1, len(parked), o.story.Release.Desk != ""))
	}
	if o.course.Asked != 0 {
		lines = append(lines, b.AsksAbout(o.course.Asked))
	}
	if len(o.joining) > 0 {
		lines = append(lines, b.AsksWhereToBegin(o.joining[0].Channel))
	}
	return lines
}

// line says one drop: what, when in the author's zone and in the reader's of the answer, how long, and what is odd.
func (o outlook) line(b phrase.Book, c coming, messages int) string {
	text := b.DropLine(o.name(b, c.Drop), c.Local, c.At, messages)
	for _, e := range o.story.Release.Early {
		text += "\n-# " + b.EarlyIn(strings.TrimPrefix(e.Channel, "#"), c.At.Add(-e.Lead))
	}
	notes := c.Notes
	if c.fixed {
		notes = append(notes, b.HasBegun())
	}
	if o.awaits(c.Chapter.Number) {
		notes = append(notes, b.WaitsForVote(o.story.Awaits.Vote))
	}
	if held := o.held(c.Chapter.Number); len(held) > 0 {
		notes = append(notes, b.HeldNote(held))
	}
	if o.retracted(c.Chapter.Number) {
		notes = append(notes, b.RetractedNote(c.Chapter.Number))
	}
	for _, n := range notes {
		text += "\n-# " + n
	}
	return text
}

// name names a drop, escaped: its chapter, and its scenes if it is not the whole of it.
func (o outlook) name(b phrase.Book, d schedule.Drop) string {
	name := nameOf(b, story.Chapter{Number: d.Chapter.Number, Title: d.Chapter.Title})
	if s := d.Chapter.Scenes; s != (schedule.Scenes{}) {
		name += b.ScenesOf(s.First, s.Last)
	}
	return name
}

// nameOf names a chapter, escaped and short.
func nameOf(b phrase.Book, c story.Chapter) string {
	c.Title = short(c.Title, 60)
	return render.ChapterName(b, &c)
}

// short returns a text with at most limit characters.
func short(text string, limit int) string {
	r := []rune(text)
	if len(r) > limit {
		r = append(r[:limit-1], '…')
	}
	return string(r)
}

// fit joins the lines that fit into a message, says how many more there are beside those, and ends with end.
func fit(b phrase.Book, lines []string, more int, end string) string {
	room := render.Limit - utf8.RuneCountInString(end) - 40 // for the line that says how many more
	var out strings.Builder
	for i, line := range lines {
		n := utf8.RuneCountInString(line) + 1
		if n > room {
			more += len(lines) - i
			break
		}
		room -= n
		if i > 0 {
			out.WriteByte('\n')
		}
		out.WriteString(line)
	}
	if more > 0 {
		fmt.Fprintf(&out, "\n%s", b.AndMore(more))
	}
	return out.String() + end
}
