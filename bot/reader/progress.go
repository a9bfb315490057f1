package reader

import (
	"context"
	"errors"
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
		lines = append(lines, at.book.VoteOpen(render.Asked(new(at.veiled(v).Question)), linkTo(v), v.Closes))
	case err != nil && !errors.Is(err, store.ErrNotFound):
		return route.Reply{}, err
	}
	return route.Text(strings.Join(lines, "\n\n")), nil
}
