package story

import "fmt"

// A Severity says how bad a problem is.
type Severity string

// The severities. A chapter with an Error is not posted; a Warning is worth a look; a Note explains what was assumed.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
	Notice  Severity = "note"
)

// A Problem is something an author should know about a file, placed: Line and Column start at 1 (columns count
// characters, not bytes); 0 means the whole file.
type Problem struct {
	File     string   `json:"file"`
	Line     int      `json:"line"`
	Column   int      `json:"column"`
	Severity Severity `json:"severity"`
	Message  string   `json:"message"`
	Hint     string   `json:"hint"`
}

// String returns "file:line:column: severity: message", leaving out a line or column of 0, with the hint after " - ".
func (p Problem) String() string {
	at := p.File
	if p.Line > 0 {
		at = fmt.Sprintf("%s:%d", at, p.Line)
		if p.Column > 0 {
			at = fmt.Sprintf("%s:%d", at, p.Column)
		}
	}
	s := fmt.Sprintf("%s: %s: %s", at, p.Severity, p.Message)
	if p.Hint != "" {
		s += " - " + p.Hint
	}
	return s
}

// HasErrors reports whether any of the problems is an [Error].
func HasErrors(problems []Problem) bool {
	for _, p := range problems {
		if p.Severity == Error {
			return true
		}
	}
	return false
}
