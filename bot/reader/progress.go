package reader

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"cliffhanger/bot/phrase"
	"cliffhanger/bot/render"
	"cliffhanger/bot/route"
	"cliffhanger/store"
	"cliffhanger/story"
	"cliffhanger/story/typeset"
)

// done reports whether a reader who came as far as p has read a scene to its end.
func done(s *story.Story, p story.Place, chapter, scene int) bool {
	end := story.Place{Chapter: chapter, Scene: scene, Page: max(1, render.Pages(s, chapter, scene))}
	return p.Compare(end) >= 0
}

// progress answers /progress.
func (d *Desk) progress(ctx context.Context, r *route.Request) (route.Reply, error) {
	at, err := d.sit(ctx, r)
	if err != nil {
		return route.Reply{}, err
	}
	if err := at.begun(); err != nil {
		return route.Reply{}, err
	}
	place, err := d.store.Place(ctx, r.Guild, at.story.Key(), at.reader)
	if err != nil {
		return route.Reply{}, err
	}
	behind, words := 0, 0
	for _, c := range at.story.Chapters {
		if at.back(c.Number) {
			continue // there is nothing to read in it
		}
		for i, scene := range c.Scenes {
			out := story.Place{Chapter: c.Number, Scene: i + 1}.Within(at.serial.Released)
			if out && !done(at.story, place.Furthest, c.Number, i+1) {
				behind++
				words += story.Words(scene.Blocks)
			}
		}
	}
	return route.Text(at.book.Progress(typeset.Escape(at.story.Title), place.Furthest.Chapter, place.Furthest.Scene,
		behind, phrase.Minutes(words))), nil
}

// window is how many chapters a table of contents shows: Discord takes 25 choices in a menu.
const window = 25

// contents answers /contents.
func (d *Desk) contents(ctx context.Context, r *route.Request) (route.Reply, error) {
	at, err := d.sit(ctx, r)
	if err != nil {
		return route.Reply{}, err
	}
	if err := at.begun(); err != nil {
		return route.Reply{}, err
	}
	place, err := d.store.Place(ctx, r.Guild, at.story.Key(), at.reader)
	if err != nil {
		return route.Reply{}, err
	}
	var out []*story.Chapter
	here := 0
	for i := range at.story.Chapters {
		c := &at.story.Chapters[i]
		if c.Number > at.serial.Released.Chapter {
			break
		}
		if c.Number <= place.At.Chapter {
			here = len(out)
		}
		out = append(out, c)
	}
	first := min(max(0, here-window/2), max(0, len(out)-window))
	shown := out[first:min(len(out), first+window)]
	m, err := render.Contents(at.book, at.story, d.lines(at, shown, place), len(out))
	return route.Reply{Message: &m}, err
}

func (d *Desk) lines(at *seat, chapters []*story.Chapter, place store.ReaderPlace) []render.Line {
	lines := make([]render.Line, len(chapters))
	for i, c := range chapters {
		l := render.Line{Chapter: c, Complete: c.Number <= at.serial.Chapter, Retracted: at.back(c.Number)}
		switch {
		case l.Complete && done(at.story, place.Furthest, c.Number, len(c.Scenes)):
			l.Mark = render.MarkRead
		case c.Number == place.At.Chapter:
			l.Mark = render.MarkHere
		default:
			l.Mark = render.MarkToCome
		}
		lines[i] = l
	}
	return lines
}

// next answers /next.
func (d *Desk) next(ctx context.Context, r *route.Request) (route.Reply, error) {
	at, err := d.sit(ctx, r)
	if err != nil {
		return route.Reply{}, err
	}
	title := typeset.Escape(at.story.Title)
	var lines []string
	_, more := at.story.After(at.serial.Chapter)
	awaits := !more && at.story.Awaits.Chapter > at.serial.Chapter
	switch {
	case at.running():
		lines = append(lines, at.book.NextRunning(title, at.serial.Released.Chapter))
	case awaits && !at.serial.NextDue.After(d.clock.Now()):
		lines = append(lines, at.book.NextAwaits(title))
	case !more && !awaits || at.serial.NextDue.IsZero():
		lines = append(lines, at.book.NextUnknown(title))
	default:
		lines = append(lines, at.book.Next(title, at.serial.NextDue))
	}
	v, err := d.store.LatestVoteIn(ctx, r.Guild, at.story.Key(), at.open)
	switch {
	case err == nil && v.Open():
		lines = append(lines, openVote(at, v))
	case err != nil && !errors.Is(err, store.ErrNotFound):
		return route.Reply{}, err
	}
	return route.Text(strings.Join(lines, "\n\n")), nil
}

func openVote(at *seat, v store.Vote) string {
	if at.back(v.Chapter) {
		return at.book.VoteOpen(at.book.RetractedPart(), render.Link(v.Guild, v.Channel, v.Message), v.Closes)
	}
	question := []rune(v.Question.Text)
	if len(question) > 700 {
		question = append(question[:699], '…')
	}
	return at.book.VoteOpen(typeset.Escape(string(question)), render.Link(v.Guild, v.Channel, v.Message), v.Closes)
}

// vote answers /vote: the open question, and what is counted for whoever asks.
func (d *Desk) vote(ctx context.Context, r *route.Request) (route.Reply, error) {
	at, err := d.sit(ctx, r)
	if err != nil {
		return route.Reply{}, err
	}
	v, err := d.store.LatestVoteIn(ctx, r.Guild, at.story.Key(), at.open)
	if errors.Is(err, store.ErrNotFound) || err == nil && !v.Open() {
		return route.Reply{}, route.Say(at.book.NoVote(), nil)
	}
	if err != nil {
		return route.Reply{}, err
	}
	mine, err := d.mine(ctx, at, v)
	if err != nil {
		return route.Reply{}, err
	}
	return route.Text(openVote(at, v) + "\n\n" + mine), nil
}

// mine says what a vote counts for a reader.
func (d *Desk) mine(ctx context.Context, at *seat, v store.Vote) (string, error) {
	if v.Question.Open() {
		answers, err := d.store.Answers(ctx, v.VoteRef)
		if err != nil {
			return "", err
		}
		for _, a := range answers {
			if a.Reader == at.reader {
				return at.book.YourAnswer(), nil
			}
		}
		return at.book.NoVoteYet(), nil
	}
	b, ok, err := d.store.Ballot(ctx, v.VoteRef, at.reader)
	switch {
	case err != nil:
		return "", err
	case !ok || b.Withdrawn():
		return at.book.NoVoteYet(), nil
	}
	var chosen []string
	for _, c := range b.Choices {
		switch {
		case c == story.None:
			chosen = append(chosen, at.book.NoneOption()+" "+story.NoneEmoji)
		case int(c) < len(v.Question.Options):
			o := v.Question.Options[c]
			if at.back(v.Chapter) {
				chosen = append(chosen, render.Qualified(o.Emoji))
				continue
			}
			chosen = append(chosen, typeset.Escape(o.Text)+" "+render.Qualified(o.Emoji))
		default:
			return "", fmt.Errorf("vote %d: a ballot for option %d of %d", v.Message, c, len(v.Question.Options))
		}
	}
	return at.book.YourVote(strings.Join(chosen, ", ")), nil
}
