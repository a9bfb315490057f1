package drop

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"cliffhanger/bot/render"
	"cliffhanger/store"
	"cliffhanger/story"
)

// A payload is what a step keeps until it is taken, as JSON. It is complete, so that a drop goes on as planned although
// the author's file has changed or gone meanwhile.
type payload struct {
	Body   json.RawMessage `json:"body,omitempty"`   // the message
	Emoji  string          `json:"emoji,omitempty"`  // the reaction of a StepSeed
	Vote   *ballotPlan     `json:"vote,omitempty"`   // what a StepQuestion opens
	Lead   *leadPlan       `json:"lead,omitempty"`   // how a StepLead was rendered
	Starts int             `json:"starts,omitempty"` // greater than 0: the scene that begins here
	Post   string          `json:"post,omitempty"`   // the message begins a forum's post of this name
	Forum  uint64          `json:"forum,omitempty"`  // the forum of that post, if it is not the telling's channel
	Thread string          `json:"thread,omitempty"` // a StepThread starts a thread of this name
	Of     int             `json:"of,omitempty"`     // a StepThread or StepCrosspost is about the message of this step
	On     uint64          `json:"on,omitempty"`     // and with this about a message that was posted before this drop
	In     uint64          `json:"in,omitempty"`     // the thread the message goes into, if it stood before this drop
	Talk   bool            `json:"talk,omitempty"`   // the message opens a discussion, in the thread just started
}

// A ballotPlan is the vote a question opens when it is posted.
type ballotPlan struct {
	For      time.Duration  `json:"for"` // how long it stays open
	Question story.Question `json:"question"`
}

// A leadPlan is how a lead was rendered, so that a correction renders it in the same way.
type leadPlan struct {
	Ping   uint64    `json:"ping,omitempty"`
	Silent bool      `json:"silent,omitempty"`
	Public time.Time `json:"public,omitzero"`
	To     int       `json:"to,omitempty"` // the last scene of its portion; 0: all
}

func (p *leadPlan) options() render.Options {
	return render.Options{PingRole: p.Ping, Silent: p.Silent, Public: p.Public, To: p.To}
}

func payloadOf(s store.Step) (payload, error) {
	var p payload
	if err := json.Unmarshal(s.Payload, &p); err != nil {
		return p, fmt.Errorf("decode step %d: %w", s.Index, err)
	}
	return p, nil
}

// closing returns when a vote closes that opens at opened: to the minute, as people read it.
func (p *ballotPlan) closing(opened time.Time) time.Time {
	return opened.Add(p.For).Truncate(time.Minute).Add(time.Minute)
}

// vote is the vote that opens with the question's message. One that was planned by an older version has the rules of
// that: open questions were answered in words, and of a tie nothing was said but that the author decides.
func (p *ballotPlan) vote(channel uint64, claimed time.Time) *store.Vote {
	v := &store.Vote{Channel: channel, Question: p.Question, Opened: claimed, Closes: p.closing(claimed)}
	if rules := &v.Question.Voting; rules.Open == 0 {
		rules.Open, rules.Tie = p.For, story.TieAuthor
		if p.Question.Open() {
			rules.Style = story.VoteAnswers
		}
	}
	if render.Nominating(&v.Question) {
		v.Round = store.RoundNominate
	}
	return v
}

// voteMark stands in a discussion's first message where the address of the question belongs, which is known only when
// that is posted. Escaped prose never contains it.
const voteMark = "<t:vote>"

// message returns the body to post. at is when the step was first claimed, which stays the same in every retry; vote is
// the question's address.
func (p *payload) message(at time.Time, vote string) (json.RawMessage, error) {
	switch {
	case p.Vote != nil:
		return withContent(p.Body, func(content string) string {
			return render.Deadline(content, p.Vote.closing(at))
		})
	case p.Talk:
		return withContent(p.Body, func(content string) string { return strings.ReplaceAll(content, voteMark, vote) })
	}
	return p.Body, nil
}

// withContent changes the content of a message's body.
func withContent(body json.RawMessage, change func(string) string) (json.RawMessage, error) {
	fields := map[string]json.RawMessage{}
	if err := json.Unmarshal(body, &fields); err != nil {
		return nil, fmt.Errorf("decode a step's message: %w", err)
	}
	var content string
	if err := json.Unmarshal(fields["content"], &content); err != nil {
		return nil, fmt.Errorf("decode a step's content: %w", err)
	}
	var err error
	if fields["content"], err = json.Marshal(change(content)); err != nil {
		return nil, fmt.Errorf("encode a step's content: %w", err)
	}
	if body, err = json.Marshal(fields); err != nil {
		return nil, fmt.Errorf("encode a step's message: %w", err)
	}
	return body, nil
}
