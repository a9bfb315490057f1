package discord

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"strings"
)

// A Token is a bot's token. It shows itself to nobody: whatever prints, logs or encodes it, or a value that holds it,
// gets "(secret)" or an address. It is behind a function because package fmt prints what is in unexported fields
// without asking it how. The zero Token is none.
type Token struct{ reveal func() string }

const hidden = "(secret)"

// NewToken returns the token with this text, with or without "Bot " before it and space around it.
func NewToken(text string) Token {
	text = strings.TrimSpace(text)
	if rest, ok := strings.CutPrefix(text, "Bot"); ok && (rest == "" || rest[0] == ' ') {
		text = strings.TrimSpace(rest)
	}
	if text == "" {
		return Token{}
	}
	return Token{reveal: func() string { return text }}
}

// text is what goes into a header, "" for no token.
func (t Token) text() string {
	if t.reveal == nil {
		return ""
	}
	return t.reveal()
}

// String hides the token.
func (t Token) String() string {
	if t.reveal == nil {
		return ""
	}
	return hidden
}

// GoString hides the token.
func (t Token) GoString() string { return "discord.Token{" + t.String() + "}" }

// Format hides the token, whatever the verb.
func (t Token) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, t.String()) } // fmt takes no error

// LogValue hides the token from package slog.
func (t Token) LogValue() slog.Value { return slog.StringValue(t.String()) }

// MarshalText hides the token.
func (t Token) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// MarshalJSON hides the token.
func (t Token) MarshalJSON() ([]byte, error) { return json.Marshal(t.String()) }

// conceal takes secrets out of a text that came from outside. Discord repeats none; who stands between may.
func conceal(text string, secrets ...string) string {
	for _, s := range secrets {
		if s != "" {
			text = strings.ReplaceAll(text, s, hidden)
		}
	}
	return text
}
