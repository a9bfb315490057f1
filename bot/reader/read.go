package reader

import (
	"context"
	"errors"
	"strconv"

	"cliffhanger/bot/phrase"
	"cliffhanger/bot/render"
	"cliffhanger/bot/route"
	"cliffhanger/store"
	"cliffhanger/story"
)

// read answers /read: the page where the reader left off, or the first of the chapter named.
func (d *Desk) read(ctx context.Context, r *route.Request) (route.Reply, error) {
	at, err := d.sit(ctx, r)
	if err != nil {
		return route.Reply{}, err
	}
	if n, ok := r.Ints[optionChapter]; ok {
		return d.open(ctx, at, story.Place{Chapter: int(min(max(n, 0), story.WholeScene)), Scene: 1, Page: 1})
	}
	place, err := d.store.Place(ctx, r.Guild, at.story.Key(), at.reader)
	if err != nil {
		return route.Reply{}, err
	}
	return d.open(ctx, at, d.resume(at, place.At))
}

// resume returns the page to open for a reader who is at p: the same, or the next one after a scene read to its end. A
// reader whose scene is not in the story any more goes on after the one before it.
func (d *Desk) resume(at *seat, p story.Place) story.Place {
	last, ok := render.Clamp(at.story, p)
	if !ok {
		p = render.Nearest(at.story, p)
		last, ok = render.Clamp(at.story, p)
	}
	if !ok || p.Page != story.WholeScene {
		return p
	}
	if next, ok := render.Step(at.story, last, 1); ok && next.Within(at.serial.Released) {
		return next
	}
	return last
}

// turn answers ◀ and ▶.
func (d *Desk) turn(ctx context.Context, r *route.Request) (route.Reply, error) {
	k, p, ok := render.PlaceOf(r.Component)
	if !ok {
		return route.Reply{}, route.Say(phrase.For(r.Locale).OldButton(), nil)
	}
	at, err := d.sitAt(ctx, r, k)
	if err != nil {
		return route.Reply{}, err
	}
	return d.open(ctx, at, p)
}

// jump answers the menu of chapters.
func (d *Desk) jump(ctx context.Context, r *route.Request) (route.Reply, error) {
	if !args(r.Component, 1) || len(r.Values) != 1 {
		return route.Reply{}, errors.New("a menu came back in another shape")
	}
	at, err := d.sitAt(ctx, r, story.Key(r.Component.Args[0]))
	if err != nil {
		return route.Reply{}, err
	}
	n, err := strconv.ParseUint(r.Values[0], 10, 16)
	if err != nil {
		return route.Reply{}, route.Say(at.book.OldButton(), nil)
	}
	return d.open(ctx, at, story.Place{Chapter: int(n), Scene: 1, Page: 1})
}

// open keeps the place and shows its page.
func (d *Desk) open(ctx context.Context, at *seat, p story.Place) (route.Reply, error) {
	if err := at.begun(); err != nil {
		return route.Reply{}, err
	}
	p, ok := render.Clamp(at.story, p)
	if !ok || !p.Within(at.serial.Released) {
		return route.Reply{}, route.Say(at.book.NotOut(), nil)
	}
	if err := d.keep(ctx, at, p); err != nil {
		return route.Reply{}, err
	}
	view := render.View{Released: at.serial.Released, Running: at.running(), Next: at.serial.NextDue,
		Retracted: at.retracted}
	v, err := d.store.VoteIn(ctx, at.serial.Guild, at.story.Key(), p.Chapter, at.open)
	switch {
	case err == nil:
		view.Vote = render.Link(v.Guild, v.Channel, v.Message)
	case !errors.Is(err, store.ErrNotFound):
		return route.Reply{}, err
	}
	m, err := render.Page(at.book, at.story, p, view)
	return route.Reply{Message: &m}, err
}

// keep keeps the place of whoever is shown a page. In a chapter that was taken back there is none to be shown: who has
// a place in it keeps that.
func (d *Desk) keep(ctx context.Context, at *seat, p story.Place) error {
	if at.back(p.Chapter) {
		kept, err := d.store.Place(ctx, at.serial.Guild, at.story.Key(), at.reader)
		if err != nil || kept.At.Chapter == p.Chapter {
			return err
		}
	}
	_, err := d.move(ctx, at, p)
	return err
}

// mark answers "Mark read to here" under a scene. A place further on is kept.
func (d *Desk) mark(ctx context.Context, r *route.Request) (route.Reply, error) {
	if !args(r.Component, 3) {
		return route.Reply{}, errors.New("a mark button came back in another shape")
	}
	at, err := d.sitAt(ctx, r, story.Key(r.Component.Args[0]))
	if err != nil {
		return route.Reply{}, err
	}
	chapter, scene := int(r.Component.Args[1]), int(r.Component.Args[2])
	here := story.Place{Chapter: chapter, Scene: scene, Page: story.WholeScene}
	if _, ok := render.Clamp(at.story, here); !ok { // its author has cut the chapter anew since
		return route.Reply{}, route.Say(at.book.OldButton(), nil)
	}
	kept, err := d.store.Place(ctx, r.Guild, at.story.Key(), at.reader)
	if err != nil {
		return route.Reply{}, err
	}
	if kept.Furthest.Compare(here) > 0 {
		return route.Text(at.book.AlreadyFurther(kept.Furthest.Chapter, kept.Furthest.Scene)), nil
	}
	err = soon(ctx, func() error {
		_, err := d.store.MoveTo(ctx, r.Guild, at.story.Key(), at.reader, here, d.clock.Now(), at.open)
		return err
	})
	if errors.Is(err, store.ErrNotReleased) {
		return route.Reply{}, route.Say(at.book.NotOut(), nil)
	}
	if err != nil {
		return route.Reply{}, err
	}
	return route.Text(at.book.Marked(chapter, scene)), nil
}
