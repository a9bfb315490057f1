package rest

import (
	"net/http"

	"cliffhanger/bot/sandbox/world"
)

// sessionTotal is how many IDENTIFYs a bot has per day (Discord's "Gateway", Identifying).
const sessionTotal = 1000

func (s *Server) meRoutes() []*route {
	gateway := open(http.MethodGet, "/gateway", s.getGateway)
	return []*route{
		gateway,
		on(http.MethodGet, "/gateway/bot", s.getGatewayBot),
		on(http.MethodGet, "/users/@me", s.getMe),
		on(http.MethodGet, "/users/@me/guilds", s.getMyGuilds),
		on(http.MethodDelete, "/users/@me/guilds/{guild_id}", s.leaveGuild),
		on(http.MethodPost, "/users/@me/channels", s.openDM),
		on(http.MethodGet, "/users/{user_id}", s.getUser),
		on(http.MethodGet, "/applications/@me", s.getApplication),
		on(http.MethodGet, "/oauth2/applications/@me", s.getApplication),
	}
}

// gatewayURL returns where the gateway is: 503 if this sandbox has none.
func (s *Server) gatewayURL() (string, error) {
	if s.o.Gateway == nil {
		return "", world.Refuse(http.StatusServiceUnavailable, 0, "503: Service Unavailable")
	}
	return s.o.Gateway(), nil
}

func (s *Server) getGateway(*call) (int, any, error) {
	url, err := s.gatewayURL()
	return 200, struct {
		URL string `json:"url"`
	}{url}, err
}

func (s *Server) getGatewayBot(c *call) (int, any, error) {
	url, err := s.gatewayURL()
	if err != nil {
		return 0, nil, err
	}
	limit := SessionLimit{Total: sessionTotal, Remaining: sessionTotal, MaxConcurrency: 1}
	if s.o.Sessions != nil {
		limit = s.o.Sessions(c.app.ID)
	}
	shards := recommended(s.w.GuildCount(c.app.ID))
	if s.o.Shards != nil {
		shards = s.o.Shards(c.app.ID)
	}
	return 200, struct {
		URL    string       `json:"url"`
		Shards int          `json:"shards"`
		Limit  SessionLimit `json:"session_start_limit"`
	}{url, shards, limit}, nil
}

// guildsPerShard is how many guilds there are on a shard when as many are used as recommended. Discord documents only
// the limit of 2,500; what bots are told comes to about 1,000.
const guildsPerShard = 1000

// recommended is the number of shards for a bot in so many guilds: at least one.
func recommended(guilds int) int { return max(1, (guilds+guildsPerShard-1)/guildsPerShard) }

// me is a user object with what only its owner sees.
type me struct {
	*world.User
	Email    *string `json:"email"`
	Verified bool    `json:"verified"`
	Locale   string  `json:"locale"`
	MFA      bool    `json:"mfa_enabled"`
}

func (s *Server) getMe(c *call) (int, any, error) {
	u, err := s.w.User(c.me())
	return 200, me{User: u, Verified: true, Locale: "en-US", MFA: true}, err
}

func (s *Server) getUser(c *call) (int, any, error) {
	u, err := s.w.User(c.id("user_id"))
	return 200, u, err
}

func (s *Server) getMyGuilds(c *call) (int, any, error) {
	limit, err := c.number("limit", 200, 1, 200)
	if err != nil {
		return 0, nil, err
	}
	after, err := c.queryID("after")
	if err != nil {
		return 0, nil, err
	}
	out := []world.PartialGuild{}
	for _, g := range s.w.MyGuilds(c.me()) {
		if g.ID > after && len(out) < limit {
			out = append(out, g)
		}
	}
	return 200, out, nil
}

func (s *Server) leaveGuild(c *call) (int, any, error) {
	return 204, nil, s.w.Leave(c.id("guild_id"), c.me())
}

func (s *Server) openDM(c *call) (int, any, error) {
	var in struct {
		Recipient world.ID `json:"recipient_id"`
	}
	if err := c.decode(&in); err != nil {
		return 0, nil, err
	}
	var f form
	if in.Recipient == 0 {
		f.add("BASE_TYPE_REQUIRED", "This field is required", "recipient_id")
		return 0, nil, f.err()
	}
	channel, err := s.w.OpenDM(c.me(), in.Recipient)
	return 200, channel, err
}

func (s *Server) getApplication(c *call) (int, any, error) {
	app, err := s.w.Application(c.app.ID)
	return 200, app, err
}
