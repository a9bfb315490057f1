package rest

import (
	"net/http"

	"cliffhanger/bot/sandbox/world"
)

// archiveAfter are the durations after which a quiet thread can be archived, in minutes.
var archiveAfter = []int{60, 1440, 4320, 10080}

func (s *Server) threadRoutes() []*route {
	const channel = "/channels/{channel_id}"
	return []*route{
		on(http.MethodPost, channel+"/messages/{message_id}/threads", s.startThread),
		on(http.MethodPost, channel+"/threads", s.startThread),
		on(http.MethodGet, channel+"/threads/archived/public", s.archivedThreads(false)),
		on(http.MethodGet, channel+"/threads/archived/private", s.archivedThreads(true)),
		on(http.MethodGet, channel+"/thread-members", s.getThreadMembers),
		on(http.MethodGet, channel+"/thread-members/{user_id}", s.getThreadMember),
		on(http.MethodPut, channel+"/thread-members/{user_id}", s.joinThread),
		on(http.MethodDelete, channel+"/thread-members/{user_id}", s.leaveThread),
	}
}

func (s *Server) startThread(c *call) (int, any, error) {
	var d world.ThreadDraft
	if err := c.decode(&d); err != nil {
		return 0, nil, err
	}
	var f form
	f.text(d.Name, 1, 100, "name")
	if d.Auto != 0 {
		f.choice(d.Auto, archiveAfter, "auto_archive_duration")
	}
	f.within(d.Slowmode, 0, 21600, "rate_limit_per_user")
	f.length(len(d.Applied), 0, 5, "applied_tags")
	if d.Type != 0 {
		f.choice(d.Type, []int{world.ChannelNewsThread, world.ChannelPublicThread, world.ChannelPrivateThread}, "type")
	}
	if err := f.err(); err != nil {
		return 0, nil, err
	}
	if d.Message != nil {
		d.Message.Files = c.files
		d.Message.Nonce, d.Message.EnforceNonce = nil, false // forum posts take no nonce
		if err := checkDraft(d.Message, path{"message"}, 0); err != nil {
			return 0, nil, err
		}
	}
	thread, err := s.w.StartThread(c.me(), c.id("channel_id"), c.id("message_id"), d)
	return http.StatusCreated, thread, err
}

// list is the answer of routes that list threads.
type list struct {
	Threads []*world.Channel      `json:"threads"`
	Members []*world.ThreadMember `json:"members"`
	More    *bool                 `json:"has_more,omitempty"`
}

// threadList puts the asking user's memberships beside the threads, as Discord does.
func threadList(threads []*world.Channel, more *bool) list {
	out := list{Threads: threads, Members: []*world.ThreadMember{}, More: more}
	for _, t := range threads {
		if t.Member != nil {
			out.Members = append(out.Members, t.Member)
		}
	}
	return out
}

func (s *Server) archivedThreads(private bool) handler {
	return func(c *call) (int, any, error) {
		limit, err := c.number("limit", 100, 2, 100)
		if err != nil {
			return 0, nil, err
		}
		before, err := c.moment("before")
		if err != nil {
			return 0, nil, err
		}
		threads, more, err := s.w.ArchivedThreads(c.me(), c.id("channel_id"), private, before, limit)
		return 200, threadList(threads, &more), err
	}
}

func (s *Server) getThreadMembers(c *call) (int, any, error) {
	if err := s.mayListMembers(c); err != nil {
		return 0, nil, err
	}
	limit, err := c.number("limit", 100, 1, 100)
	if err != nil {
		return 0, nil, err
	}
	after, err := c.queryID("after")
	if err != nil {
		return 0, nil, err
	}
	full := c.flag("with_member")
	if !full {
		limit = 0 // without member objects Discord does not page
	}
	all, err := s.w.ThreadMembers(c.me(), c.id("channel_id"), after, limit, full)
	return 200, all, err
}

func (s *Server) getThreadMember(c *call) (int, any, error) {
	m, err := s.w.ThreadMember(c.me(), c.id("channel_id"), c.member())
	return 200, m, err
}

func (s *Server) joinThread(c *call) (int, any, error) {
	return 204, nil, s.w.JoinThread(c.me(), c.id("channel_id"), c.member())
}

func (s *Server) leaveThread(c *call) (int, any, error) {
	return 204, nil, s.w.LeaveThread(c.me(), c.id("channel_id"), c.member())
}

// member is the user of a thread-members route, where @me is the acting one.
func (c *call) member() world.ID {
	if c.params["user_id"] == "@me" {
		return c.me()
	}
	return c.id("user_id")
}
