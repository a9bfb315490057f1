package world

import (
	"fmt"
	"time"
)

// An Error is a refusal in Discord's words: the HTTP status, the JSON error code and the message of its documentation
// ("Opcodes and Status Codes", JSON).
type Error struct {
	Status  int    // HTTP status, 400..599
	Code    int    // JSON error code; 0 is "general error"
	Message string // Discord's sentence
	Fields  []FieldError
	Wait    time.Duration // for 429: how long to wait
}

// A FieldError is one leaf of the tree that goes with code 50035.
type FieldError struct {
	Path    []string // field names and array indexes, outermost first
	Code    string   // such as BASE_TYPE_MAX_LENGTH
	Message string
}

// Error returns the code and the sentence, and the first bad field if there is one.
func (e *Error) Error() string {
	if len(e.Fields) > 0 {
		f := e.Fields[0]
		return fmt.Sprintf("discord %d (code %d): %s: %v: %s", e.Status, e.Code, e.Message, f.Path, f.Message)
	}
	return fmt.Sprintf("discord %d (code %d): %s", e.Status, e.Code, e.Message)
}

// Refuse makes an [*Error] with a fresh value, so that no caller can change a shared one.
func Refuse(status, code int, message string) *Error {
	return &Error{Status: status, Code: code, Message: message}
}

// BadForm makes the 50035 answer for the given fields.
func BadForm(fields ...FieldError) *Error {
	return &Error{Status: 400, Code: 50035, Message: "Invalid Form Body", Fields: fields}
}

// field makes one FieldError; path elements are field names and indexes.
func field(code, message string, path ...string) FieldError {
	return FieldError{Path: path, Code: code, Message: message}
}

// unknown makes a 404 of the 100xx family.
func unknown(code int, what string) *Error { return Refuse(404, code, "Unknown "+what) }

func unknownChannel() *Error { return unknown(10003, "Channel") }
func unknownGuild() *Error   { return unknown(10004, "Guild") }
func unknownMessage() *Error { return unknown(10008, "Message") }
func unknownUser() *Error    { return unknown(10013, "User") }
func unknownMember() *Error  { return unknown(10007, "Member") }
func missingAccess() *Error  { return Refuse(403, 50001, "Missing Access") }
func missingRight() *Error   { return Refuse(403, 50013, "Missing Permissions") }
func emptyMessage() *Error   { return Refuse(400, 50006, "Cannot send an empty message") }
func wrongChannel() *Error   { return Refuse(400, 50024, "Cannot execute action on this channel type") }
func archivedThread() *Error { return Refuse(400, 50083, "Thread is archived") }
