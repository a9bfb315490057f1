package ballot

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"cliffhanger/story"
)

// A stamp is a time in a file.
type stamp time.Time

// MarshalText writes the time; only years of four digits can be.
func (s stamp) MarshalText() ([]byte, error) {
	t := time.Time(s).UTC()
	if y := t.Year(); y < 0 || y > 9999 {
		return nil, fmt.Errorf("the year %d cannot be written", y)
	}
	return t.AppendFormat(nil, instant), nil
}

// UnmarshalText reads the time.
func (s *stamp) UnmarshalText(text []byte) error {
	t, err := time.Parse(instant, string(text))
	if err != nil {
		return err
	}
	*s = stamp(t)
	return nil
}

// A causeName is a cause in a file.
type causeName story.Cause

// known reports whether there is such a cause.
func known(c story.Cause) bool { return c >= story.ByEvent && c <= story.ByAdmin }

// causes are the names of the causes by their numbers. They are kept in published files.
func causes() []string { return []string{"", "event", "reconcile", "button", "admin"} }

// causeText names a cause, or says its number.
func causeText(c story.Cause) string {
	if known(c) {
		return causes()[c]
	}
	return fmt.Sprintf("cause %d", c)
}

// MarshalText writes the name of a cause that has one.
func (c causeName) MarshalText() ([]byte, error) {
	if !known(story.Cause(c)) {
		return nil, fmt.Errorf("there is no cause %d", c)
	}
	return []byte(causeText(story.Cause(c))), nil
}

// UnmarshalText reads the name of a cause.
func (c *causeName) UnmarshalText(text []byte) error {
	for i, name := range causes() {
		if i > 0 && name == string(text) {
			*c = causeName(i)
			return nil
		}
	}
	return fmt.Errorf("%q is no cause of a ballot", text)
}

// Lists that end reading when they grow too long, instead of filling the memory.
type (
	entryList []wireEntry
	textList  []string
	countList []int
)

// UnmarshalJSON reads at most [MaxEntries] entries.
func (l *entryList) UnmarshalJSON(b []byte) (err error) {
	*l, err = bounded[wireEntry](b, MaxEntries)
	return err
}

// UnmarshalJSON reads a list of options or roles.
func (l *textList) UnmarshalJSON(b []byte) (err error) {
	*l, err = bounded[string](b, maxTexts)
	return err
}

// UnmarshalJSON reads a list of counts.
func (l *countList) UnmarshalJSON(b []byte) (err error) {
	*l, err = bounded[int](b, maxTexts)
	return err
}

func bounded[T any](b []byte, most int) ([]T, error) {
	d := json.NewDecoder(bytes.NewReader(b))
	if open, err := d.Token(); err != nil {
		return nil, err
	} else if open != json.Delim('[') {
		return nil, errors.New("want a list")
	}
	list := []T{}
	for d.More() {
		if len(list) == most {
			return nil, fmt.Errorf("a list of more than %d", most)
		}
		var v T
		if err := d.Decode(&v); err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, nil
}
