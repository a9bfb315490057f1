package rest

import (
	"net/http"

	"cliffhanger/bot/sandbox/world"
)

func (s *Server) guildRoutes() []*route {
	const guild = "/guilds/{guild_id}"
	return []*route{
		on(http.MethodGet, guild, s.getGuild),
		on(http.MethodGet, guild+"/channels", s.getChannels),
		on(http.MethodPost, guild+"/channels", s.createChannel),
		on(http.MethodGet, guild+"/roles", s.getRoles),
		on(http.MethodGet, guild+"/emojis", s.getEmojis),
		on(http.MethodGet, guild+"/threads/active", s.getActiveThreads),
		on(http.MethodGet, guild+"/members", s.getMembers),
		on(http.MethodGet, guild+"/members/search", s.searchMembers),
		on(http.MethodPatch, guild+"/members/@me", s.editMyMember),
		on(http.MethodGet, guild+"/members/{user_id}", s.getMember),
		on(http.MethodPut, guild+"/members/{user_id}/roles/{role_id}", s.setRole(true)),
		on(http.MethodDelete, guild+"/members/{user_id}/roles/{role_id}", s.setRole(false)),
	}
}

func (s *Server) getGuild(c *call) (int, any, error) {
	g, err := s.w.Guild(c.me(), c.id("guild_id"))
	return 200, g, err
}

func (s *Server) getRoles(c *call) (int, any, error) {
	roles, err := s.w.Roles(c.me(), c.id("guild_id"))
	return 200, roles, err
}

func (s *Server) getEmojis(c *call) (int, any, error) {
	g, err := s.w.Guild(c.me(), c.id("guild_id"))
	if err != nil {
		return 0, nil, err
	}
	return 200, g.Emojis, nil
}

func (s *Server) getChannels(c *call) (int, any, error) {
	all, err := s.w.Channels(c.me(), c.id("guild_id"))
	return 200, all, err
}

func (s *Server) createChannel(c *call) (int, any, error) {
	var d world.ChannelDraft
	if err := c.decode(&d); err != nil {
		return 0, nil, err
	}
	var f form
	f.text(d.Name, 1, 100, "name")
	f.choice(d.Type, []int{world.ChannelText, world.ChannelVoice, world.ChannelCategory, world.ChannelAnnouncement,
		world.ChannelForum, world.ChannelMedia}, "type")
	f.topic(d.Topic, d.Type)
	f.within(d.Slowmode, 0, 21600, "rate_limit_per_user")
	f.tags(d.Tags)
	if err := f.err(); err != nil {
		return 0, nil, err
	}
	channel, err := s.w.CreateChannel(c.me(), c.id("guild_id"), d)
	return http.StatusCreated, channel, err
}

func (s *Server) getActiveThreads(c *call) (int, any, error) {
	threads, err := s.w.ActiveThreads(c.me(), c.id("guild_id"))
	if err != nil {
		return 0, nil, err
	}
	return 200, threadList(threads, nil), nil
}

func (s *Server) getMember(c *call) (int, any, error) {
	m, err := s.w.GetMember(c.me(), c.id("guild_id"), c.id("user_id"))
	return 200, m, err
}

// mayListMembers refuses applications without the privileged intent GUILD_MEMBERS: it closes routes, too, whatever was
// identified with.
func (s *Server) mayListMembers(c *call) error {
	app, err := s.w.Application(c.app.ID)
	if err == nil && app.Flags&(world.AppMembersLimited|world.AppMembersLimited>>1) == 0 {
		return world.Refuse(http.StatusForbidden, 50001, "Missing Access")
	}
	return err
}

func (s *Server) getMembers(c *call) (int, any, error) {
	if err := s.mayListMembers(c); err != nil {
		return 0, nil, err
	}
	limit, err := c.number("limit", 1, 1, 1000)
	if err != nil {
		return 0, nil, err
	}
	after, err := c.queryID("after")
	if err != nil {
		return 0, nil, err
	}
	all, err := s.w.Members(c.me(), c.id("guild_id"), after, limit, "")
	return 200, all, err
}

func (s *Server) searchMembers(c *call) (int, any, error) {
	limit, err := c.number("limit", 1, 1, 1000)
	if err != nil {
		return 0, nil, err
	}
	query := c.r.URL.Query().Get("query")
	var f form
	if f.text(query, 1, 100, "query"); len(f.bad) > 0 {
		return 0, nil, f.err()
	}
	all, err := s.w.Members(c.me(), c.id("guild_id"), 0, limit, query)
	return 200, all, err
}

func (s *Server) editMyMember(c *call) (int, any, error) {
	var in struct {
		Nick world.Opt[string] `json:"nick"`
	}
	if err := c.decode(&in); err != nil {
		return 0, nil, err
	}
	var f form
	if f.text(in.Nick.Value, 0, 32, "nick"); len(f.bad) > 0 {
		return 0, nil, f.err()
	}
	if !in.Nick.Set {
		m, err := s.w.GetMember(c.me(), c.id("guild_id"), c.me())
		return 200, m, err
	}
	m, err := s.w.SetNick(c.me(), c.id("guild_id"), in.Nick.Value)
	return 200, m, err
}

func (s *Server) setRole(give bool) handler {
	return func(c *call) (int, any, error) {
		return 204, nil, s.w.SetRole(c.me(), c.id("guild_id"), c.id("user_id"), c.id("role_id"), give)
	}
}
