package world

import (
	"fmt"
	"strconv"
	"time"
)

// Epoch is the first millisecond a snowflake can name: 2015-01-01T00:00:00Z (Discord's reference, "Snowflakes").
const Epoch = 1420070400000

// An ID is a snowflake: 42 bits of milliseconds since [Epoch] and 22 bits that make it unique. Its JSON form is a
// string. Zero is no id.
type ID uint64

// ParseID reads a decimal snowflake. It refuses everything else, and 0.
func ParseID(s string) (ID, error) {
	n, err := strconv.ParseUint(s, 10, 64)
	if err != nil || n == 0 || s[0] == '+' {
		return 0, fmt.Errorf("id %.30q is not a snowflake", s)
	}
	return ID(n), nil
}

// IDAt returns the smallest snowflake of the given moment, to page from a point in time. Moments before [Epoch] give 0.
func IDAt(t time.Time) ID {
	ms := t.UnixMilli() - Epoch
	if ms < 0 {
		return 0
	}
	return ID(ms) << 22
}

// String returns the decimal form.
func (id ID) String() string { return strconv.FormatUint(uint64(id), 10) }

// Time returns the moment the snowflake was made, in milliseconds, UTC.
func (id ID) Time() time.Time { return time.UnixMilli(int64(id>>22) + Epoch).UTC() }

// MarshalText gives the decimal form, so that an ID is a JSON string and can be a JSON object's key.
func (id ID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText reads the decimal form; the empty string is 0.
func (id *ID) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*id = 0
		return nil
	}
	n, err := strconv.ParseUint(string(text), 10, 64)
	if err != nil {
		return fmt.Errorf("id %.30q is not a snowflake", text)
	}
	*id = ID(n)
	return nil
}

// UnmarshalJSON reads a string or, as Discord does, a whole number. null leaves the value as it is.
func (id *ID) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		return nil
	}
	if len(b) >= 2 && b[0] == '"' {
		b = b[1 : len(b)-1]
	}
	return id.UnmarshalText(b)
}
