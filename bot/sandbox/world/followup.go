package world

import "time"

// badToken is the answer to a token that is unknown or older than 15 minutes.
func badToken() *Error { return Refuse(401, 50027, "Invalid Webhook Token") }

// answered finds an interaction by the token of its webhook routes. Before the first answer there is no webhook
// (10015).
func (w *World) answered(app ID, token string) (*interaction, *channel, error) {
	i := w.tokens[token]
	if i == nil || i.app != app || time.Since(i.born) >= TokenLife {
		return nil, nil, badToken()
	}
	if !i.acked() {
		return nil, nil, unknown(10015, "Webhook")
	}
	c := w.s.Channels[i.channel]
	if c == nil {
		return nil, nil, unknownChannel()
	}
	return i, c, nil
}

// response finds a message of an interaction: @original for id 0, otherwise one of its answers.
func (w *World) response(app ID, token string, id ID) (*interaction, *channel, *message, error) {
	i, c, err := w.answered(app, token)
	if err != nil {
		return nil, nil, nil, err
	}
	if id == 0 {
		id = i.original
	}
	m := c.find(id)
	if m == nil || id != i.original && (m.Shape.Origin == nil || m.Shape.Origin.ID != i.id) {
		return nil, nil, nil, unknownMessage()
	}
	return i, c, m, nil
}

// GetResponse returns an answer of an interaction; id 0 is @original.
func (w *World) GetResponse(app ID, token string, id ID) (*Message, error) {
	w.lock()
	defer w.mu.Unlock()
	_, c, m, err := w.response(app, token, id)
	if err != nil {
		return nil, err
	}
	return w.render(c, m, w.s.Apps[app].User), nil
}

// EditResponse changes an answer of an interaction; id 0 is @original. A deferred answer is filled in by it.
func (w *World) EditResponse(app ID, token string, id ID, p MessagePatch) (*Message, error) {
	w.lock()
	defer w.mu.Unlock()
	i, c, m, err := w.response(app, token, id)
	if err != nil {
		return nil, err
	}
	if err := w.change(c, m, p); err != nil {
		return nil, err
	}
	w.settle(i)
	return w.render(c, m, w.s.Apps[app].User), nil
}

// settle notes that a deferred interaction was answered after all.
func (w *World) settle(i *interaction) {
	if i.state == StateDeferred {
		i.state = StateAnswered
		w.tellState(i, "")
	}
}

// DeleteResponse deletes an answer of an interaction; id 0 is @original.
func (w *World) DeleteResponse(app ID, token string, id ID) error {
	w.lock()
	defer w.mu.Unlock()
	i, c, m, err := w.response(app, token, id)
	if err != nil {
		return err
	}
	w.dropMessage(c, m)
	w.settle(i)
	return nil
}

// Followup sends a further message. If the answer is still deferred, it fills that in, as Discord (deprecated) does.
func (w *World) Followup(app ID, token string, d Draft) (*Message, error) {
	w.lock()
	defer w.mu.Unlock()
	i, c, err := w.answered(app, token)
	if err != nil {
		return nil, err
	}
	if d.empty() {
		return nil, emptyMessage()
	}
	bot := w.s.Apps[app].User
	if m := c.find(i.original); m != nil && m.Shape.Flags&FlagLoading != 0 {
		p := MessagePatch{Content: Some(d.Content), Embeds: Some(d.Embeds), Components: Some(d.Components),
			Flags: Some(d.Flags), Attachments: Some(d.Attachments), Mentions: d.Mentions, Files: d.Files}
		if err := w.change(c, m, p); err != nil {
			return nil, err
		}
		w.settle(i)
		return w.render(c, m, bot), nil
	}
	m := w.answer(i, c, d)
	w.settle(i)
	return w.render(c, m, bot), nil
}
