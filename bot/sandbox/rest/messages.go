package rest

import (
	"net/http"
	"strconv"
	"time"

	"cliffhanger/bot/sandbox/world"
)

func (s *Server) messageRoutes() []*route {
	const messages = "/channels/{channel_id}/messages"
	return []*route{
		on(http.MethodGet, messages, s.getMessages),
		on(http.MethodPost, messages, s.createMessage),
		on(http.MethodPost, messages+"/bulk-delete", s.bulkDelete),
		on(http.MethodGet, messages+"/{message_id}", s.getMessage),
		on(http.MethodPatch, messages+"/{message_id}", s.editMessage),
		on(http.MethodDelete, messages+"/{message_id}", s.deleteMessage),
		on(http.MethodPost, messages+"/{message_id}/crosspost", s.crosspost),
	}
}

func (s *Server) getMessages(c *call) (int, any, error) {
	var p world.Page
	var f form
	given := 0
	for name, into := range map[string]*world.ID{"around": &p.Around, "before": &p.Before, "after": &p.After} {
		id, err := c.queryID(name)
		if err != nil {
			return 0, nil, err
		}
		*into = id
		if c.r.URL.Query().Get(name) != "" {
			given++
		}
	}
	if given > 1 {
		f.add("MUTUALLY_EXCLUSIVE", "around, before and after exclude each other.")
		return 0, nil, f.err()
	}
	if c.r.URL.Query().Get("after") == "0" {
		p.After = 1 // every message is after it
	}
	limit, err := c.number("limit", 50, 1, 100)
	if err != nil {
		return 0, nil, err
	}
	p.Limit = limit
	all, err := s.w.Messages(c.me(), c.id("channel_id"), p)
	return 200, all, err
}

func (s *Server) createMessage(c *call) (int, any, error) {
	d, err := c.draft(0)
	if err != nil {
		return 0, nil, err
	}
	m, err := s.w.Post(c.me(), c.id("channel_id"), d)
	return 200, m, err
}

func (s *Server) getMessage(c *call) (int, any, error) {
	m, err := s.w.GetMessage(c.me(), c.id("channel_id"), c.id("message_id"))
	return 200, m, err
}

// Edits of messages that are older than an hour have a limit of their own, per channel.
const (
	oldEdits   = 3
	oldEditsIn = 6 * time.Second
	oldAge     = time.Hour
)

func (s *Server) editMessage(c *call) (int, any, error) {
	p, err := c.patch()
	if err != nil {
		return 0, nil, err
	}
	channel, id := c.id("channel_id"), c.id("message_id")
	if s.w.Age(id) > oldAge {
		err := s.limiter.take("old edits:"+channel.String(), oldEdits, oldEditsIn, 30046,
			"Maximum number of edits to messages older than 1 hour reached. Try again later.")
		if err != nil {
			return 0, nil, err
		}
	}
	m, err := s.w.EditMessage(c.me(), channel, id, p)
	return 200, m, err
}

func (s *Server) deleteMessage(c *call) (int, any, error) {
	return 204, nil, s.w.DeleteMessage(c.me(), c.id("channel_id"), c.id("message_id"))
}

func (s *Server) bulkDelete(c *call) (int, any, error) {
	var in struct {
		Messages []world.ID `json:"messages"`
	}
	if err := c.decode(&in); err != nil {
		return 0, nil, err
	}
	var f form
	if n := len(in.Messages); n < 2 || n > 100 {
		return 0, nil, world.Refuse(400, 50016,
			"Provided too few or too many messages to delete. Must provide at least 2 and fewer than 100 messages to delete.")
	}
	seen := map[world.ID]bool{}
	for i, id := range in.Messages {
		if seen[id] {
			f.add("SET_TYPE_ALREADY_CONTAINS_VALUE", "The set already contains "+strconv.Quote(id.String()), "messages", i)
		}
		seen[id] = true
	}
	if err := f.err(); err != nil {
		return 0, nil, err
	}
	return 204, nil, s.w.BulkDelete(c.me(), c.id("channel_id"), in.Messages)
}

func (s *Server) crosspost(c *call) (int, any, error) {
	m, err := s.w.Crosspost(c.me(), c.id("channel_id"), c.id("message_id"))
	return 200, m, err
}
