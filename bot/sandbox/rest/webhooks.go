package rest

import (
	"net/http"

	"cliffhanger/bot/sandbox/world"
)

func (s *Server) webhookRoutes() []*route {
	const base = "/webhooks/{webhook_id}/{webhook_token}"
	var all []*route
	for _, message := range []string{base + "/messages/@original", base + "/messages/{message_id}"} {
		all = append(all,
			hook(http.MethodGet, message, s.getResponse),
			hook(http.MethodPatch, message, s.editResponse),
			hook(http.MethodDelete, message, s.deleteResponse))
	}
	return append(all, hook(http.MethodPost, base, s.followup))
}

// followup sends a further message of an interaction. It always answers with the message, as wait=true does elsewhere.
func (s *Server) followup(c *call) (int, any, error) {
	d, err := c.draft(world.FlagEphemeral)
	if err != nil {
		return 0, nil, err
	}
	d.Nonce, d.EnforceNonce = nil, false // webhooks know no nonce
	m, err := s.w.Followup(c.id("webhook_id"), c.params["webhook_token"], d)
	return 200, m, err
}

func (s *Server) getResponse(c *call) (int, any, error) {
	m, err := s.w.GetResponse(c.id("webhook_id"), c.params["webhook_token"], c.id("message_id"))
	return 200, m, err
}

func (s *Server) editResponse(c *call) (int, any, error) {
	p, err := c.patch()
	if err != nil {
		return 0, nil, err
	}
	m, err := s.w.EditResponse(c.id("webhook_id"), c.params["webhook_token"], c.id("message_id"), p)
	return 200, m, err
}

func (s *Server) deleteResponse(c *call) (int, any, error) {
	return 204, nil, s.w.DeleteResponse(c.id("webhook_id"), c.params["webhook_token"], c.id("message_id"))
}
