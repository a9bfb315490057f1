package rest

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"cliffhanger/bot/sandbox/world"
)

// Options say what a Server stands in front of. World is required; the zero value of everything else is a sound
// default.
type Options struct {
	World    *world.World
	Gateway  func() string                   // the WebSocket URL that /gateway tells; nil: /gateway answers 503
	Sessions func(app world.ID) SessionLimit // what /gateway/bot tells of IDENTIFY; nil: a full budget
	Shards   func(app world.ID) int          // how many shards /gateway/bot recommends; nil: by the number of guilds
	Limits   Limits
	// Validate, if not nil, judges each request before the rest does. path is as requested, with the query. Its error
	// is recorded in the traffic and answered with 400 and code 50035; as it comes first, the tree of errors then holds
	// its sentence and not Discord's.
	Validate func(method, path, contentType string, body []byte) error
	Log      *slog.Logger // nil: no log
	Keep     int          // how many requests Traffic remembers; 0: 10,000
}

// SessionLimit is session_start_limit of /gateway/bot.
type SessionLimit struct {
	Total          int   `json:"total"`
	Remaining      int   `json:"remaining"`
	ResetAfter     int64 `json:"reset_after"` // milliseconds
	MaxConcurrency int   `json:"max_concurrency"`
}

// A Server is the API. It is an http.Handler for /api/ and /attachments/.
type Server struct {
	w       *world.World
	o       Options
	log     *slog.Logger
	routes  []*route
	limiter *limiter
	faults  *Faults
	traffic *Traffic
}

// New makes a Server.
func New(o Options) *Server {
	log := o.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	s := &Server{w: o.World, o: o, log: log, limiter: newLimiter(o.Limits), faults: newFaults(),
		traffic: newTraffic(o.Keep)}
	s.routes = s.table()
	return s
}

// Faults returns what goes wrong on order.
func (s *Server) Faults() *Faults { return s.faults }

// Traffic returns what was requested.
func (s *Server) Traffic() *Traffic { return s.traffic }

// maxBody is Discord's limit of a request, 25 MiB, and some room for multipart's own lines.
const maxBody = 25<<20 + 64<<10

// ServeHTTP answers one request and records it.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, "/attachments/") {
		s.serveFile(w, r)
		return
	}
	c := &call{s: s, r: r, header: w.Header()}
	x := Exchange{Time: time.Now(), Method: r.Method, Path: r.URL.Path, Query: r.URL.RawQuery,
		ContentType: r.Header.Get("Content-Type")}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		err = world.Refuse(413, 40005, "Request entity too large")
	case err != nil:
		return // the client went away: there is nobody to answer
	}
	c.body, x.Body = body, body
	out := answerTo(err)
	if err == nil {
		out = s.handle(c)
	}
	x.Route, x.Status, x.Fault, x.Invalid = c.pattern(), out.status, c.fault, c.invalid
	x.Took = time.Since(x.Time)
	s.traffic.add(x)
	s.log.Debug("request", "method", x.Method, "path", x.Path, "status", x.Status, "fault", x.Fault, "took", x.Took)
	send := out.write
	if out.cut {
		send = cut
	}
	if err := send(w); err != nil {
		s.log.Debug("the client went away", "method", x.Method, "path", x.Path, "cause", err)
	}
}

// handle routes a request through faults, checks and its handler.
func (s *Server) handle(c *call) answer {
	if err := s.find(c); err != nil {
		return answerTo(err)
	}
	fault, hit := s.faults.pick(c.r.Method, c.route.pattern)
	if !hit {
		return s.process(c)
	}
	c.fault = fault.Action.String()
	switch fault.Action {
	case Drop:
		return answer{cut: true}
	case Answer:
		return fault.answer()
	case Delay:
		if !pause(c.r.Context(), fault.Delay) {
			return answer{cut: true}
		}
		return s.process(c)
	case CreateThenCut:
		s.process(c)
		return answer{cut: true}
	case CreateThenAnswer:
		s.process(c)
		return fault.answer()
	}
	return answerTo(fmt.Errorf("the fault ordered is %s", fault.Action))
}

// process checks and runs a request.
func (s *Server) process(c *call) answer {
	if err := s.admit(c); err != nil {
		return answerTo(err)
	}
	if s.o.Validate != nil {
		err := s.o.Validate(c.r.Method, c.r.URL.RequestURI(), c.r.Header.Get("Content-Type"), c.body)
		if err != nil {
			c.invalid = err.Error()
			return answerTo(world.BadForm(world.FieldError{Code: "SCHEMA", Message: c.invalid}))
		}
	}
	if err := c.parse(); err != nil {
		return answerTo(err)
	}
	status, body, err := c.route.handle(c)
	if err != nil {
		return answerTo(err)
	}
	return answer{status: status, body: body}
}

// admit checks who asks and how often.
func (s *Server) admit(c *call) error {
	if !agentForm.MatchString(c.r.UserAgent()) {
		return world.Refuse(403, 40333, "internal network error")
	}
	if err := c.authorize(); err != nil {
		return err
	}
	if err := c.checkIDs(); err != nil {
		return err
	}
	return s.limiter.admit(c)
}
