package schedule

import (
	"fmt"
	"strings"
	"unicode"
)

// accepted ends every message about a rule's words, so that the author need not look anything up.
const accepted = `accepted are days (mon, tuesday, mon-fri, daily, weekdays, weekends), “every 3 days”, ` +
	`“every 2 weeks tue” or dates (on 2026-12-24), followed by 24-hour times (7:30, 19:00), such as "tue,fri 19:00"; ` +
	`a first day (from 2026-12-01) after “every”; or a cron text such as "cron: 0 19 * * 2,5"`

// An Error says what is wrong with a text an author wrote.
type Error struct {
	Text   string // all of it
	Column int    // of the word that was not understood, in characters from 1; 1 past the end where one is missing
	Cause  error  // what is wrong, naming the word
	Hint   string // what is accepted
}

// Error returns all of it in one sentence.
func (e *Error) Error() string {
	return fmt.Sprintf("schedule %q, column %d: %v; %s", e.Text, e.Column, e.Cause, e.Hint)
}

// Unwrap returns the cause, for messages that show the text and the hint elsewhere.
func (e *Error) Unwrap() error { return e.Cause }

// A word is a word in lower case, and the column it begins at.
type word struct {
	text   string
	column int
}

// words cuts a text at blanks and, if told to, at commas.
func words(text string, commas bool) []word {
	var all []word
	column, fresh := 0, true
	for _, r := range text {
		column++
		if unicode.IsSpace(r) || commas && r == ',' {
			fresh = true
			continue
		}
		if fresh {
			all, fresh = append(all, word{column: column}), false
		}
		all[len(all)-1].text += string(unicode.ToLower(r))
	}
	return all
}

// wrong makes an error about the word with this index; past the last one it is about what is missing there.
func wrong(all []word, i int, cause error) *Error {
	e := &Error{Column: 1, Cause: cause, Hint: accepted}
	if i < len(all) {
		e.Column = all[i].column
	} else if n := len(all); n > 0 {
		e.Column = all[n-1].column + len([]rune(all[n-1].text))
	}
	return e
}

// isNumber reports whether the word is meant for a number, a time or a date.
func (w word) isNumber() bool { return w.text[0] >= '0' && w.text[0] <= '9' }

func (w word) isDate() bool { return w.isNumber() && strings.Contains(w.text, "-") }
