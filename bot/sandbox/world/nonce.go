package world

import (
	"maps"
	"strings"
	"time"
)

// NonceWindow is how long a nonce with enforce_nonce is remembered, in real time. Discord says "the past few minutes".
const NonceWindow = 3 * time.Minute

type nonceKey struct {
	author, channel ID
	nonce           string
}

type nonceUse struct {
	message ID
	at      time.Time // real
}

// usedNonce finds the message that was made with a nonce within the window. If it was deleted since, that is an Unknown
// Message, as Discord answers on purpose.
func (w *World) usedNonce(author ID, c *channel, d Draft) (*message, error) {
	key, given := nonceOf(author, c, d)
	if !given || !d.EnforceNonce {
		return nil, nil
	}
	use, used := w.nonces[key]
	if !used || time.Since(use.at) >= NonceWindow {
		return nil, nil
	}
	if m := c.find(use.message); m != nil {
		return m, nil
	}
	return nil, unknownMessage()
}

// rememberNonce notes which message a nonce made, and forgets those whose time is over.
func (w *World) rememberNonce(author ID, c *channel, d Draft, m *message) {
	key, given := nonceOf(author, c, d)
	if !given {
		return
	}
	now := time.Now()
	if len(w.nonces)%256 == 255 { // often enough to stay small, rare enough to stay cheap
		maps.DeleteFunc(w.nonces, func(_ nonceKey, use nonceUse) bool { return now.Sub(use.at) >= NonceWindow })
	}
	w.nonces[key] = nonceUse{m.Shape.ID, now}
}

// ForgetNonces lets everything be as though the nonces used so far were older than [NonceWindow].
func (w *World) ForgetNonces() {
	w.lock()
	defer w.mu.Unlock()
	clear(w.nonces)
}

// nonceOf makes the key. A number and a string of the same digits are the same nonce.
func nonceOf(author ID, c *channel, d Draft) (nonceKey, bool) {
	n := strings.Trim(string(d.Nonce), `"`)
	return nonceKey{author, c.Shape.ID, n}, n != "" && n != "null"
}
