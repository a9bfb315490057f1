package gateway

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"cliffhanger/bot/sandbox/world"
)

// identity is the data of IDENTIFY. Pointers and raw messages tell what is missing.
type identity struct {
	Token      *string         `json:"token"`
	Properties json.RawMessage `json:"properties"`
	Intents    *int64          `json:"intents"`
	Compress   bool            `json:"compress"`
	Shard      *shard          `json:"shard"`
}

// identify begins a session.
func (c *conn) identify(d json.RawMessage) int {
	if c.identified() {
		return codeIdentifiedTwice
	}
	var in identity
	if json.Unmarshal(d, &in) != nil || in.Token == nil || len(in.Properties) == 0 || in.Properties[0] != '{' {
		return codeDecode
	}
	s := &session{id: newSessionID(), shard: shard{0, 1}}
	if in.Shard != nil {
		s.shard = *in.Shard
	}
	if code := c.g.noteIdentify(s.shard); code != 0 {
		return code
	}
	app, user, about := c.login(*in.Token)
	if user == nil {
		return codeBadToken
	}
	s.app, s.me = app, user.ID
	if !s.shard.valid() {
		return codeBadShard
	}
	if in.Intents == nil || !Intents(*in.Intents).valid() {
		return codeBadIntents
	}
	s.intents = Intents(*in.Intents)
	if s.intents&privileged&^allowed(about) != 0 {
		return codeForbidIntents
	}
	switch c.g.spend(app, s.shard) {
	case tooSoon:
		c.tell(control(opInvalid, "false"))
		return 0
	case usedUp:
		return codeBadToken
	}
	if c.divertIdentify() {
		return 0
	}
	if p, ok := c.enc.(*plain); ok { // transport compression excludes the other
		p.deflate.Store(in.Compress)
	}
	return c.begin(s, user, about, in.Shard != nil)
}

// login finds the application of a token, its user and what READY tells of it; user is nil if there is none.
func (c *conn) login(token string) (app world.ID, user *world.User, application json.RawMessage) {
	known, ok := c.g.opt.World.Login(strings.TrimPrefix(token, "Bot "))
	if !ok {
		return 0, nil, nil
	}
	user, about := c.g.opt.World.Ready(known.ID)
	application, err := json.Marshal(about)
	if err != nil {
		c.g.opt.Log.Error("gateway cannot write READY's application", "cause", err)
		return 0, nil, nil
	}
	return known.ID, user, application
}

// begin attaches a new session to the world and to this connection.
func (c *conn) begin(s *session, user *world.User, application json.RawMessage, sharded bool) int {
	count := 0
	all, detach := c.g.opt.World.AttachShard(s.app, func(guild world.ID) bool {
		if !s.shard.has(guild) {
			return false
		}
		count++
		return count <= guildsPerShard
	}, func(e world.Event) { c.g.deliver(s, e) })
	if count > guildsPerShard {
		detach()
		return codeShardingNeeded
	}
	first, err := s.opening(c, user, application, sharded, all)
	if err != nil {
		c.g.opt.Log.Error("gateway cannot write READY", "cause", err)
		detach()
		return codeTimedOut
	}
	c.g.mu.Lock()
	if c.g.closed {
		c.g.mu.Unlock()
		detach()
		return 0 // the connection is being dropped
	}
	defer c.g.mu.Unlock()
	s.detach, s.conn, c.session = detach, c, s
	c.sent, c.resumed = 0, 0
	for _, d := range append(first, s.early...) {
		c.g.push(s, d)
	}
	s.ready, s.early = true, nil
	c.g.sessions[s.id] = s
	c.g.counts.Ready++
	c.g.opt.Log.Info("gateway session begins", "session", s.id, "app", s.app.String(), "shard", s.shard, "intents",
		int64(s.intents))
	return 0
}

// opening returns READY and a GUILD_CREATE for all the servers of the shard.
func (s *session) opening(
	c *conn, user *world.User, application json.RawMessage, sharded bool, all []*world.Guild,
) ([]dispatch, error) {
	type unavailable struct {
		ID          world.ID `json:"id"`
		Unavailable bool     `json:"unavailable"`
	}
	ready := struct {
		V           json.Number     `json:"v"`
		User        *world.User     `json:"user"`
		Guilds      []unavailable   `json:"guilds"`
		SessionID   string          `json:"session_id"`
		ResumeURL   string          `json:"resume_gateway_url"`
		Shard       *shard          `json:"shard,omitempty"`
		Application json.RawMessage `json:"application"`
	}{
		V: json.Number(c.version), User: user, Guilds: []unavailable{}, SessionID: s.id, ResumeURL: c.g.resumeURL(),
		Application: application,
	}
	if sharded {
		ready.Shard = &s.shard
	}
	list := []dispatch{{name: "READY"}}
	for _, guild := range all {
		ready.Guilds = append(ready.Guilds, unavailable{ID: guild.ID, Unavailable: true})
		if s.intents&Guilds == 0 || c.g.isDown(guild.ID) {
			continue
		}
		d, err := guildCreate(guild)
		if err != nil {
			return nil, err
		}
		list = append(list, d)
	}
	data, err := json.Marshal(ready)
	if err != nil {
		return nil, fmt.Errorf("writing READY: %w", err)
	}
	list[0].data = data
	return list, nil
}

func guildCreate(guild *world.Guild) (dispatch, error) {
	data, err := json.Marshal(guild)
	if err != nil {
		return dispatch{}, fmt.Errorf("writing server %s: %w", guild.ID, err)
	}
	return dispatch{name: "GUILD_CREATE", data: data}, nil
}

// identified tells whether the connection has a session.
func (c *conn) identified() bool {
	c.g.mu.Lock()
	defer c.g.mu.Unlock()
	return c.session != nil
}

// newSessionID returns 32 hexadecimal digits, as Discord's session ids are.
func newSessionID() string {
	b := make([]byte, 16)
	rand.Read(b) // never fails, as its documentation promises
	return hex.EncodeToString(b)
}
