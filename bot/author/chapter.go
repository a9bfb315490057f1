package author

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"cliffhanger/bot/phrase"
	"cliffhanger/bot/render"
	"cliffhanger/bot/route"
	"cliffhanger/store"
	"cliffhanger/story"
)

// Refusals of [Jobs] and [Orders], which are told to whoever asked. Other errors are trouble on our side.
var (
	ErrNoChapter = errors.New("there is no such chapter or scene")
	ErrNotOut    = errors.New("the chapter is out in no channel")
	ErrOut       = errors.New("the chapter is out in every channel")
	ErrNotNext   = errors.New("in some channel another chapter comes first")
	ErrUnderWay  = errors.New("the chapter is being posted or edited right now")
	ErrUnchanged = errors.New("the chapter is posted as it is written")
	ErrRetracted = errors.New("the chapter was taken back")
	ErrDated     = errors.New("the chapter has its date, and keeps it")
	ErrOnTime    = errors.New("nothing is late, or that has been decided")
	ErrStillGone = errors.New("the channel is not there")
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
	if w := &a.story.Awaits; w.Ahead > 0 && number == int64(w.Chapter) {
		return nil, route.Say(a.book.IsAwaited(w.Chapter, w.Vote), nil)
	}
	return nil, route.Say(a.book.NoSuchChapter(number), nil)
}

// refused words an error of [Jobs] or [Orders] about a chapter. A [story.Shift] is one of them.
func refused(b phrase.Book, chapter int, err error) error {
	for cause, text := range map[error]string{
		ErrNotOut: b.NotPostedYet(chapter), ErrUnderWay: b.UnderWay(chapter), ErrNotNext: b.NotNext(chapter),
		ErrOut: b.IsOut(chapter), ErrUnchanged: b.Unchanged(chapter), ErrDated: b.DateKept(chapter),
		ErrNoChapter: b.NoSuchChapter(int64(chapter)), ErrRetracted: b.IsRetracted(chapter),
		ErrOnTime: b.NotOverdue(chapter),
	} {
		if errors.Is(err, cause) {
			return route.Say(text, nil)
		}
	}
	var shift story.Shift
	if errors.As(err, &shift) {
		return route.Say(b.HasOtherNumber(nameNow(b, shift), shift.Chapter, shift.Next), nil)
	}
	if why, ok := render.Refusal(b, err); ok {
		return route.Say(b.CannotCorrect(chapter)+"\n"+why, err)
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
	if o.retracted(c.Number) {
		return route.Reply{}, route.Say(at.book.IsRetracted(c.Number), nil)
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

// retracted reports whether the author took a chapter back: then nothing more of it is posted.
func (o outlook) retracted(chapter int) bool { return slices.Contains(o.course.Retracted, chapter) }

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
	what := s.cfg.Escape(e.What)
	if e.Channel != 0 {
		what = strings.Replace(what, fmt.Sprintf("channel %d", e.Channel), fmt.Sprintf("<#%d>", e.Channel), 1)
	}
	return at.book.LogLine(e.At, who, what, s.cfg.Escape(short(e.Words, mostLogged)))
}

// mostLogged is how many code points of what somebody wrote are shown with a line of the log.
const mostLogged = 300

// outSomewhere reports whether some of a chapter is out in any channel, one that was left too.
func (o outlook) outSomewhere(chapter int) bool { return o.begun >= chapter }

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
