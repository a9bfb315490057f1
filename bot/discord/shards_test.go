package discord_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"cliffhanger/bot/discord"
	"cliffhanger/bot/sandbox"
	"cliffhanger/bot/sandbox/rest"
	simnet "cliffhanger/bot/sandbox/wire"
	"cliffhanger/bot/sandbox/world"
)

const (
	shards = 4
	others = 24 // guilds, besides the default one
)

func sharded(cfg *discord.Config) { cfg.Shards = shards }

// A house is a stage with many guilds.
type house struct {
	*stage
	guilds []world.ID
	rooms  map[world.ID]world.ID // one in each guild
	keeper world.ID              // is in all of the crowd's
}

func inHouse(t *testing.T, o sandbox.Options, play func(*testing.T, *house)) {
	t.Helper()
	onStage(t, o, func(t *testing.T, s *stage) {
		h := &house{stage: s, rooms: map[world.ID]world.ID{}}
		s.World.Crowd(s.App().ID, others)
		for _, p := range s.World.People() {
			if p.Name == "innkeeper" {
				h.keeper = p.ID
			}
		}
		for _, g := range s.World.View(s.App().User.ID).Guilds {
			h.guilds = append(h.guilds, g.ID)
			for _, c := range g.Channels {
				if c.Name == "talk" {
					h.rooms[g.ID] = c.ID
				}
			}
		}
		play(t, h)
	})
}

// everywhere has somebody react in every guild of the crowd.
func (h *house) everywhere() {
	h.t.Helper()
	for _, g := range h.guilds {
		if h.rooms[g] != h.stage.room {
			h.reactAs(h.keeper, h.rooms[g])
		}
	}
}

// heard fails the test unless every number came once, and those of one shard in order.
func (h *house) heard(reactions []discord.Reaction) {
	h.t.Helper()
	var all []int
	last := map[int]int{}
	for _, r := range reactions {
		v, _ := h.numbers.Load(r.Message)
		n, of := v.(int), discord.ShardOf(r.Guild, shards)
		if before, ok := last[of]; ok && n <= before {
			h.t.Errorf("shard %d: number %d came after %d", of, n, before)
		}
		last[of] = n
		all = append(all, n)
	}
	slices.Sort(all)
	if lost := missing(h.t, all, h.sent); len(lost) > 0 {
		h.t.Errorf("numbers %v were lost", lost)
	}
}

// seqs returns how far each shard's session is.
func (h *house) seqs() (out [shards]int64) {
	for _, g := range h.Gateway.Stats().Sessions {
		out[g.Shard[0]] = g.Seq
	}
	return out
}

func TestShardsBeginInTurnAndShareTheGuilds(t *testing.T) {
	for _, concurrency := range []int{1, 2} {
		t.Run(fmt.Sprint("max_concurrency ", concurrency), func(t *testing.T) {
			inHouse(t, sandbox.Options{IdentifyConcurrency: concurrency}, func(t *testing.T, h *house) {
				r := h.run(sharded)
				start := h.until("all are up", time.Minute, func() bool {
					st := h.Gateway.Stats()
					if up := r.Stats(); up.Connected > len(st.Sessions) || up.Shards != shards && up.Shards != 0 {
						t.Errorf("%+v, but there are %d sessions", up, len(st.Sessions))
					}
					if r.Connected() && len(st.Sessions) < shards {
						t.Errorf("connected with %d of %d shards", len(st.Sessions), shards)
					}
					return r.Connected()
				})
				least := time.Duration(shards/concurrency-1) * 5 * time.Second
				if start < least || start > least+time.Second {
					t.Errorf("all shards were up after %s, want a little more than %s", start, least)
				}
				h.paced(int64(concurrency))
				if st := h.Gateway.Stats(); st.Identifies != shards || r.Stats().Identifies != shards {
					t.Errorf("%d IDENTIFYs, and %d counted", st.Identifies, r.Stats().Identifies)
				}
				h.shared(r)
				h.end(r)
			})
		})
	}
}

