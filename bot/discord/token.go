package discord

import (
	"fmt"
	"io"
	"log/slog"
)

// A Token lets its holder answer one interaction for 15 minutes. However it is printed, logged or encoded, also inside
// another struct, it shows as "[token]". Two tokens of the same text are Equal.
type Token struct {
	// A pointer, because package fmt cannot call the methods of an unexported field, and prints an address then.
	text *string
}

// hiddenToken stands for a token wherever one is shown.
const hiddenToken = "[token]"

// NewToken returns a token of this text.
func NewToken(text string) Token { return Token{&text} }

// Reveal returns the token's text, for a request to Discord; "" for the zero Token.
func (t Token) Reveal() string {
	if t.text == nil {
		return ""
	}
	return *t.text
}

// Equal reports whether the texts are the same.
func (t Token) Equal(other Token) bool { return t.Reveal() == other.Reveal() }

// String returns what is shown in place of a token.
func (t Token) String() string { return hiddenToken }

// Format writes what is shown in place of a token, whatever the verb.
func (t Token) Format(f fmt.State, _ rune) {
	// A fmt.State keeps what went wrong with its writer; Format has no way to return it.
	_, _ = io.WriteString(f, hiddenToken)
}

// LogValue is what a log shows in place of a token.
func (t Token) LogValue() slog.Value { return slog.StringValue(hiddenToken) }

// MarshalText encodes, for JSON too, what is shown in place of a token: no token is kept.
func (t Token) MarshalText() ([]byte, error) { return []byte(hiddenToken), nil }
