package rest

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"cliffhanger/bot/sandbox/world"
)

// form collects what is wrong with a request.
type form struct {
	bad []world.FieldError
}

// path names a place in a request: field names and indexes.
type path []any

// in returns the path further inside.
func (p path) in(more ...any) path { return append(append(path{}, p...), more...) }

// add notes an error; at is names, indexes and paths.
func (f *form) add(code, message string, at ...any) {
	var names []string
	for _, a := range at {
		if p, ok := a.(path); ok {
			for _, b := range p {
				names = append(names, fmt.Sprint(b))
			}
			continue
		}
		names = append(names, fmt.Sprint(a))
	}
	f.bad = append(f.bad, world.FieldError{Path: names, Code: code, Message: message})
}

// err returns the refusal, nil if nothing is wrong.
func (f *form) err() error {
	if len(f.bad) == 0 {
		return nil
	}
	return world.BadForm(f.bad...)
}

// text checks a length in code points. least above 0 makes the field required.
func (f *form) text(s string, least, most int, at ...any) {
	f.length(utf8.RuneCountInString(s), least, most, at...)
}

// length checks a number of characters or elements.
func (f *form) length(n, least, most int, at ...any) {
	switch {
	case n == 0 && least > 0:
		f.add("BASE_TYPE_REQUIRED", "This field is required", at...)
	case n > most && least == 0:
		f.add("BASE_TYPE_MAX_LENGTH", "Must be "+strconv.Itoa(most)+" or fewer in length.", at...)
	case n < least || n > most:
		f.add("BASE_TYPE_BAD_LENGTH", "Must be between "+strconv.Itoa(least)+" and "+strconv.Itoa(most)+" in length.", at...)
	}
}

// optional checks the length of a text that may be left out.
func (f *form) optional(s *string, least, most int, at ...any) {
	if s != nil {
		f.text(*s, least, most, at...)
	}
}

// choice checks that n is one of the allowed values.
func (f *form) choice(n int, allowed []int, at ...any) {
	for _, a := range allowed {
		if a == n {
			return
		}
	}
	f.add("BASE_TYPE_CHOICES", "Value must be one of "+set(allowed)+".", at...)
}

// set writes values as Discord does: (1, 2, 3).
func set(values []int) string {
	text := make([]string, len(values))
	for i, v := range values {
		text[i] = strconv.Itoa(v)
	}
	if len(text) == 1 {
		return "(" + text[0] + ",)"
	}
	return "(" + strings.Join(text, ", ") + ")"
}

// within checks a number's range.
func (f *form) within(n, least, most int, at ...any) {
	switch {
	case n < least:
		f.add("NUMBER_TYPE_MIN", "int value should be greater than or equal to "+strconv.Itoa(least)+".", at...)
	case n > most:
		f.add("NUMBER_TYPE_MAX", "int value should be less than or equal to "+strconv.Itoa(most)+".", at...)
	}
}

// url checks that a text is a web address, or with attachments one of the form attachment://name.
func (f *form) url(s string, attachments bool, at ...any) {
	if s == "" {
		return
	}
	f.text(s, 0, 2048, at...)
	schemes := []string{"http://", "https://"}
	if attachments {
		schemes = append(schemes, "attachment://")
	}
	for _, scheme := range schemes {
		if rest, ok := strings.CutPrefix(s, scheme); ok && rest != "" && !strings.ContainsAny(rest, " \n\t") {
			return
		}
	}
	f.add("URL_TYPE_INVALID_SCHEME", "Scheme "+strconv.Quote(s)+" is not supported. Scheme must be one of "+
		strings.Join(schemes, ", ")+".", at...)
}
