package discord

import (
	"fmt"
	"io"
	"log/slog"
)

// An InteractionToken lets its holder answer one interaction for 15 minutes. However it is printed, logged or encoded,
// also inside another struct, it shows as "[token]". Two tokens of the same text are Equal.
type InteractionToken struct {
	// A pointer, because package fmt cannot call the methods of what is in an unexported field, and prints the address.
	text *string
}

// hiddenToken stands for a token wherever one is shown.
const hiddenToken = "[token]"

// NewInteractionToken returns a token of this text.
func NewInteractionToken(text string) InteractionToken { return InteractionToken{&text} }

// Reveal returns the token's text, for a request to Discord; "" for the zero InteractionToken.
func (t InteractionToken) Reveal() string {
	if t.text == nil {
		return ""
	}
	return *t.text
}

// Equal reports whether the texts are the same.
func (t InteractionToken) Equal(other InteractionToken) bool { return t.Reveal() == other.Reveal() }

// String returns what is shown in place of a token.
func (t InteractionToken) String() string { return hiddenToken }

// Format writes what is shown in place of a token, whatever the verb.
func (t InteractionToken) Format(f fmt.State, _ rune) {
	// A fmt.State keeps what went wrong with its writer; Format has no way to return it.
	_, _ = io.WriteString(f, hiddenToken)
}

// LogValue is what a log shows in place of a token.
func (t InteractionToken) LogValue() slog.Value { return slog.StringValue(hiddenToken) }

// MarshalText encodes, for JSON too, what is shown in place of a token: no token is kept.
func (t InteractionToken) MarshalText() ([]byte, error) { return []byte(hiddenToken), nil }
