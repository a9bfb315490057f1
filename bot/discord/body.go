package discord

import (
	"encoding/json"
	"fmt"
)

// MessageFlags go into a message's field "flags" ("Message Flags" in Discord's documentation of messages).
type MessageFlags int

// The flags a bot may set.
const (
	FlagSuppressEmbeds MessageFlags = 1 << 2  // links show no preview
	FlagEphemeral      MessageFlags = 1 << 6  // only who interacted sees it; answers to interactions alone
	FlagSilent         MessageFlags = 1 << 12 // nobody's device makes a sound: SUPPRESS_NOTIFICATIONS
)

// pingNobody returns a message's body with allowed_mentions that allow none, unless it has its own. Discord otherwise
// pings whoever the text seems to mention, and on an edit once more. body must be a JSON object, or nil for none.
func pingNobody(op string, body any) (map[string]json.RawMessage, error) {
	if body == nil {
		return nil, nil
	}
	raw, err := json.Marshal(body)
	if err != nil {
		return nil, fmt.Errorf("%s: encode: %w", op, err)
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil {
		return nil, fmt.Errorf("%s: the body is not a JSON object: %w", op, err)
	}
	if fields == nil { // null
		return nil, nil
	}
	if own, has := fields["allowed_mentions"]; !has || string(own) == "null" {
		fields["allowed_mentions"] = json.RawMessage(`{"parse":[]}`)
	}
	return fields, nil
}
