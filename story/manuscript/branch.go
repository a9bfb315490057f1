package manuscript

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"cliffhanger/story"
)

// Words that stand behind "branch" for what is no option.
const (
	branchNone = "none" // none of these
	branchElse = "else" // whatever has no chapter of its own
)

// branchForm matches a branch that names the chapter whose vote decides: "3/The boat".
var branchForm = regexp.MustCompile(`^(\d+)\s*/\s*(.*)$`)

// branch reads after which result of a vote the chapter is told. What the option is, only the whole story says.
func (f *file) branch(e entry) *story.Branch {
	text := oneLine(f.text(e))
	if text == "" {
		return nil
	}
	b := &story.Branch{}
	if m := branchForm.FindStringSubmatch(text); m != nil {
		n, err := strconv.Atoi(m[1])
		if err != nil || n < 1 || n > maxNumber || m[2] == "" {
			f.report(e.valLine, e.valCol, story.Error, fmt.Sprintf("“%s” is no option of a vote", text),
				"write an option of the newest question before, or “branch: 3/The boat” for one of chapter 3's")
			return nil
		}
		b.Vote, text = n, m[2]
	}
	switch strings.ToLower(text) {
	case branchElse:
		b.Else = true
	case branchNone, story.NoneEmoji:
		b.Option = story.NoneOption()
	default:
		b.Option.Text = text
	}
	f.branchAt = place{e.valLine, e.valCol}
	return b
}

// branchText writes a branch as it is read.
func branchText(b *story.Branch) string {
	text := b.Option.Text
	switch {
	case b.Else:
		text = branchElse
	case b.Option.IsNone():
		text = branchNone
	}
	if b.Vote > 0 {
		text = fmt.Sprintf("%d/%s", b.Vote, text)
	}
	return text
}

// A fork finds out on what the ways of a story depend, and says what is wrong with them.
type fork struct {
	story    *story.Story
	at       map[string]place // by file: where its branch is said
	problems []story.Problem
}

// ways moves the chapters with a branch out of the list of those that are told in any case, and finds the options that
// they name.
func (k *fork) ways() {
	s := k.story
	var trunk []story.Chapter
	for _, c := range s.Chapters {
		if c.Branch == nil {
			trunk = append(trunk, c)
		} else {
			s.Ways = append(s.Ways, c)
		}
	}
	if s.Ways == nil {
		return
	}
	s.Chapters = trunk
	sound := true
	for i := range s.Ways {
		sound = k.resolve(&s.Ways[i]) && sound
	}
	if sound && k.single() {
		k.complete()
	}
}

func (k *fork) report(c *story.Chapter, severity story.Severity, message, hint string) {
	p := k.at[c.File]
	k.problems = append(k.problems, story.Problem{File: c.File, Line: p.line, Column: p.col, Severity: severity,
		Message: message, Hint: hint})
}

// asked returns the questions that are asked under a number, on whichever way.
func (k *fork) asked(number int) []*story.Question {
	var list []*story.Question
	for _, chapters := range [][]story.Chapter{k.story.Chapters, k.story.Ways} {
		for i := range chapters {
			if c := &chapters[i]; c.Number == number && c.Question != nil {
				list = append(list, c.Question)
			}
		}
	}
	return list
}

// offered returns the options of questions, and whether there is one among them without options.
func offered(questions []*story.Question) (options []story.Option, open bool) {
	for _, q := range questions {
		options, open = append(options, q.Options...), open || q.Open()
	}
	return options, open
}

// resolve finds the vote and the option that a way depends on, and reports false if it cannot.
func (k *fork) resolve(c *story.Chapter) bool {
	b := *c.Branch
	c.Branch = &b
	if b.Vote == 0 {
		for n := c.Number - 1; n > 0 && b.Vote == 0; n-- {
			if len(k.asked(n)) > 0 {
				b.Vote = n
			}
		}
	}
	questions := k.asked(b.Vote)
	switch {
	case b.Vote == 0:
		k.report(c, story.Error, fmt.Sprintf("no chapter before chapter %d asks anything that it could depend on", c.Number),
			"write a question in the chapter before, or take “branch” out")
		return false
	case b.Vote >= c.Number:
		k.report(c, story.Error, fmt.Sprintf("chapter %d cannot depend on the question of chapter %d, which is not before it",
			c.Number, b.Vote), "name an earlier chapter before the /")
		return false
	case len(questions) == 0:
		k.report(c, story.Error, fmt.Sprintf("chapter %d asks nothing on which a chapter could depend", b.Vote),
			"name the chapter that asks before the /")
		return false
	}
	options, open := offered(questions)
	for _, q := range questions {
		if q.Open() && k.story.Release.VotingOf(q).Style == story.VoteAnswers {
			k.report(c, story.Error, fmt.Sprintf("chapter %d's question is answered in words, and nothing is chosen", b.Vote),
				"give the question options, or take “style: answers” out")
			return false
		}
	}
	return k.option(c, options, open)
}

