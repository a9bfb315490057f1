package author

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"cliffhanger/bot/phrase"
	"cliffhanger/bot/render"
	"cliffhanger/bot/route"
	"cliffhanger/store"
	"cliffhanger/story"
)

// Refusals of [Jobs] and [Orders], which are told to whoever asked. Other errors are trouble on our side.
var (
	ErrNotOut      = errors.New("the chapter is not out")
	ErrUnderWay    = errors.New("the chapter is going out right now")
	ErrNotNext     = errors.New("another chapter comes first")
	ErrOut         = errors.New("the chapter is out everywhere")
	ErrUnchanged   = errors.New("nothing differs from what is posted")
	ErrDoesNotFit  = errors.New("the text does not fit into the messages it has")
	ErrDated       = errors.New("the date is used already")
	ErrNotOverdue  = errors.New("nothing waits for an answer")
	ErrNotTold     = errors.New("the story is not told in that channel")
	ErrNotPossible = errors.New("it cannot be done") // with a cause that says why, for the log
)

// chapter answers /chapter.
func (s *Service) chapter(ctx context.Context, r *route.Request) (route.Reply, error) {
	at, err := s.sit(ctx, r)
	if err != nil {
		return route.Reply{}, err
	}
	sub := visitOf(ctx).sub()
	if sub == "log" {
		return s.log(ctx, at)
	}
	act := map[string]func(context.Context, *seat, *story.Chapter, int) (route.Reply, error){
		"release": s.release, "hold": s.hold, "free": s.free, "correct": s.askCorrect, "retract": s.askRetract,
	}[sub]
	if act == nil {
		return route.Reply{}, route.Say(at.book.UnknownCommand(), nil)
	}
	number := r.Ints[optionNumber]
	c, err := at.chapter(number)
	if err != nil {
		return route.Reply{}, err
	}
	scene, given := r.Ints[optionScene]
	if given && (scene < 1 || scene > int64(len(c.Scenes))) {
		return route.Reply{}, route.Say(at.book.NoSuchScene(c.Number, len(c.Scenes)), nil)
	}
	return act(ctx, at, c, int(scene))
}

// chapter finds a chapter of the story by its number.
func (a *seat) chapter(number int64) (*story.Chapter, error) {
	if number >= 1 && number <= mostChapters {
		if c, ok := a.story.Chapter(int(number)); ok {
			return c, nil
		}
	}
	return nil, route.Say(a.book.NoSuchChapter(number), nil)
}

// refused words an error of [Jobs] or [Orders] about a chapter.
func refused(b phrase.Book, chapter int, err error) error {
	for cause, text := range map[error]string{
		ErrNotOut: b.NotPostedYet(chapter), ErrUnderWay: b.UnderWay(chapter), ErrNotNext: b.NotNext(chapter),
		ErrOut: b.IsOut(chapter), ErrUnchanged: b.Unchanged(chapter), ErrDated: b.DateKept(chapter),
		ErrNotOverdue: b.NotOverdue(chapter), ErrNotTold: b.StoryGone(),
	} {
		if errors.Is(err, cause) {
			return route.Say(text, nil)
		}
	}
	switch {
	case errors.Is(err, ErrDoesNotFit):
		return route.Say(b.DoesNotFit(chapter), err)
	case errors.Is(err, ErrNotPossible):
		return route.Say(b.NotPossible(chapter), err)
	}
	return err
}

// release answers /chapter release.
func (s *Service) release(ctx context.Context, at *seat, c *story.Chapter, _ int) (route.Reply, error) {
	if err := s.cfg.Jobs.ReleaseNow(ctx, at.guild, at.story, c.Number, at.user); err != nil {
		return route.Reply{}, refused(at.book, c.Number, err)
	}
	return route.Text(at.book.Releasing(at.name(c))), nil
}

func (a *seat) name(c *story.Chapter) string {
	return nameOf(a.book, *c)
}

