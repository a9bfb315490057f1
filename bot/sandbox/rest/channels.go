package rest

import (
	"net/http"
	"time"

	"cliffhanger/bot/sandbox/world"
)

func (s *Server) channelRoutes() []*route {
	const channel = "/channels/{channel_id}"
	return []*route{
		on(http.MethodGet, channel, s.getChannel),
		on(http.MethodPatch, channel, s.editChannel),
		on(http.MethodDelete, channel, s.deleteChannel),
		on(http.MethodPut, channel+"/permissions/{overwrite_id}", s.setOverwrite),
		on(http.MethodDelete, channel+"/permissions/{overwrite_id}", s.deleteOverwrite),
		on(http.MethodPost, channel+"/typing", s.typing),
	}
}

func (s *Server) getChannel(c *call) (int, any, error) {
	channel, err := s.w.Channel(c.me(), c.id("channel_id"))
	return 200, channel, err
}

// Changing a channel's name or topic is limited to 2 in 10 minutes, which no header tells in advance.
const (
	renames   = 2
	renamesIn = 10 * time.Minute
)

func (s *Server) editChannel(c *call) (int, any, error) {
	var p world.ChannelPatch
	if err := c.decode(&p); err != nil {
		return 0, nil, err
	}
	channel, err := s.w.Channel(c.me(), c.id("channel_id"))
	if err != nil {
		return 0, nil, err
	}
	var f form
	if p.Name.Set {
		f.text(p.Name.Value, 1, 100, "name")
	}
	f.topic(&p.Topic.Value, channel.Type)
	f.within(p.Slowmode.Value, 0, 21600, "rate_limit_per_user")
	if p.Auto.Set {
		f.choice(p.Auto.Value, archiveAfter, "auto_archive_duration")
	}
	f.length(len(p.Applied.Value), 0, 5, "applied_tags")
	f.tags(p.Tags.Value)
	if err := f.err(); err != nil {
		return 0, nil, err
	}
	if p.Name.Set || p.Topic.Set {
		err := s.limiter.take("rename:"+c.params["channel_id"], renames, renamesIn, 0, "You are being rate limited.")
		if err != nil {
			return 0, nil, err
		}
	}
	channel, err = s.w.EditChannel(c.me(), c.id("channel_id"), p)
	return 200, channel, err
}

// topic checks a channel's topic: 1,024 characters, 4,096 in a forum.
func (f *form) topic(s *string, kind int) {
	most := 1024
	if kind == world.ChannelForum || kind == world.ChannelMedia {
		most = 4096
	}
	f.optional(s, 0, most, "topic")
}

// tags checks a forum's tags.
func (f *form) tags(all []world.Tag) {
	f.length(len(all), 0, 20, "available_tags")
	for i, t := range all {
		f.text(t.Name, 1, 20, "available_tags", i, "name")
	}
}

func (s *Server) deleteChannel(c *call) (int, any, error) {
	channel, err := s.w.DeleteChannel(c.me(), c.id("channel_id"))
	return 200, channel, err
}

func (s *Server) setOverwrite(c *call) (int, any, error) {
	var in struct {
		Type  world.Opt[int]              `json:"type"`
		Allow world.Opt[world.Permission] `json:"allow"`
		Deny  world.Opt[world.Permission] `json:"deny"`
	}
	if err := c.decode(&in); err != nil {
		return 0, nil, err
	}
	var f form
	if !in.Type.Set || in.Type.Null {
		f.add("BASE_TYPE_REQUIRED", "This field is required", "type")
	} else {
		f.choice(in.Type.Value, []int{0, 1}, "type")
	}
	if err := f.err(); err != nil {
		return 0, nil, err
	}
	o := world.Overwrite{ID: c.id("overwrite_id"), Type: in.Type.Value, Allow: in.Allow.Value, Deny: in.Deny.Value}
	return 204, nil, s.w.SetOverwrite(c.me(), c.id("channel_id"), o)
}

func (s *Server) deleteOverwrite(c *call) (int, any, error) {
	return 204, nil, s.w.DeleteOverwrite(c.me(), c.id("channel_id"), c.id("overwrite_id"))
}

func (s *Server) typing(c *call) (int, any, error) {
	return 204, nil, s.w.Typing(c.me(), c.id("channel_id"))
}