// option finds the option that a way names among those that are offered.
func (k *fork) option(c *story.Chapter, options []story.Option, open bool) bool {
	b := c.Branch
	if b.Else || b.Option.IsNone() {
		return true
	}
	typed := b.Option.Text
	emoji, words := cutEmoji(typed)
	for _, o := range options {
		if o.Called(typed) || emoji != "" && words != "" && o.Called(emoji) && o.Called(words) {
			b.Option = o
			return true
		}
	}
	if open { // readers put it forward
		return true
	}
	k.report(c, story.Error, fmt.Sprintf("“%s” is no option of chapter %d's question", typed, b.Vote),
		k.meant(c, typed, options))
	return false
}

// meant says which option may be meant by one that is not offered.
func (k *fork) meant(c *story.Chapter, typed string, options []story.Option) string {
	for n := c.Branch.Vote - 1; n > 0; n-- {
		earlier, _ := offered(k.asked(n))
		for _, o := range earlier {
			if o.Called(typed) {
				return fmt.Sprintf("for that of chapter %d write “branch: %d/%s”", n, n, typed)
			}
		}
	}
	var names, lower []string
	for _, o := range options {
		names, lower = append(names, o.Emoji+" "+o.Text), append(lower, strings.ToLower(o.Text))
	}
	lower = append(lower, branchNone, branchElse)
	if near := nearest(typed, lower); near != "" {
		return fmt.Sprintf("did you mean “%s”?", near)
	}
	return fmt.Sprintf("write one of %s, or “none” for none of these, or “else” for whatever has no chapter of its own",
		strings.Join(names, ", "))
}

// optionName names what a branch depends on.
func optionName(b *story.Branch) string {
	switch {
	case b.Else:
		return "whatever is left"
	case b.Option.IsNone():
		return "none of these"
	}
	return "“" + b.Option.Text + "”"
}

// single reports every way that stands in two files, and false if there is one.
func (k *fork) single() bool {
	type way struct {
		number, vote int
		name         string
	}
	file := map[way]string{}
	ok := true
	for i := range k.story.Ways {
		c := &k.story.Ways[i]
		w := way{c.Number, c.Branch.Vote, strings.ToLower(optionName(c.Branch))}
		if other, taken := file[w]; taken {
			k.report(c, story.Error, fmt.Sprintf("chapter %d for %s is here and in %s", c.Number, optionName(c.Branch), other),
				"give one of them another option or number")
			ok = false
			continue
		}
		file[w] = c.File
	}
	return ok
}

// complete reports options after which nothing follows. All ways of a vote begin with the same number.
func (k *fork) complete() {
	first := k.story.Deciding()
	told := map[int]bool{}
	for i := range k.story.Ways {
		c := &k.story.Ways[i]
		vote := c.Branch.Vote
		if told[vote] {
			continue
		}
		told[vote] = true
		options, open := offered(k.asked(vote))
		starts := k.starts(vote)
		if starts[branchElse] == first[vote] {
			continue
		}
		for _, o := range options {
			switch n, ok := starts[o.Emoji+" "+o.Text]; {
			case !ok:
				k.report(c, story.Warning, fmt.Sprintf("no chapter %d follows if readers of chapter %d choose “%s”: the story "+
					"then waits, and you are asked", c.Number, vote, o.Text),
					"write one with that option behind “branch:”, or with “else”")
			case n > first[vote]:
				k.report(c, story.Error, fmt.Sprintf("this way begins with chapter %d, and that of “%s” with chapter %d",
					first[vote], o.Text, n),
					"begin both with the same number, or write a chapter with “branch: else” for what is left")
			}
		}
		if open {
			k.report(c, story.Warning, fmt.Sprintf("readers put forward themselves what chapter %d's vote chooses from: the "+
				"story waits where no chapter follows, and you are asked", vote),
				"write one with “branch: else” for whatever is left")
		}
	}
}

// starts returns with which number each way of a vote begins: by its option's emoji and words, or by the word for the
// rest.
func (k *fork) starts(vote int) map[string]int {
	starts := map[string]int{}
	for i := range k.story.Ways {
		c := &k.story.Ways[i]
		if c.Branch.Vote != vote {
			continue
		}
		name := c.Branch.Option.Emoji + " " + c.Branch.Option.Text
		if c.Branch.Else {
			name = branchElse
		}
		if n, ok := starts[name]; !ok || c.Number < n {
			starts[name] = c.Number
		}
	}
	return starts
}