// hold answers /chapter hold.
func (s *Service) hold(ctx context.Context, at *seat, c *story.Chapter, scene int) (route.Reply, error) {
	o, err := s.look(ctx, at)
	if err != nil {
		return route.Reply{}, err
	}
	switch {
	case c.Number <= o.out:
		return route.Reply{}, route.Say(at.book.IsOut(c.Number), nil)
	case o.isHeld(c.Number, scene):
		return route.Reply{}, route.Say(at.book.AlreadyHeld(c.Number, scene), nil)
	case scene > 0 && o.sceneOut(c.Number, scene):
		return route.Reply{}, route.Say(at.book.SceneOut(c.Number, scene), nil)
	}
	if err := s.cfg.Orders.Hold(ctx, at.guild, at.story, c.Number, scene, at.user); err != nil {
		return route.Reply{}, refused(at.book, c.Number, err)
	}
	return route.Text(at.book.Holding(at.name(c), c.Number, scene)), nil
}

// free answers /chapter free.
func (s *Service) free(ctx context.Context, at *seat, c *story.Chapter, scene int) (route.Reply, error) {
	o, err := s.look(ctx, at)
	if err != nil {
		return route.Reply{}, err
	}
	if !o.isHeld(c.Number, scene) {
		return route.Reply{}, route.Say(at.book.NotHeld(c.Number, scene, o.held(c.Number)), nil)
	}
	if err := s.cfg.Orders.Free(ctx, at.guild, at.story, c.Number, scene, at.user); err != nil {
		return route.Reply{}, refused(at.book, c.Number, err)
	}
	return route.Text(at.book.Freed(at.name(c), scene)), nil
}

// held returns what is held of a chapter, ascending: its scenes' numbers, 0 for the whole chapter.
func (o outlook) held(chapter int) []int {
	var list []int
	if c, ok := o.story.Chapter(chapter); ok {
		list = slices.Clone(c.Holds)
		if c.Hold {
			list = append(list, 0)
		}
	}
	list = slices.DeleteFunc(list, func(scene int) bool {
		return slices.Contains(o.course.Freed, store.Hold{Chapter: chapter, Scene: scene})
	})
	for _, h := range o.course.Held {
		if h.Chapter == chapter {
			list = append(list, h.Scene)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func (o outlook) isHeld(chapter, scene int) bool { return slices.Contains(o.held(chapter), scene) }

// sceneOut reports whether a scene is out in every channel, so that nothing is left to hold.
func (o outlook) sceneOut(chapter, scene int) bool {
	for _, one := range o.serials {
		if !(story.Place{Chapter: chapter, Scene: scene}).Within(one.Released) {
			return false
		}
	}
	return len(o.serials) > 0
}

// log answers /chapter log.
func (s *Service) log(ctx context.Context, at *seat) (route.Reply, error) {
	list, err := s.cfg.Ledger.Audit(ctx, at.guild, at.story.Key(), shownEntries)
	if err != nil {
		return route.Reply{}, fmt.Errorf("the log of story %s: %w", at.story.ID, err)
	}
	if len(list) == 0 {
		return route.Text(at.book.NothingLogged()), nil
	}
	lines := []string{at.book.LogOf(at.title)}
	for _, e := range list {
		lines = append(lines, s.entry(at, e))
	}
	return route.Text(fit(at.book, lines, 0, "")), nil
}

// entry words one line of the log. Who did it is kept under a name that cannot be turned back into a person.
func (s *Service) entry(at *seat, e store.Entry) string {
	who := phrase.ByAnother
	switch {
	case e.Who == story.ReaderID{}:
		who = phrase.ByMe
	case e.Who == s.cfg.Tellings.Reader(at.user):
		who = phrase.ByYou
	}
	return at.book.LogLine(e.At, who, e.What)
}

// outSomewhere reports whether some of a chapter is out in any channel.
func (o outlook) outSomewhere(chapter int) bool {
	return slices.ContainsFunc(o.serials, func(s store.Serial) bool { return s.Released.Chapter >= chapter })
}

// links lists messages by their addresses, at most so many of each channel.
func links(b phrase.Book, guild uint64, changes []Change) []string {
	const most = 5
	var lines []string
	for _, c := range changes {
		var list []string
		for _, m := range c.Messages[:min(len(c.Messages), most)] {
			list = append(list, render.Link(guild, c.Channel, m))
		}
		lines = append(lines, b.ChangedIn(c.Channel, len(c.Messages), list))
	}
	return lines
}