func TestIdentifiesKeepTheirDistanceOnAnyNetwork(t *testing.T) {
	for _, steps := range [][]time.Duration{
		{1500 * time.Millisecond, 0, 0, 0}, {0, 2 * time.Second, 0, time.Second},
		{2 * time.Second, time.Second, 500 * time.Millisecond, 0},
	} {
		t.Run(fmt.Sprint(steps), func(t *testing.T) {
			inHouse(t, sandbox.Options{}, func(t *testing.T, h *house) {
				r := h.run(sharded)
				for i, latency := range steps { // the network gets faster or slower with each IDENTIFY
					h.net.Set(simnet.Toxics{Latency: latency})
					h.until("an IDENTIFY", time.Minute, func() bool { return len(h.Gateway.Stats().Arrivals) > i })
				}
				h.until("all are up", time.Minute, r.Connected)
				if st := h.Gateway.Stats(); st.Identifies != shards {
					t.Errorf("%d IDENTIFYs for %d shards", st.Identifies, shards)
				}
				h.paced(1)
				h.end(r)
			})
		})
	}
}

// shared checks that the guilds are spread over the shards, and that events come from where they should.
func (h *house) shared(r *running) {
	t := h.t
	var listed []uint64
	for _, ready := range told[discord.Ready](r.ears) {
		if ready.Shards != shards || len(ready.Guilds) < 2 {
			t.Errorf("shard %d of %d has %d guilds", ready.Shard, ready.Shards, len(ready.Guilds))
		}
		for _, g := range h.guilds {
			if lists := slices.Contains(ready.Guilds, uint64(g)); lists != ready.Serves(uint64(g)) {
				t.Errorf("guild %d: listed by shard %d: %v, served: %v", g, ready.Shard, lists, !lists)
			}
		}
		listed = append(listed, ready.Guilds...)
	}
	var found []uint64
	for _, g := range told[discord.Guild](r.ears) {
		found = append(found, g.ID)
	}
	for _, list := range [][]uint64{listed, found} {
		if slices.Sort(list); len(list) != others+1 || len(slices.Compact(list)) != others+1 {
			t.Errorf("%d guilds were told, want each of %d once", len(list), others+1)
		}
	}
	for _, g := range h.guilds {
		if h.rooms[g] == h.stage.room {
			continue
		}
		before := h.seqs()
		h.reactAs(h.keeper, h.rooms[g])
		synctest.Wait()
		for i, seq := range h.seqs() {
			if own := i == discord.ShardOf(uint64(g), shards); own != (seq > before[i]) {
				t.Errorf("guild %d: shard %d told of it: %v", g, i, seq > before[i])
			}
		}
	}
	h.heard(told[discord.Reaction](r.ears))
}

func TestWhatBelongsToNoGuildComesFromShardZero(t *testing.T) {
	inHouse(t, sandbox.Options{IdentifyConcurrency: shards}, func(t *testing.T, h *house) {
		command := world.Command{Type: 1, Name: "read", Description: "reads"}
		if _, _, err := h.World.UpsertCommand(h.App().ID, 0, command); err != nil {
			t.Fatal(err)
		}
		dm, err := h.World.OpenDM(h.reader, h.App().User.ID)
		if err != nil {
			t.Fatal(err)
		}
		r := h.run(sharded)
		h.until("all are up", 10*time.Second, r.Connected)
		before := h.seqs()
		if _, err := h.World.Invoke(h.reader, dm.ID, world.Invocation{Name: "read"}); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		acts := told[*discord.Interaction](r.ears)
		if len(acts) != 1 || acts[0].Guild != 0 || acts[0].User != uint64(h.reader) {
			t.Errorf("heard %+v", acts)
		}
		before[0]++
		if now := h.seqs(); now != before {
			t.Errorf("the shards are at %v, want %v", now, before)
		}
		h.end(r)
	})
}

