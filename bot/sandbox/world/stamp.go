package world

import (
	"fmt"
	"time"
)

// stampLayout is how Discord writes a moment: microseconds and a numeric offset.
const stampLayout = "2006-01-02T15:04:05.000000-07:00"

// A Stamp is a moment in Discord's JSON form, such as "2026-11-22T19:00:00.000000+00:00". The zero Stamp is null.
type Stamp struct{ time.Time }

// MarshalJSON writes Discord's form, in UTC; the zero Stamp as null.
func (s Stamp) MarshalJSON() ([]byte, error) {
	if s.IsZero() {
		return []byte("null"), nil
	}
	return []byte(`"` + s.UTC().Format(stampLayout) + `"`), nil
}

// UnmarshalJSON reads any RFC 3339 moment; null gives the zero Stamp.
func (s *Stamp) UnmarshalJSON(b []byte) error {
	if string(b) == "null" || string(b) == `""` {
		*s = Stamp{}
		return nil
	}
	t, err := time.Parse(`"`+time.RFC3339Nano+`"`, string(b))
	if err != nil {
		return fmt.Errorf("timestamp %.40s: %w", b, err)
	}
	s.Time = t.UTC()
	return nil
}
