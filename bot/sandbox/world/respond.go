package world

// Callback types: the first answers an application can give.
const (
	CallbackPong           = 1
	CallbackMessage        = 4
	CallbackDeferred       = 5
	CallbackDeferredUpdate = 6
	CallbackUpdate         = 7
	CallbackChoices        = 8
	CallbackModal          = 9
)

// A Response is an application's first answer. Draft goes with types 4, 5 (its flags only) and 7, Choices with 8, Modal
// with 9.
type Response struct {
	Type    int
	Draft   Draft
	Patch   MessagePatch // type 7
	Choices []Choice
	Modal   Modal
}

// A Callback is what Discord answers to a callback with with_response=true.
type Callback struct {
	Interaction CallbackInfo      `json:"interaction"`
	Resource    *CallbackResource `json:"resource,omitempty"`
}

// CallbackInfo tells of the interaction.
type CallbackInfo struct {
	ID        ID    `json:"id"`
	Type      int   `json:"type"`
	MessageID ID    `json:"response_message_id,omitempty"`
	Loading   *bool `json:"response_message_loading,omitempty"`
	Ephemeral *bool `json:"response_message_ephemeral,omitempty"`
}

// CallbackResource tells what was made.
type CallbackResource struct {
	Type    int      `json:"type"`
	Message *Message `json:"message,omitempty"`
}

// Expecting returns the type of an interaction that waits for its first answer: 10062 if it is unknown or too late,
// 40060 if it was answered.
func (w *World) Expecting(id ID, token string) (kind int, err error) {
	w.lock()
	defer w.mu.Unlock()
	i, err := w.expecting(id, token)
	if err != nil {
		return 0, err
	}
	return i.kind, nil
}

func (w *World) expecting(id ID, token string) (*interaction, error) {
	i := w.interactions[id]
	if i == nil || i.token != token {
		return nil, unknown(10062, "interaction")
	}
	if i.acked() {
		return nil, Refuse(400, 40060, "Interaction has already been acknowledged.")
	}
	return i, nil
}

// Respond gives the first answer to an interaction.
func (w *World) Respond(id ID, token string, r Response) (*Callback, error) {
	w.lock()
	defer w.mu.Unlock()
	i, err := w.expecting(id, token)
	if err != nil {
		return nil, err
	}
	c := w.s.Channels[i.channel]
	if c == nil {
		return nil, unknownChannel()
	}
	if !i.accepts(r.Type) {
		return nil, BadForm(field("INTERACTION_CALLBACK_TYPE_INVALID",
			"This callback type does not go with this interaction.", "type"))
	}
	out := &Callback{Interaction: CallbackInfo{ID: i.id, Type: i.kind}, Resource: &CallbackResource{Type: r.Type}}
	m, err := w.firstAnswer(i, c, r)
	if err != nil {
		return nil, err
	}
	i.timer.Stop()
	i.state = StateAnswered
	if r.Type == CallbackDeferred || r.Type == CallbackDeferredUpdate {
		i.state = StateDeferred
	}
	w.tellState(i, "")
	if m != nil {
		i.original = m.Shape.ID
		loading, private := m.Shape.Flags&FlagLoading != 0, m.ephemeral()
		out.Interaction.MessageID, out.Interaction.Loading = m.Shape.ID, &loading
		out.Interaction.Ephemeral = &private
		out.Resource.Message = w.render(c, m, w.s.Apps[i.app].User)
	}
	return out, nil
}

// accepts reports whether a callback type goes with the interaction.
func (i *interaction) accepts(kind int) bool {
	switch kind {
	case CallbackMessage, CallbackDeferred:
		return i.kind != InteractAutocomplete
	case CallbackDeferredUpdate, CallbackUpdate:
		return i.source != 0
	case CallbackChoices:
		return i.kind == InteractAutocomplete
	case CallbackModal:
		return i.kind == InteractCommand || i.kind == InteractComponent
	}
	return false
}

// firstAnswer does what a callback asks for. The message is that which becomes @original, or nil.
func (w *World) firstAnswer(i *interaction, c *channel, r Response) (*message, error) {
	switch r.Type {
	case CallbackMessage:
		if r.Draft.empty() {
			return nil, emptyMessage()
		}
		return w.answer(i, c, r.Draft), nil
	case CallbackDeferred:
		return w.answer(i, c, Draft{Flags: r.Draft.Flags&FlagEphemeral | FlagLoading}), nil
	case CallbackChoices:
		i.choices <- r.Choices // never blocks: room for the only answer
		return nil, nil
	case CallbackModal:
		w.showModal(i, r.Modal)
		return nil, nil
	}
	m := c.find(i.source)
	if m == nil {
		return nil, unknownMessage()
	}
	if r.Type == CallbackUpdate {
		return m, w.change(c, m, r.Patch)
	}
	return m, nil
}

// answer makes a message of the application, in answer to an interaction.
func (w *World) answer(i *interaction, c *channel, d Draft) *message {
	origin := *i.origin
	b := birth{author: w.s.Apps[i.app].User, app: w.s.Apps[i.app], origin: &origin, kind: MessageCommand}
	if i.kind == InteractCommand {
		b.name = i.name
	}
	if i.menu {
		b.kind = MessageContextMenu
	}
	to := i.source
	if i.original != 0 && i.original != i.source {
		to = i.original // a follow-up answers the first answer
		origin.Original = i.original
	}
	if to != 0 {
		b.kind = MessageReply
		d.Reference = &Reference{MessageID: to, ChannelID: c.Shape.ID, GuildID: c.Shape.GuildID}
	}
	if d.Flags&FlagEphemeral != 0 {
		b.to = i.user
	}
	if d.Mentions == nil {
		d.Mentions = defaultMentions(true)
		d.Mentions.RepliedUser = false
	}
	return w.create(c, d, b)
}
