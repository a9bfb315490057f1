package gateway

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"cliffhanger/bot/sandbox/world"
)

// request does what an identified client asks for: op 8 sends members; a presence, a voice state and soundboard sounds
// are taken note of and change nothing, as the sandbox has none of them.
func (c *conn) request(op int, d json.RawMessage) int {
	c.g.mu.Lock()
	s := c.session
	c.g.mu.Unlock()
	if s == nil {
		return codeNotIdentified
	}
	if len(d) == 0 || d[0] != '{' {
		return codeDecode
	}
	if op == opMembers {
		return c.members(s, d)
	}
	return 0
}

// chunkSize is the number of members in one GUILD_MEMBERS_CHUNK, and askAllEvery how often all members of a server
// may be asked for; both are from the documentation's page on gateway events and its change log.
const (
	chunkSize   = 1000
	askAllEvery = 30 * time.Second
)

// ask is the data of op 8. UserIDs is one id or a list.
type ask struct {
	Guild   world.ID        `json:"guild_id"`
	Query   *string         `json:"query"`
	Limit   int             `json:"limit"`
	UserIDs json.RawMessage `json:"user_ids"`
	Nonce   json.RawMessage `json:"nonce"`
}

// members answers op 8 with chunks, or with RATE_LIMITED if all were asked for a short time ago. Of servers the bot is
// not in, and of all members without the privileged intent, it says nothing.
func (c *conn) members(s *session, d json.RawMessage) int {
	var in ask
	if json.Unmarshal(d, &in) != nil || in.Guild == 0 || in.Limit < 0 {
		return codeDecode
	}
	ids, err := idList(in.UserIDs)
	if err != nil || ids == nil && in.Query == nil {
		return codeDecode
	}
	all := ids == nil && *in.Query == "" && in.Limit == 0
	if all && s.intents&GuildMembers == 0 {
		return 0
	}
	if wait := c.g.askAll(s, in.Guild, all); wait > 0 {
		c.say(s, "RATE_LIMITED", map[string]any{
			"opcode": opMembers, "retry_after": wait.Seconds(), "meta": in.about(map[string]any{}),
		})
		return 0
	}
	found, err := c.find(s, in, ids, all)
	if err != nil {
		c.g.opt.Log.Info("gateway: members asked for in vain", "session", s.id, "guild", in.Guild.String(), "cause", err)
		return 0
	}
	missing := slices.DeleteFunc(slices.Clone(ids), func(id world.ID) bool {
		return slices.ContainsFunc(found, func(m *world.Member) bool { return m.User.ID == id })
	})
	chunks := slices.Collect(slices.Chunk(found, chunkSize))
	if len(chunks) == 0 {
		chunks = append(chunks, []*world.Member{})
	}
	for i, chunk := range chunks {
		out := in.about(map[string]any{"members": chunk, "chunk_index": i, "chunk_count": len(chunks)})
		if len(missing) > 0 && i == 0 {
			out["not_found"] = missing
		}
		c.say(s, "GUILD_MEMBERS_CHUNK", out)
	}
	return 0
}

// find looks members up by id or by the beginning of their names.
func (c *conn) find(s *session, in ask, ids []world.ID, all bool) ([]*world.Member, error) {
	const everybody = 1 << 30
	limit, query := min(in.Limit, 100), ""
	if ids != nil || all {
		limit = everybody
	} else {
		query = *in.Query
	}
	found, err := c.g.opt.World.Members(s.me, in.Guild, 0, limit, query)
	if err != nil {
		return nil, fmt.Errorf("listing members: %w", err)
	}
	if ids != nil {
		found = slices.DeleteFunc(found, func(m *world.Member) bool { return !slices.Contains(ids, m.User.ID) })
	}
	return found, nil
}

// about adds to an answer what it answers.
func (in ask) about(out map[string]any) map[string]any {
	out["guild_id"] = in.Guild
	if len(in.Nonce) > 0 {
		out["nonce"] = in.Nonce
	}
	return out
}

// askAll counts a request for all members of a server and returns how long it comes too early.
func (g *Gateway) askAll(s *session, guild world.ID, all bool) time.Duration {
	if !all {
		return 0
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if last, ok := s.asked[guild]; ok {
		if wait := askAllEvery - time.Since(last); wait > 0 {
			return wait
		}
	}
	if s.asked == nil {
		s.asked = make(map[world.ID]time.Time)
	}
	s.asked[guild] = time.Now()
	return 0
}

// say puts a dispatch of the gateway's own into a session.
func (c *conn) say(s *session, name string, d any) {
	data, err := json.Marshal(d)
	if err != nil {
		c.g.opt.Log.Error("gateway cannot write a dispatch", "event", name, "cause", err)
		return
	}
	c.g.mu.Lock()
	defer c.g.mu.Unlock()
	c.g.push(s, dispatch{name: name, data: data})
}

// idList reads user_ids: nil for none, else the ids.
func idList(raw json.RawMessage) ([]world.ID, error) {
	if len(raw) == 0 || string(raw) == "null" {
		return nil, nil
	}
	ids := []world.ID{}
	if raw[0] == '[' {
		if err := json.Unmarshal(raw, &ids); err != nil {
			return nil, fmt.Errorf("reading user_ids: %w", err)
		}
		return ids, nil
	}
	var one world.ID
	if err := json.Unmarshal(raw, &one); err != nil {
		return nil, fmt.Errorf("reading user_ids: %w", err)
	}
	return append(ids, one), nil
}
