package gateway

import (
	"encoding/json"
	"fmt"
	"slices"

	"cliffhanger/bot/sandbox/world"
)

// filtersContent tells whether an event carries a message whose text this session may have to be kept from: one in a
// server, while it lacks MESSAGE_CONTENT. Texts in interactions stay, as people sent them to the application.
func (s *session) filtersContent(e world.Event) bool {
	return s.intents&MessageContent == 0 && e.Guild != 0 && (e.Type == "MESSAGE_CREATE" || e.Type == "MESSAGE_UPDATE")
}

// conceal empties the text of a message unless readable is true, and that of the message it answers unless me wrote it
// or is mentioned in it. What a partial update leaves out stays out.
func conceal(message json.RawMessage, me world.ID, readable bool) (json.RawMessage, error) {
	var m map[string]json.RawMessage
	if err := json.Unmarshal(message, &m); err != nil {
		return nil, fmt.Errorf("hiding a message's content: %w", err)
	}
	if !readable {
		for field, empty := range map[string]string{
			"content": `""`, "embeds": `[]`, "attachments": `[]`, "components": `[]`,
		} {
			if _, ok := m[field]; ok {
				m[field] = json.RawMessage(empty)
			}
		}
		delete(m, "poll")
		delete(m, "message_snapshots")
	}
	if answered, ok := m["referenced_message"]; ok && string(answered) != "null" {
		mine, err := readableBy(answered, me)
		if err != nil {
			return nil, err
		}
		if m["referenced_message"], err = conceal(answered, me, mine); err != nil {
			return nil, err
		}
	}
	b, err := json.Marshal(m)
	if err != nil {
		return nil, fmt.Errorf("hiding a message's content: %w", err)
	}
	return b, nil
}

// readableBy tells whether me wrote a message or is mentioned in it.
func readableBy(message json.RawMessage, me world.ID) (bool, error) {
	var m struct {
		Author   subject   `json:"author"`
		Mentions []subject `json:"mentions"`
	}
	if err := json.Unmarshal(message, &m); err != nil {
		return false, fmt.Errorf("reading a message's author: %w", err)
	}
	return m.Author.ID == me || slices.Contains(m.Mentions, subject{ID: me}), nil
}

type subject struct {
	ID world.ID `json:"id"`
}

// concerns tells whether an update of members is about me.
func concerns(data json.RawMessage, me world.ID) (bool, error) {
	var d struct {
		User  subject `json:"user"`
		Added []struct {
			ID world.ID `json:"user_id"`
		} `json:"added_members"`
		Removed []world.ID `json:"removed_member_ids"`
	}
	if err := json.Unmarshal(data, &d); err != nil {
		return false, fmt.Errorf("reading whom an update is about: %w", err)
	}
	for _, m := range d.Added {
		if m.ID == me {
			return true, nil
		}
	}
	return d.User.ID == me || slices.Contains(d.Removed, me), nil
}
