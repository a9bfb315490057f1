package rest

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"cliffhanger/bot/sandbox/world"
)

// handler answers a request: an HTTP status and what goes into the body, or an error.
type handler func(*call) (status int, body any, err error)

// route is a method and a pattern such as /channels/{channel_id}/messages.
type route struct {
	method, pattern string
	parts           []string
	handle          handler
	open            bool // needs no bot token
	hook            bool // exempt from the global limit: callbacks and webhooks
}

// versions that are served; 6 to 8 are gone.
var versions = []string{"v9", "v10"}

// find sets the route and the parameters of a call: 404 for an unknown path, 405 for an unknown method on a known one.
func (s *Server) find(c *call) error {
	version, rest, _ := strings.Cut(strings.TrimPrefix(c.r.URL.EscapedPath(), "/api/"), "/")
	if !slices.Contains(versions, version) {
		return world.Refuse(400, 50041, "Invalid API version provided")
	}
	parts := strings.Split(rest, "/")
	for i := range parts {
		plain, err := url.PathUnescape(parts[i])
		if err != nil {
			return notFound()
		}
		parts[i] = plain
	}
	known, best := false, -1
	for _, r := range s.routes {
		params, literals := r.match(parts)
		if params == nil {
			continue
		}
		known = true
		if r.method == c.r.Method && literals > best {
			c.route, c.params, best = r, params, literals
		}
	}
	switch {
	case c.route != nil:
		return nil
	case known:
		return world.Refuse(http.StatusMethodNotAllowed, 0, "405: Method Not Allowed")
	}
	return notFound()
}

func notFound() error { return world.Refuse(404, 0, "404: Not Found") }

// match compares a path. params is nil if it does not match; literals counts the parts that are no parameters.
func (r *route) match(parts []string) (params map[string]string, literals int) {
	if len(parts) != len(r.parts) {
		return nil, 0
	}
	params = map[string]string{}
	for i, p := range r.parts {
		switch {
		case strings.HasPrefix(p, "{"):
			if parts[i] == "" {
				return nil, 0
			}
			params[p[1:len(p)-1]] = parts[i]
		case p == parts[i]:
			literals++
		default:
			return nil, 0
		}
	}
	return params, literals
}

// on makes a route that needs the bot token.
func on(method, pattern string, h handler) *route {
	return &route{method: method, pattern: pattern, parts: strings.Split(pattern[1:], "/"), handle: h}
}

// hook makes a route of an interaction: no token, no global limit.
func hook(method, pattern string, h handler) *route {
	r := on(method, pattern, h)
	r.open, r.hook = true, true
	return r
}

// open makes a route that needs no token.
func open(method, pattern string, h handler) *route {
	r := on(method, pattern, h)
	r.open = true
	return r
}

// table lists all routes.
func (s *Server) table() []*route {
	return slices.Concat(s.meRoutes(), s.guildRoutes(), s.channelRoutes(), s.messageRoutes(), s.reactionRoutes(),
		s.pinRoutes(), s.threadRoutes(), s.commandRoutes(), s.interactionRoutes(), s.webhookRoutes())
}
