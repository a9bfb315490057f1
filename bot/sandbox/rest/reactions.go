package rest

import (
	"net/http"

	"cliffhanger/bot/sandbox/world"
)

func (s *Server) reactionRoutes() []*route {
	const reactions = "/channels/{channel_id}/messages/{message_id}/reactions"
	return []*route{
		on(http.MethodDelete, reactions, s.clearReactions),
		on(http.MethodGet, reactions+"/{emoji}", s.getReactions),
		on(http.MethodDelete, reactions+"/{emoji}", s.clearReactions),
		on(http.MethodPut, reactions+"/{emoji}/@me", s.addReaction),
		on(http.MethodDelete, reactions+"/{emoji}/@me", s.removeReaction),
		on(http.MethodDelete, reactions+"/{emoji}/{user_id}", s.removeReaction),
	}
}

func (s *Server) addReaction(c *call) (int, any, error) {
	return 204, nil, s.w.AddReaction(c.me(), c.id("channel_id"), c.id("message_id"), c.params["emoji"])
}

func (s *Server) removeReaction(c *call) (int, any, error) {
	of := c.id("user_id")
	if of == 0 {
		of = c.me()
	}
	return 204, nil, s.w.RemoveReaction(c.me(), c.id("channel_id"), c.id("message_id"), c.params["emoji"], of)
}

func (s *Server) clearReactions(c *call) (int, any, error) {
	return 204, nil, s.w.ClearReactions(c.me(), c.id("channel_id"), c.id("message_id"), c.params["emoji"])
}

func (s *Server) getReactions(c *call) (int, any, error) {
	kind, err := c.number("type", 0, 0, 1)
	if err != nil {
		return 0, nil, err
	}
	limit, err := c.number("limit", 25, 1, 100)
	if err != nil {
		return 0, nil, err
	}
	after, err := c.queryID("after")
	if err != nil {
		return 0, nil, err
	}
	var users []*world.User
	users, err = s.w.Reactors(c.me(), c.id("channel_id"), c.id("message_id"), c.params["emoji"], kind == 1, after, limit)
	return 200, users, err
}
