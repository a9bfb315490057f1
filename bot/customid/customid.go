// Package customid encodes and decodes the ids of buttons, selects and modals.
//
// An id is all that a component brings back when it is pressed, weeks later or after an upgrade, so it is versioned,
// and it holds numbers only: nothing a person wrote, and nothing to trust without looking it up.
//
//	c1.<action>.<number>.<number>…     numbers in lower-case hexadecimal, at most [MaxArgs] of them
//
// Discord allows 1 to 100 characters and wants them unique within a message (developer documentation, component
// reference). There is one spelling for each id: [Parse] refuses every other.
package customid

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// MaxLength is how many characters Discord allows in an id.
const MaxLength = 100

// MaxArgs is how many numbers an id may carry: with the longest action they fit into [MaxLength].
const MaxArgs = 4

const version = "c1"

// An Action says what the component does: 1 to 12 lower-case letters.
type Action string

// An ID is a component's id, decoded.
type ID struct {
	Action Action
	Args   []uint64
}

// ErrForeign is returned for an id that this version did not make: another version's, another bot's, or damaged.
var ErrForeign = errors.New("customid: not an id of this version")

// New returns the text of an id. It returns an error if the action or the number of arguments is out of bounds, which
// is a mistake of the program.
func New(action Action, args ...uint64) (string, error) {
	if !validAction(string(action)) || len(args) > MaxArgs {
		return "", fmt.Errorf("customid: cannot encode action %q with %d arguments", action, len(args))
	}
	var b strings.Builder
	b.WriteString(version)
	b.WriteByte('.')
	b.WriteString(string(action))
	for _, a := range args {
		b.WriteByte('.')
		b.WriteString(strconv.FormatUint(a, 16))
	}
	return b.String(), nil
}

// Parse decodes an id made by [New]; anything else is [ErrForeign].
func Parse(text string) (ID, error) {
	if len(text) > MaxLength {
		return ID{}, ErrForeign
	}
	parts := strings.Split(text, ".")
	if len(parts) < 2 || len(parts) > 2+MaxArgs || parts[0] != version || !validAction(parts[1]) {
		return ID{}, ErrForeign
	}
	id := ID{Action: Action(parts[1])}
	for _, p := range parts[2:] {
		n, err := strconv.ParseUint(p, 16, 64)
		if err != nil || strconv.FormatUint(n, 16) != p {
			return ID{}, ErrForeign
		}
		id.Args = append(id.Args, n)
	}
	return id, nil
}

func validAction(s string) bool {
	if len(s) == 0 || len(s) > 12 {
		return false
	}
	for _, r := range s {
		if r < 'a' || r > 'z' {
			return false
		}
	}
	return true
}
