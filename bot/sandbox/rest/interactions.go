package rest

import (
	"encoding/json"
	"net/http"

	"cliffhanger/bot/sandbox/world"
)

func (s *Server) interactionRoutes() []*route {
	return []*route{
		hook(http.MethodPost, "/interactions/{interaction_id}/{interaction_token}/callback", s.callback),
	}
}

// callbackBody is an application's first answer on the wire.
type callbackBody struct {
	Type *int            `json:"type"`
	Data json.RawMessage `json:"data"`
}

func (s *Server) callback(c *call) (int, any, error) {
	id, token := c.id("interaction_id"), c.params["interaction_token"]
	if _, err := s.w.Expecting(id, token); err != nil {
		return 0, nil, err
	}
	var in callbackBody
	if err := c.decode(&in); err != nil {
		return 0, nil, err
	}
	var f form
	if in.Type == nil {
		f.add("BASE_TYPE_REQUIRED", "This field is required", "type")
		return 0, nil, f.err()
	}
	f.choice(*in.Type, []int{4, 5, 6, 7, 8, 9}, "type")
	if err := f.err(); err != nil {
		return 0, nil, err
	}
	r, err := c.response(*in.Type, in.Data)
	if err != nil {
		return 0, nil, err
	}
	made, err := s.w.Respond(id, token, r)
	if err != nil {
		return 0, nil, err
	}
	if c.flag("with_response") {
		return 200, made, nil
	}
	return 204, nil, nil
}

// response reads and checks the data of a callback.
func (c *call) response(kind int, data json.RawMessage) (world.Response, error) {
	r := world.Response{Type: kind}
	c.payload = data
	if string(data) == "null" {
		c.payload = nil
	}
	at := path{"data"}
	switch kind {
	case world.CallbackMessage, world.CallbackDeferred:
		if err := c.decode(&r.Draft); err != nil {
			return r, err
		}
		r.Draft.Files = c.files
		return r, checkDraft(&r.Draft, at, world.FlagEphemeral)
	case world.CallbackUpdate:
		if err := c.decode(&r.Patch); err != nil {
			return r, err
		}
		r.Patch.Files = c.files
		return r, checkPatch(&r.Patch, at)
	case world.CallbackChoices:
		var in struct {
			Choices []world.Choice `json:"choices"`
		}
		if err := c.decode(&in); err != nil {
			return r, err
		}
		var f form
		f.length(len(in.Choices), 0, 25, at.in("choices"))
		f.choices(in.Choices, 0, at.in("choices"))
		r.Choices = in.Choices
		return r, f.err()
	case world.CallbackModal:
		if err := c.decode(&r.Modal); err != nil {
			return r, err
		}
		return r, checkModal(&r.Modal)
	}
	return r, nil
}