func TestARestartResumesEveryShard(t *testing.T) {
	inHouse(t, sandbox.Options{}, func(t *testing.T, h *house) {
		r := h.run(sharded)
		h.until("all are up", time.Minute, r.Connected)
		h.everywhere()
		time.Sleep(time.Second)
		h.end(r)
		heard := told[discord.Reaction](r.ears)
		h.everywhere() // while nobody listens
		r = h.run(sharded)
		if took := h.until("all are up again", time.Minute, r.Connected); took > time.Second {
			t.Errorf("resuming took %s: it needs no turns", took)
		}
		h.everywhere()
		time.Sleep(time.Second)
		h.heard(append(heard, told[discord.Reaction](r.ears)...))
		if st := h.Gateway.Stats(); st.Identifies != shards || st.Resumes != shards || r.Stats().Identifies != 0 ||
			r.Stats().Resumes != shards {
			t.Errorf("%d IDENTIFYs and %d RESUMEs, the second process counts %+v", st.Identifies, st.Resumes, r.Stats())
		}
		seen := map[int]bool{}
		for _, e := range told[discord.Resuming](r.ears) {
			seen[e.Shard] = e.Exact && e.Shards == shards
		}
		if len(seen) != shards || seen[0] != true || seen[1] != true || seen[2] != true || seen[3] != true {
			t.Errorf("resuming exactly: %v", seen)
		}
		h.end(r)
		h.keptOpen()
	})
}

func TestAShardThatIsDownLeavesTheOthersAlone(t *testing.T) {
	inHouse(t, sandbox.Options{}, func(t *testing.T, h *house) {
		r := h.run(sharded)
		h.until("all are up", time.Minute, r.Connected)
		time.Sleep(2 * time.Minute)
		for _, g := range h.Gateway.Stats().Sessions {
			if g.Shard[0] == 2 {
				h.Gateway.Cut(g.ID)
			}
		}
		h.everywhere()
		synctest.Wait()
		if r.Connected() || r.Stats().Connected != shards-1 {
			t.Errorf("%+v, want all but one", r.Stats())
		}
		for _, x := range told[discord.Reaction](r.ears) {
			if discord.ShardOf(x.Guild, shards) == 2 {
				t.Error("a shard without a connection told something")
			}
		}
		if n := len(told[discord.Reaction](r.ears)); n < others/2 {
			t.Errorf("the other shards told %d reactions", n)
		}
		h.until("all are up again", 3*time.Second, r.Connected)
		h.heard(told[discord.Reaction](r.ears))
		if n := h.log.count("connection to Discord lost", "shard=2"); n != 1 {
			t.Errorf("the log tells of the shard %d times, want once", n)
		}
		h.end(r)
	})
}

func TestTheNumberOfShardsIsDiscordsToRecommend(t *testing.T) {
	onStage(t, sandbox.Options{Shards: 3, IdentifyConcurrency: 3}, func(t *testing.T, s *stage) {
		s.Faults().Add(rest.Fault{Route: "/gateway/bot", Action: rest.Answer, Status: http.StatusBadGateway, Count: 12})
		r := s.run(func(c *discord.Config) { c.Shards = 0 })
		time.Sleep(time.Second)
		if st := r.Stats(); r.Connected() || st.Shards != 0 || st.Connected != 0 {
			t.Errorf("%+v before Discord was reached", st)
		}
		s.until("all are up", 2*time.Minute, r.Connected)
		if st := r.Stats(); st.Shards != 3 || st.Connected != 3 || len(s.Gateway.Stats().Sessions) != 3 {
			t.Errorf("%+v, want the 3 shards that were recommended", st)
		}
		s.paced(3)
		s.end(r)
	})
}

func TestOneShardsFatalCodeEndsAll(t *testing.T) {
	inHouse(t, sandbox.Options{}, func(t *testing.T, h *house) {
		r := h.run(sharded)
		time.Sleep(7 * time.Second) // two are up
		h.Gateway.RefuseWith(4014)  // for the next
		h.until("the end", 10*time.Second, func() bool { return len(r.done) == 1 })
		err := <-r.done
		var fatal *discord.FatalError
		if !errors.As(err, &fatal) || fatal.Code != 4014 {
			t.Errorf("Run = %v", err)
		}
		h.Gateway.RefuseWith(0)
		before := h.Gateway.Stats()
		time.Sleep(time.Hour)
		if now := h.Gateway.Stats(); now.Connects != before.Connects || now.Connections != 0 || len(now.Arrivals) != 3 {
			t.Errorf("%d connections later, %d open, %d IDENTIFYs", now.Connects-before.Connects, now.Connections,
				len(now.Arrivals))
		}
	})
}
