package rest

import (
	"encoding/json"
	"errors"
	"math"
	"net"
	"net/http"
	"strconv"
	"time"

	"cliffhanger/bot/sandbox/world"
)

// answer is what goes back: a JSON body, raw text, or a cut connection.
type answer struct {
	status int
	body   any    // nil: no body
	text   string // instead of body
	header http.Header
	cut    bool
}

// errorBody is Discord's form of an error.
type errorBody struct {
	Message    string   `json:"message"`
	Code       int      `json:"code"`
	Errors     any      `json:"errors,omitempty"`
	RetryAfter *float64 `json:"retry_after,omitempty"`
	Global     *bool    `json:"global,omitempty"`
}

// answerTo words an error. One that is not a refusal is a fault of the sandbox and becomes a 500.
func answerTo(err error) answer {
	if err == nil {
		return answer{status: http.StatusNoContent}
	}
	var limited *limitError
	if errors.As(err, &limited) {
		return limited.answer()
	}
	var e *world.Error
	if !errors.As(err, &e) {
		return answer{status: 500, body: errorBody{Message: "500: Internal Server Error: " + err.Error()}}
	}
	out := errorBody{Message: e.Message, Code: e.Code}
	a := answer{status: e.Status}
	if len(e.Fields) > 0 {
		out.Errors = tree(e.Fields)
	}
	if e.Status == http.StatusTooManyRequests {
		no, wait := false, seconds(e.Wait)
		out.RetryAfter, out.Global = &wait, &no
		a.header = http.Header{"Retry-After": {strconv.Itoa(int(math.Ceil(wait)))}, "X-Ratelimit-Scope": {"user"}}
	}
	a.body = out
	return a
}

// seconds is a wait as Discord writes it, never less than the truth: rounded up to the millisecond.
func seconds(d time.Duration) float64 {
	return math.Ceil(float64(d)/float64(time.Millisecond)) / 1000
}

// tree nests field errors as Discord does: {"embeds":{"0":{"title":{"_errors":[...]}}}}.
func tree(fields []world.FieldError) map[string]any {
	type leaf struct {
		Code    string `json:"code"`
		Message string `json:"message"`
	}
	root := map[string]any{}
	for _, f := range fields {
		at := root
		for _, name := range f.Path {
			next, ok := at[name].(map[string]any)
			if !ok {
				next = map[string]any{}
				at[name] = next
			}
			at = next
		}
		have, _ := at["_errors"].([]leaf)
		at["_errors"] = append(have, leaf{f.Code, f.Message})
	}
	return root
}

// write sends the answer. An error means that the client has gone.
func (a answer) write(w http.ResponseWriter) error {
	for name, values := range a.header {
		w.Header()[name] = values
	}
	data := []byte(a.text)
	switch {
	case a.text != "":
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
	case a.body != nil:
		var err error
		if data, err = json.Marshal(a.body); err != nil {
			a.status, data = http.StatusInternalServerError, []byte(`{"message":"500: Internal Server Error","code":0}`)
		}
		w.Header().Set("Content-Type", "application/json")
	}
	w.WriteHeader(a.status)
	if len(data) == 0 {
		return nil
	}
	_, err := w.Write(data)
	return err
}

// cut breaks the connection without an answer, as a lost network does: with a reset where it is TCP.
func cut(w http.ResponseWriter) error {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // net/http's own way to break a connection that cannot be taken over
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		err = tcp.SetLinger(0)
	}
	return errors.Join(err, conn.Close())
}
