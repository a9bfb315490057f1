package rest

import (
	"net/http"
	"time"

	"cliffhanger/bot/sandbox/world"
)

// oldPins is how many pins the deprecated route gives.
const oldPins = 50

func (s *Server) pinRoutes() []*route {
	const fresh, old = "/channels/{channel_id}/messages/pins", "/channels/{channel_id}/pins"
	return []*route{
		on(http.MethodGet, fresh, s.getPins),
		on(http.MethodPut, fresh+"/{message_id}", s.pin(true)),
		on(http.MethodDelete, fresh+"/{message_id}", s.pin(false)),
		on(http.MethodGet, old, s.getOldPins),
		on(http.MethodPut, old+"/{message_id}", s.pin(true)),
		on(http.MethodDelete, old+"/{message_id}", s.pin(false)),
	}
}

func (s *Server) getPins(c *call) (int, any, error) {
	limit, err := c.number("limit", 50, 1, 50)
	if err != nil {
		return 0, nil, err
	}
	before, err := c.moment("before")
	if err != nil {
		return 0, nil, err
	}
	pins, more, err := s.w.Pins(c.me(), c.id("channel_id"), before, limit)
	return 200, struct {
		Items []world.Pin `json:"items"`
		More  bool        `json:"has_more"`
	}{pins, more}, err
}

// getOldPins gives bare messages.
func (s *Server) getOldPins(c *call) (int, any, error) {
	pins, _, err := s.w.Pins(c.me(), c.id("channel_id"), time.Time{}, oldPins)
	messages := make([]*world.Message, 0, len(pins))
	for _, p := range pins {
		messages = append(messages, p.Message)
	}
	return 200, messages, err
}

func (s *Server) pin(on bool) handler {
	return func(c *call) (int, any, error) {
		return 204, nil, s.w.Pin(c.me(), c.id("channel_id"), c.id("message_id"), on)
	}
}

// moment reads an ISO 8601 time of the query; missing gives the zero time.
func (c *call) moment(name string) (time.Time, error) {
	text := c.r.URL.Query().Get(name)
	if text == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		var f form
		f.add("DATETIME_TYPE_PARSE", "Could not parse the time. Should be ISO8601.", name)
		return time.Time{}, f.err()
	}
	return t, nil
}
