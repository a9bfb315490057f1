package render

import (
	"regexp"
	"strings"
	"time"

	"cliffhanger/bot/customid"
	"cliffhanger/bot/phrase"
	"cliffhanger/story"
	"cliffhanger/story/typeset"

	"github.com/bwmarrin/discordgo"
)

// question returns the messages of a closing question. All text fits into the last one unless it is very long; the last
// one says how to vote and carries the buttons and the reactions.
func question(b phrase.Book, k story.Key, chapter int, q *story.Question) ([]Post, error) {
	t := questionText(b, q)
	return t.posts(b, k, chapter, q, t.pages())
}

// asked returns a chapter's question with the rules of its vote complete.
func asked(s *story.Story, c *story.Chapter) *story.Question {
	q := *c.Question
	q.Voting = s.Release.VotingOf(&q)
	return &q
}

// A questionSetting is a question's text before it is cut.
type questionSetting struct {
	scene  story.Scene
	footer string // under the last page: how to vote, until when, and by which rules
	limit  int    // of a page
}

func questionText(b phrase.Book, q *story.Question) questionSetting {
	return settingOf(b, b.YourTurn(), q)
}

func settingOf(b phrase.Book, head string, q *story.Question) questionSetting {
	footer := "\n-# " + strings.Join(voteRules(b, q), "\n-# ")
	return questionSetting{
		scene: story.Scene{Blocks: questionBlocks(b, head, q)}, footer: footer,
		limit: Limit - typeset.Length(footer) - closesRoom,
	}
}

// pages cuts the text. The last page leaves room for the footer.
func (t questionSetting) pages() []typeset.Page {
	return typeset.Scene(t.scene, typeset.Options{Limit: t.limit})
}

// posts makes the messages of a question's pages.
func (t questionSetting) posts(b phrase.Book, k story.Key, chapter int, q *story.Question,
	pages []typeset.Page) ([]Post, error) {
	var posts []Post
	for i, p := range pages {
		if i < len(pages)-1 {
			posts = append(posts, Post{Kind: QuestionText, Message: silent(p.Content)})
			continue
		}
		m := silent(p.Content + t.footer)
		buttons, err := voteButtons(b, k, chapter, q)
		if err != nil {
			return nil, err
		}
		m.Components = buttons
		posts = append(posts, Post{Kind: Ballot, Message: m, Emoji: Emoji(q)})
	}
	return posts, nil
}

// Emoji returns the reactions that stand under a question, in the order of its options; none for an open question, and
// none for a secret vote.
func Emoji(q *story.Question) []string {
	if q.Open() || q.Voting.Style == story.VoteSecret {
		return nil
	}
	out := make([]string, 0, len(q.Options)+1)
	for _, o := range q.Options {
		out = append(out, Qualified(o.Emoji))
	}
	return append(out, story.NoneEmoji)
}

func questionBlocks(b phrase.Book, head string, q *story.Question) []story.Block {
	blocks := []story.Block{heading(head), {Runs: []story.Run{{Text: q.Text, Style: story.Bold}}}}
	for _, o := range q.Options {
		blocks = append(blocks, item(o.Text, o.Emoji))
	}
	if !q.Open() {
		blocks = append(blocks, item(b.NoneOption(), story.NoneEmoji))
	}
	if q.FollowUp != "" {
		blocks = append(blocks, story.Block{Runs: []story.Run{{Text: q.FollowUp, Style: story.Italic}}})
	}
	return blocks
}

// item is an option's line. The emoji comes last: a screen reader reads the words first.
func item(text, emoji string) story.Block {
	return story.Block{Kind: story.Item, Marker: "•", Runs: []story.Run{{Text: text + " " + Qualified(emoji)}}}
}

// voteRules says how one votes, and what was promised of the vote: a line each.
func voteRules(b phrase.Book, q *story.Question) []string {
	v := q.Voting.OrDefault()
	var lines []string
	switch {
	case Nominating(q):
		lines = []string{b.NominateHow(ClosesMark, v.Open)}
	case q.Open():
		return append(lines, b.AnswerHow(ClosesMark))
	case v.Style == story.VoteSecret:
		lines = []string{b.SecretHow(ClosesMark, v.Choose, len(q.Options)), b.TieRule(v.Tie)}
	default:
		lines = []string{b.VoteHow(ClosesMark, v.Choose, len(q.Options)), b.TieRule(v.Tie)}
	}
	if needs := b.VoteNeeds(roleNames(v.Roles), v.Account, v.Member, v.Read); needs != "" {
		lines = append(lines, needs)
	}
	return lines
}

// Nominating reports whether readers first put forward what is then voted on.
func Nominating(q *story.Question) bool {
	return q.Open() && q.Voting.OrDefault().Style != story.VoteAnswers
}

const (
	mostRoles    = 4  // roles that are named under a question
	mostRoleName = 40 // code points of each
)

// roleNames sets roles in a line; one that is given by its id is shown by Discord, without a ping.
func roleNames(roles []string) []string {
	var out []string
	for _, r := range roles[:min(len(roles), mostRoles)] {
		if strings.Trim(r, "0123456789") == "" && r != "" {
			out = append(out, "<@&"+r+">")
			continue
		}
		out = append(out, "“"+title(r, mostRoleName)+"”")
	}
	if len(roles) > mostRoles {
		out = append(out, "…")
	}
	return out
}

// voteButtons are the buttons under a question: what its kind of vote needs, and the reader's own vote.
func voteButtons(b phrase.Book, k story.Key, chapter int, q *story.Question) ([]discordgo.MessageComponent, error) {
	secret := !q.Open() && q.Voting.Style == story.VoteSecret
	tell := b.TellAuthor()
	if q.Open() {
		tell = b.NoneButton()
	}
	var buttons []discordgo.MessageComponent
	for _, one := range []struct {
		style  discordgo.ButtonStyle
		label  string
		action customid.Action
		on     bool
	}{
		{discordgo.PrimaryButton, b.NominateButton(), ActionNominate, Nominating(q)},
		{discordgo.PrimaryButton, b.AnswerButton(), ActionAnswer, q.Open() && !Nominating(q)},
		{discordgo.PrimaryButton, b.SecretButton(), ActionBallot, secret},
		{discordgo.SecondaryButton, b.MyVote(), ActionMine, !q.Open()},
		{discordgo.SecondaryButton, tell, ActionNone, q.FollowUp != ""},
	} {
		if !one.on {
			continue
		}
		made, err := button(one.style, one.label, false, one.action, uint64(k), uint64(chapter))
		if err != nil {
			return nil, err
		}
		buttons = append(buttons, made)
	}
	if len(buttons) == 0 {
		return nil, nil
	}
	return []discordgo.MessageComponent{row(buttons...)}, nil
}

// Deadline puts the time a vote closes into a ballot's content.
func Deadline(content string, closes time.Time) string {
	return strings.Replace(content, ClosesMark, phrase.Both(closes), 1)
}

// stamp is a time as [phrase.Both] writes it. Escaped prose never contains one.
var stamp = regexp.MustCompile(`<t:-?[0-9]+:F> \(<t:-?[0-9]+:R>\)`)

// Deadlined reports whether a content says when its vote closes.
func Deadlined(content string) bool { return stamp.MatchString(content) }

// Postpone puts another time into the content of a ballot that is posted, in place of the one when it was to close.
func Postpone(content string, closes time.Time) string {
	return stamp.ReplaceAllLiteralString(content, phrase.Both(closes))
}
