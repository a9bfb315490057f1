package drop

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"cliffhanger/bot/render"
	"cliffhanger/store"
)

// A posting is what stands of a chapter in a channel.
type posting struct {
	messages []render.Posted
	where    map[uint64]uint64 // by message: the channel it is in, where that is not the telling's
	channel  uint64
	revision render.Revision
	guild    uint64
	question uint64 // the message with the question; 0: none
	thread   uint64 // where the discussion is
	talks    []talk
	later    []later
}

// A talk is the message that opens the discussion of a chapter with its question.
type talk struct {
	message   uint64
	words     string // as it was posted
	retracted bool   // these were taken back
}

// edit is an edit as it is kept.
func (p posting) edit(e render.Edit, retracts bool) (store.Edit, error) {
	body, err := e.Body.JSON()
	if err != nil {
		return store.Edit{}, err
	}
	c := content{Channel: p.channel, Body: body, Retracted: retracts}
	if in, ok := p.where[e.Message]; ok {
		c.Channel = in
	}
	for _, one := range p.later {
		if one.message == e.Message {
			c.Channel, c.Vote = one.channel, one.vote
		}
	}
	b, err := json.Marshal(c)
	if err != nil {
		return store.Edit{}, fmt.Errorf("encode an edit: %w", err)
	}
	return store.Edit{Message: e.Message, Payload: b}, nil
}

// posted returns what stands of a chapter in a telling. While it is being posted, or edited, that is ErrUnderWay.
func (r *Runner) posted(ctx context.Context, serial store.Serial, chapter int) (posting, error) {
	p := posting{channel: serial.Channel, guild: serial.Guild, where: map[uint64]uint64{}}
	p.revision.Complete = serial.Chapter >= chapter
	busy, err := r.busy(ctx, serial.Telling, chapter, editing)
	if err != nil {
		return p, err
	}
	if busy {
		return p, fmt.Errorf("channel %d: %w", serial.Channel, ErrUnderWay)
	}
	out, err := r.cfg.Store.Messages(ctx, serial.Telling, chapter)
	if err != nil {
		return p, err
	}
	in := uint64(0) // the post in a forum that they are in
	for _, m := range out {
		if in, err = p.add(m, in); err != nil {
			return p, err
		}
	}
	if p.question != 0 {
		if p.later, err = r.laterOf(ctx, serial.Telling, chapter); err != nil {
			return p, err
		}
	}
	return p, r.postponed(ctx, &p)
}

// postponed has a question say until when its vote is open now, as its message does: that may have been extended since.
func (r *Runner) postponed(ctx context.Context, p *posting) error {
	if p.question == 0 {
		return nil
	}
	v, err := r.cfg.Store.Vote(ctx, store.VoteRef{Guild: p.guild, Message: p.question})
	if errors.Is(err, store.ErrNotFound) { // nothing could be voted on: the message was gone at once
		return nil
	}
	if err != nil || v.Extended == 0 {
		return err
	}
	p.revision.Closes = v.Closes
	for i := range p.messages {
		if m := &p.messages[i]; m.Kind == render.Ballot {
			m.Content = render.Postpone(m.Content, v.Closes)
		}
	}
	return nil
}

// add adds a message that is in a forum's post, unless in is 0, and returns in which one those after it are.
func (p *posting) add(m store.Message, in uint64) (uint64, error) {
	pay, err := payloadOf(m.Step)
	if err != nil {
		return in, err
	}
	if m.Kind == store.StepThread {
		return in, p.discusses(m, pay)
	}
	kind, ok := postKinds[m.Kind]
	if !ok {
		return in, nil
	}
	if pay.Post != "" {
		in = m.Step.Message
	}
	if in != 0 {
		p.where[m.Step.Message] = in
	}
	text, err := says(m, pay)
	if err != nil {
		return in, err
	}
	p.messages = append(p.messages, render.Posted{ID: m.Step.Message, Kind: kind, Ends: m.Step.Scene, Content: text})
	if pay.Lead != nil {
		p.revision.Options = pay.Lead.options()
	}
	if pay.Vote != nil {
		asked := pay.Vote.vote(0, m.Claimed)
		p.revision.Question, p.revision.Closes = &asked.Question, asked.Closes
		p.question = m.Step.Message
	}
	return in, nil
}

// discusses adds a step of the discussion: the thread it is in, or the message that opens it.
func (p *posting) discusses(m store.Message, pay payload) error {
	switch {
	case !pay.Talk:
		p.thread = m.Step.Message
		return nil
	case p.question == 0:
		return nil // it says nothing of the chapter
	case pay.Post != "":
		p.thread = m.Step.Message
	}
	in := p.channel
	if other, ok := p.where[p.question]; ok {
		in = other
	}
	body, err := pay.message(m.Claimed, render.Link(p.guild, in, p.question))
	if err != nil {
		return err
	}
	words, err := contentOf(body, m.Step.Message)
	if err != nil {
		return err
	}
	p.where[m.Step.Message] = p.thread
	p.talks = append(p.talks, talk{message: m.Step.Message, words: words, retracted: retracted(m)})
	return nil
}

// postKinds are the steps that make up a chapter's text.
var postKinds = map[store.StepKind]render.PostKind{
	store.StepLead: render.Lead, store.StepWarning: render.Warnings, store.StepPage: render.ScenePage,
	store.StepNote: render.NotePage, store.StepQuestion: render.Ballot,
}

// says returns what a message says now.
func says(m store.Message, p payload) (string, error) {
	body, err := p.message(m.Claimed, "")
	if err != nil {
		return "", err
	}
	if len(m.Edited) > 0 {
		var c content
		if err := json.Unmarshal(m.Edited, &c); err != nil {
			return "", fmt.Errorf("decode an edit of message %d: %w", m.Step.Message, err)
		}
		body = c.Body
	}
	return contentOf(body, m.Step.Message)
}

// contentOf returns the content of a message's body.
func contentOf(body json.RawMessage, message uint64) (string, error) {
	var text struct {
		Content string `json:"content"`
	}
	if err := json.Unmarshal(body, &text); err != nil {
		return "", errors.Join(fmt.Errorf("decode message %d", message), err)
	}
	return text.Content, nil
}
