package reader

import (
	"context"
	"strings"

	"cliffhanger/bot/render"
	"cliffhanger/bot/route"
	"cliffhanger/store"
	"cliffhanger/story"

	"github.com/bwmarrin/discordgo"
)

// Subcommands of /vote.
const (
	voteCast     = "cast"
	voteMine     = "mine"
	voteNominate = "nominate"
	voteAnswer   = "answer"
	voteVerify   = "verify"
)

// vote answers /vote.
func (d *Desk) vote(ctx context.Context, r *route.Request) (route.Reply, error) {
	switch strings.Join(r.Path, " ") {
	case voteCast:
		return d.castByName(ctx, r)
	case voteMine:
		at, v, err := d.which(ctx, r, anyVote, func(at *seat) string { return at.book.NoVote() })
		if err != nil {
			return route.Reply{}, err
		}
		return d.mine(ctx, r, at, v)
	case voteNominate:
		at, v, err := d.which(ctx, r, nominable, func(at *seat) string { return at.book.NothingToNominate() })
		if err != nil {
			return route.Reply{}, err
		}
		return nomineeForm(at, v)
	case voteAnswer:
		at, v, err := d.which(ctx, r, answerable, func(at *seat) string { return at.book.NothingToAnswer() })
		if err != nil {
			return route.Reply{}, err
		}
		if !v.Open() { // before anything is written, which would be lost
			return route.Reply{}, route.Say(at.book.VoteClosed(), nil)
		}
		if !answerable(&v) {
			return route.Reply{}, route.Say(at.book.NothingToAnswer(), nil)
		}
		action := render.ActionAnswer
		if !v.Question.Open() || v.Round == store.RoundNominate {
			action = render.ActionNone
		}
		return answerForm(at, v, action)
	case voteVerify:
		return d.verify(ctx, r)
	}
	return route.Reply{}, route.Say(d.bookOf(r).UnknownCommand(), nil)
}

// pressMine answers "My vote".
func (d *Desk) pressMine(ctx context.Context, r *route.Request) (route.Reply, error) {
	at, v, err := d.pressed(ctx, r)
	if err != nil {
		return route.Reply{}, err
	}
	return d.mine(ctx, r, at, v)
}

// mine says what is counted for a reader, and whether they may vote.
func (d *Desk) mine(ctx context.Context, r *route.Request, at *seat, v store.Vote) (route.Reply, error) {
	now, err := d.standing(ctx, r, at, v)
	if err != nil {
		return route.Reply{}, err
	}
	v = now.Vote
	lines := []string{at.head(&v)}
	switch {
	case v.Round == store.RoundNominate:
		list, err := d.putForward(ctx, at, v)
		if err != nil {
			return route.Reply{}, err
		}
		lines = append(lines, list)
	case v.Question.Open():
		words, err := d.written(ctx, at, v)
		if err != nil {
			return route.Reply{}, err
		}
		lines = append(lines, words)
	default:
		lines = append(lines, at.counted(&now)...)
	}
	if now.Refusal != nil && v.Open() {
		lines = append(lines, at.refused(&v, now.Refusal))
	}
	if !v.Question.Open() {
		lines = append(lines, at.tally(&now)...)
	}
	if n := len(now.Receipt.Entries); n > 0 {
		lines = append(lines, "-# "+at.book.MineProof(n))
	}
	m := render.Message{Content: render.Fit(lines)}
	button, err := at.voteButton(&now)
	if button != nil {
		m.Components = []discordgo.MessageComponent{button}
	}
	return route.Reply{Message: &m}, err
}

// voteButton is what a reader can do about their ballot: nil if nothing.
func (s *seat) voteButton(now *Standing) (discordgo.MessageComponent, error) {
	v := &now.Vote
	switch {
	case !votable(v) || now.Refusal != nil && now.Ballot.Withdrawn():
		return nil, nil
	case now.Refusal != nil:
		return render.TakeBackButton(s.book, v.Story, v.Chapter, v.Message)
	}
	return render.VoteButton(s.book, v.Story, v.Chapter, v.Message, !now.Ballot.Withdrawn())
}

// head says what is asked, and until when.
func (s *seat) head(v *store.Vote) string {
	if v.Open() {
		return s.book.VoteOpen(render.Asked(&v.Question), linkTo(*v), v.Closes)
	}
	return s.book.VoteOver(render.Asked(&v.Question), linkTo(*v), v.Closed)
}

// counted says what a vote with options counts for a reader.
func (s *seat) counted(now *Standing) []string {
	v := &now.Vote
	switch {
	case now.Voted && !now.Ballot.Withdrawn():
		line := s.book.YourVote(render.Choices(s.book, &v.Question, now.Ballot.Choices), now.Ballot.At)
		if now.Refusal != nil {
			line += " " + s.book.VoteAndStays()
		}
		return []string{line}
	case now.Voted:
		return []string{s.book.YouTookBack(now.Ballot.At)}
	case !v.Open():
		return []string{s.book.NeverVoted()}
	case now.Refusal != nil:
		return []string{s.book.NoVoteYet()}
	case v.Question.Voting.Style == story.VoteSecret:
		return []string{s.book.NoVoteYet() + " " + s.book.VoteByMenu()}
	}
	return []string{s.book.NoVoteYet() + " " + s.book.VoteByReaction()}
}

// mostCount is how many code points of an option are told with its count.
const mostCount = 40

// tally says how the vote stands, as far as the reader may know.
func (s *seat) tally(now *Standing) []string {
	v := &now.Vote
	if now.Tally == nil {
		if v.Question.Voting.Counts == story.CountsVoted {
			return []string{s.book.CountsWhenVoted()}
		}
		return []string{s.book.CountsWhenClosed()}
	}
	if now.Tally.Voters == 0 {
		if v.Open() {
			return []string{s.book.NobodySoFar()}
		}
		return nil
	}
	var counts []string
	for i, n := range now.Tally.Counts {
		if name, ok := render.ChoiceName(s.book, &v.Question, story.Choice(i), mostCount); ok {
			counts = append(counts, s.book.CountOf(name, n))
		}
	}
	if n := now.Tally.None; n > 0 {
		name, _ := render.ChoiceName(s.book, &v.Question, story.None, mostCount)
		counts = append(counts, s.book.CountOf(name, n))
	}
	if v.Open() {
		return []string{s.book.SoFar(now.Tally.Voters, counts)}
	}
	return []string{s.book.CountedFinally(now.Tally.Voters, counts)}
}

// mostQuoted is how many code points of a reader's own words are repeated to them.
const mostQuoted = 500

// written says whether a reader has answered an open question, and what.
func (d *Desk) written(ctx context.Context, at *seat, v store.Vote) (string, error) {
	answers, err := d.store.Answers(ctx, v.VoteRef)
	if err != nil {
		return "", err
	}
	var lines []string
	for _, a := range answers {
		if a.Reader == at.reader {
			lines = append(lines, "> "+render.Words(a.Text, mostQuoted))
		}
	}
	if len(lines) == 0 && !v.Open() {
		return at.book.NeverAnswered(), nil
	}
	if len(lines) == 0 {
		return at.book.NoAnswerYet(), nil
	}
	return at.book.YourAnswer() + "\n" + strings.Join(lines, "\n"), nil
}
