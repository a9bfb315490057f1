package page

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"

	"cliffhanger/bot/sandbox/world"
)

// maxBody is how many bytes a JSON body may have. The largest honest one is a modal of five 4,000-character fields.
const maxBody = 256 << 10

// policy lets the page load its own files and talk to its own server, and nothing else.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// A refusal is a "no" with a status, in words for people.
type refusal struct {
	status  int
	message string
}

func (r *refusal) Error() string { return r.message }

func refuse(status int, format string, args ...any) error {
	return &refusal{status, fmt.Sprintf(format, args...)}
}

// guarded sets the headers that every answer has and turns away posts of other sites.
func (h *handler) guarded(next http.Handler) http.Handler {
	origin := http.NewCrossOriginProtection()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		head := w.Header()
		head.Set("Content-Security-Policy", policy)
		head.Set("X-Content-Type-Options", "nosniff")
		head.Set("Referrer-Policy", "no-referrer")
		head.Set("Cross-Origin-Opener-Policy", "same-origin")
		head.Set("Cross-Origin-Resource-Policy", "same-origin")
		if err := origin.Check(r); err != nil {
			h.write(w, http.StatusForbidden, complaint{"This request comes from another site."})
			return
		}
		next.ServeHTTP(w, r)
	})
}

// A complaint is the body of a refusal.
type complaint struct {
	Message string `json:"message"`
}

// answer makes an HTTP handler of a function that returns what to send as JSON. It reads at most limit bytes.
func (h *handler) answer(limit int64, f func(r *http.Request) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, limit)
		v, err := f(r)
		if err != nil {
			h.fail(w, r, err)
			return
		}
		h.write(w, http.StatusOK, v)
	}
}

// fail words an error. What is neither ours nor the world's refusal is logged and not shown.
func (h *handler) fail(w http.ResponseWriter, r *http.Request, err error) {
	var ours *refusal
	var theirs *world.Error
	var big *http.MaxBytesError
	switch {
	case errors.As(err, &ours):
		h.write(w, ours.status, complaint{ours.message})
	case errors.As(err, &theirs):
		h.write(w, theirs.Status, complaint{sentence(theirs)})
	case errors.As(err, &big):
		said := fmt.Sprintf("A request has at most %d bytes.", big.Limit)
		h.write(w, http.StatusRequestEntityTooLarge, complaint{said})
	case r.Context().Err() != nil:
		// The browser has gone, as it does when it asks for newer suggestions: nobody reads an answer.
	default:
		h.log.Error("page request failed", "path", r.URL.Path, "cause", err)
		h.write(w, http.StatusInternalServerError, complaint{"The sandbox made a mistake. Its log says more."})
	}
}

// sentence is Discord's sentence, with what it says about the first bad field.
func sentence(e *world.Error) string {
	if len(e.Fields) == 0 {
		return e.Message
	}
	return e.Message + ": " + e.Fields[0].Message
}

// write sends v as JSON. A browser that has gone is not an error worth telling.
func (h *handler) write(w http.ResponseWriter, status int, v any) {
	body, err := json.Marshal(v)
	if err != nil {
		h.log.Error("page answer has no JSON form", "type", fmt.Sprintf("%T", v), "cause", err)
		status, body = http.StatusInternalServerError, []byte(`{"message":"The answer cannot be written as JSON."}`)
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

// read decodes a JSON body, which must hold exactly one value without unknown fields.
func read(r *http.Request, into any) error {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" {
		return refuse(http.StatusUnsupportedMediaType, "The body must be application/json.")
	}
	d := json.NewDecoder(r.Body)
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return badJSON(err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return refuse(http.StatusBadRequest, "The body must be one JSON value.")
	}
	return nil
}

// badJSON keeps the error of a body that is too large and makes a refusal of the rest.
func badJSON(err error) error {
	if big := (*http.MaxBytesError)(nil); errors.As(err, &big) {
		return err
	}
	return refuse(http.StatusBadRequest, "The body cannot be read: %v.", err)
}
