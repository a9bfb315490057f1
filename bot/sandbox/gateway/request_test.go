package gateway_test

import (
	"fmt"
	"testing"
	"time"

	"cliffhanger/bot/sandbox/gateway"
	"cliffhanger/bot/sandbox/world"
)

type chunk struct {
	Guild    world.ID `json:"guild_id"`
	Members  []*world.Member
	Index    int        `json:"chunk_index"`
	Count    int        `json:"chunk_count"`
	NotFound []world.ID `json:"not_found"`
	Nonce    string
}

func TestRequestMembers(t *testing.T) {
	tests := []struct {
		name, ask string
		chunks    []int // members in each; nil: nothing comes
		missing   int
		code      int
	}{
		{"everybody", `{"guild_id":"8388608","query":"","limit":0,"nonce":"n"}`, []int{1000, 1000, 500}, 0, 0},
		{"by prefix", `{"guild_id":"8388608","query":"reader-1","limit":7,"nonce":"n"}`, []int{7}, 0, 0},
		{"by prefix, at most 100", `{"guild_id":"8388608","query":"reader","limit":500,"nonce":"n"}`, []int{100}, 0, 0},
		{"nobody", `{"guild_id":"8388608","query":"x","limit":7,"nonce":"n"}`, []int{0}, 0, 0},
		{"by id", `{"guild_id":"8388608","user_ids":["1","3","99999"],"nonce":"n"}`, []int{2}, 1, 0},
		{"by one id", `{"guild_id":"8388608","user_ids":"2","nonce":"n"}`, []int{1}, 0, 0},
		{"by no id", `{"guild_id":"8388608","user_ids":[],"nonce":"n"}`, []int{0}, 0, 0},
		{"a server it is not in", `{"guild_id":"1","query":"","limit":0}`, nil, 0, 0},
		{"no server", `{"query":"","limit":0}`, nil, 0, 4002},
		{"neither query nor ids", `{"guild_id":"8388608","limit":0}`, nil, 0, 4002},
		{"ids null", `{"guild_id":"8388608","user_ids":null}`, nil, 0, 4002},
		{"ids of another type", `{"guild_id":"8388608","user_ids":{}}`, nil, 0, 4002},
		{"negative limit", `{"guild_id":"8388608","query":"","limit":-1}`, nil, 0, 4002},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			bubble(t, nil, func(t *testing.T, b *bench) {
				c := b.populated(gateway.GuildMembers)
				c.send(`{"op":8,"d":` + tt.ask + `}`)
				if tt.code != 0 {
					c.closed(tt.code)
					return
				}
				for i, n := range tt.chunks {
					got := decode[chunk](t, c.want(0, "GUILD_MEMBERS_CHUNK"))
					if got.Guild != guildA || len(got.Members) != n || got.Index != i || got.Count != len(tt.chunks) ||
						got.Nonce != "n" || i == 0 && len(got.NotFound) != tt.missing {
						t.Errorf("chunk %d: %d members, %d of %d, not found %v; want %d members", i, len(got.Members), got.Index,
							got.Count, got.NotFound, n)
					}
				}
				c.silent()
				c.open()
			})
		})
	}
}

// populated starts a session in a server of 2,500 members.
func (b *bench) populated(intents gateway.Intents) *client {
	b.t.Helper()
	b.w.flags = 1 << 14
	for i := range 2500 {
		b.w.members = append(b.w.members, &world.Member{User: &world.User{
			ID: world.ID(i + 1), Username: fmt.Sprintf("reader-%d", i),
		}})
	}
	c := b.hello()
	c.identify(fmt.Sprintf(`,"intents":%d`, intents))
	c.want(0, "READY")
	c.want(0, "EARLY")
	return c
}

func TestRequestAllMembersTooOften(t *testing.T) {
	const everybody = `{"op":8,"d":{"guild_id":"8388608","query":"","limit":0,"nonce":"n"}}`
	bubble(t, nil, func(t *testing.T, b *bench) {
		c := b.populated(gateway.GuildMembers)
		for range 2 {
			c.send(everybody)
			for range 3 {
				c.want(0, "GUILD_MEMBERS_CHUNK")
			}
			time.Sleep(10 * time.Second)
			c.send(everybody)
			got := decode[struct {
				Opcode int
				After  float64 `json:"retry_after"`
				Meta   struct {
					Guild world.ID `json:"guild_id"`
					Nonce string
				}
			}](t, c.want(0, "RATE_LIMITED"))
			if got.Opcode != 8 || got.After != 20 || got.Meta.Guild != guildA || got.Meta.Nonce != "n" {
				t.Errorf("limited with %+v, want opcode 8 and 20 s for the server asked about", got)
			}
			time.Sleep(20 * time.Second)
		}
	})
}

func TestRequestAllMembersNeedsTheIntent(t *testing.T) {
	bubble(t, nil, func(t *testing.T, b *bench) {
		c := b.populated(0)
		c.send(`{"op":8,"d":{"guild_id":"8388608","query":"","limit":0}}`)
		c.silent()
		c.send(`{"op":8,"d":{"guild_id":"8388608","query":"reader","limit":1}}`)
		c.want(0, "GUILD_MEMBERS_CHUNK")
	})
}
