package author

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"cliffhanger/bot/route"
	"cliffhanger/story"
	"cliffhanger/story/schedule"

	"github.com/bwmarrin/discordgo"
)

// Discord's limits: how many choices it shows, and how long a choice's name may be.
const (
	maxChoices    = 25
	maxChoiceName = 100
)

// choices offers what fits what is being typed.
func (s *Service) choices(ctx context.Context, r *route.Request) (route.Reply, error) {
	if r.Focused == optionStory {
		return s.stories(ctx, r), nil
	}
	if r.Name == commandFollow {
		return route.Reply{}, nil
	}
	at, err := s.sit(ctx, r) // who may not use the command is not told what lies ahead
	if err != nil {
		return route.Reply{}, err
	}
	l := list{typed: strings.ToLower(strings.TrimSpace(r.Strings[r.Focused]))}
	if r.Name == commandPoll || r.Name == commandAnswers {
		err := s.pollChoices(ctx, r, at, &l)
		return route.Reply{Choices: l.choices}, err
	}
	o, err := s.look(ctx, at)
	if err != nil {
		return route.Reply{}, err
	}
	switch r.Focused {
	case optionNumber:
		o.numbers(&l, r.Name, visitOf(ctx).sub())
	case optionScene:
		o.scenes(&l, r.Ints[optionNumber])
	case optionDate:
		err = o.dates(&l)
	case optionUntil:
		o.days(&l)
	case optionBy:
		spans(&l)
	}
	return route.Reply{Choices: l.choices}, err
}

// A list gathers choices that contain what was typed.
type list struct {
	typed   string
	choices []*discordgo.ApplicationCommandOptionChoice
}

// add adds a choice if there is room and its name or value has what was typed.
func (l *list) add(name string, value any) {
	fits := strings.Contains(strings.ToLower(name), l.typed) ||
		strings.HasPrefix(strings.ToLower(fmt.Sprint(value)), strings.ReplaceAll(l.typed, " ", "t"))
	if fits && len(l.choices) < maxChoices {
		c := &discordgo.ApplicationCommandOptionChoice{Name: short(name, maxChoiceName), Value: value}
		l.choices = append(l.choices, c)
	}
}

// stories offers the stories told in the guild: for an author's command those of which whoever asks is an author.
func (s *Service) stories(ctx context.Context, r *route.Request) route.Reply {
	l := list{typed: strings.ToLower(r.Strings[optionStory])}
	v := visitOf(ctx)
	for _, one := range s.cfg.Shelf.Told(r.Guild) {
		if r.Name == commandFollow && one.Release.Ping != "" || r.Name != commandFollow && v.may(one, r.User) {
			l.add(one.Title, one.ID)
		}
	}
	return route.Reply{Choices: l.choices}
}

// numbers offers the chapters for which a subcommand can do something, the likeliest first.
func (o outlook) numbers(l *list, command, sub string) {
	chapters := make([]*story.Chapter, len(o.story.Chapters))
	for i := range o.story.Chapters {
		chapters[i] = &o.story.Chapters[i]
	}
	offers := func(c *story.Chapter) bool { return c.Number > o.out }
	switch {
	case command == commandSchedule:
		offers = func(c *story.Chapter) bool {
			_, timed := o.timed(c.Number, 0)
			return c.Number > o.out && !timed
		}
	case sub == "free":
		offers = func(c *story.Chapter) bool { return len(o.held(c.Number)) > 0 }
	case sub == "correct", sub == "retract":
		slices.Reverse(chapters)
		offers = func(c *story.Chapter) bool { return o.outSomewhere(c.Number) }
	}
	for _, c := range chapters {
		if offers(c) {
			name := strconv.Itoa(c.Number)
			if c.Title != "" {
				name += " · " + c.Title
			}
			l.add(name, c.Number)
		}
	}
}

// scenes offers the scenes of a chapter, each with its first words.
func (o outlook) scenes(l *list, chapter int64) {
	if chapter < 1 || chapter > mostChapters {
		return
	}
	c, ok := o.story.Chapter(int(chapter))
	if !ok {
		return
	}
	for i, scene := range c.Scenes {
		l.add(fmt.Sprintf("%d · %s", i+1, short(strings.Join(strings.Fields(story.Plain(scene.Blocks)), " "), 80)), i+1)
	}
}

// dates offers the plan's next dates, each with the chapter expected then.
func (o outlook) dates(l *list) error {
	slots, err := o.slots(2 * maxChoices)
	if err != nil {
		return err
	}
	for _, s := range slots {
		name := o.local(s)
		if i := slices.IndexFunc(o.forecast.Drops, func(d schedule.Drop) bool { return d.Slot == s }); i >= 0 {
			c := o.forecast.Drops[i].Chapter
			name += fmt.Sprintf(" · %d %s", c.Number, c.Title)
		}
		l.add(strings.TrimSpace(name), s.String())
	}
	return nil
}

// days offers days on which a hiatus may end: that of the next four weeks, and the first of three months.
func (o outlook) days(l *list) {
	today := o.now.In(o.zone())
	offer := func(months, days int) {
		day := today.AddDate(0, months, days)
		l.add(day.Format("Mon 2 Jan 2006"), day.Format("2006-01-02"))
	}
	for week := 1; week <= 4; week++ {
		offer(0, 7*week)
	}
	for month := 1; month <= 3; month++ {
		offer(month, 1-today.AddDate(0, month, 0).Day())
	}
}

// spans offers lengths by which dates are often shifted.
func spans(l *list) {
	for _, c := range [][2]string{
		{"1d", "a day later"}, {"2d", "two days later"}, {"7d", "a week later"}, {"-1d", "a day earlier"},
		{"-7d", "a week earlier"}, {"1h", "an hour later"}, {"-1h", "an hour earlier"}, {"30m", "half an hour later"},
	} {
		l.add(c[0]+" · "+c[1], c[0])
	}
}

// pollChoices offers what fits what is being typed of a command about votes.
func (s *Service) pollChoices(ctx context.Context, r *route.Request, at *seat, l *list) error {
	switch r.Focused {
	case optionQuestion:
		return s.polls(ctx, at, l)
	case optionBy, optionFor:
		lengths(l)
	case optionOption:
		return s.ties(ctx, r, at, l)
	case optionNumber:
		return s.asked(ctx, at, l)
	}
	return nil
}

// asked offers the chapters that had a question.
func (s *Service) asked(ctx context.Context, at *seat, l *list) error {
	all, err := s.cfg.Archive.Votes(ctx, at.guild, at.story.Key(), 0, 0)
	if err != nil {
		return err
	}
	seen := map[int]bool{}
	for _, v := range all {
		if !seen[v.Chapter] {
			l.add(at.book.QuestionChoice(v.Chapter, 0, v.Question.Text), v.Chapter)
		}
		seen[v.Chapter] = true
	}
	return nil
}
