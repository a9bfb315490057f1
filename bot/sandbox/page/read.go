package page

import (
	"net/http"
	"strconv"

	"cliffhanger/bot/sandbox/world"
)

const (
	pageSize = 50  // messages, unless asked for another number
	pageMost = 100 // messages, as Discord's "Get Channel Messages" allows
)

// A state is all a page needs to begin.
type state struct {
	world.View
	People   []world.Person                `json:"people"`
	Commands map[world.ID][]*world.Command `json:"commands"` // by guild; 0 for direct messages
	Clock    clockState                    `json:"clock"`
}

// state answers GET state. Without `as` it chooses a reader, or whoever is there.
func (h *handler) state(r *http.Request) (any, error) {
	people := h.world.People()
	as, err := h.viewer(r, people)
	if err != nil {
		return nil, err
	}
	s := state{View: h.world.View(as), People: people, Commands: map[world.ID][]*world.Command{}, Clock: h.clockState()}
	for _, g := range s.Guilds {
		s.Commands[g.ID] = h.world.Commands(g.ID)
	}
	if len(s.DMs) > 0 {
		s.Commands[0] = h.world.Commands(0)
	}
	return s, nil
}

// viewer finds out who asks for the state.
func (h *handler) viewer(r *http.Request, people []world.Person) (world.ID, error) {
	if said := r.URL.Query().Get("as"); said != "" {
		return known(said, people)
	}
	var anybody world.ID
	for _, p := range people {
		if p.Role == "reader" && !p.Bot {
			return p.ID, nil
		}
		if anybody == 0 && !p.Bot {
			anybody = p.ID
		}
	}
	if anybody == 0 {
		return 0, refuse(http.StatusNotFound, "Nobody lives in this sandbox.")
	}
	return anybody, nil
}

// known reads the id of a person. Bots are refused: they act through their own API.
func known(said string, people []world.Person) (world.ID, error) {
	id, err := world.ParseID(said)
	if err != nil {
		return 0, refuse(http.StatusBadRequest, "`as` must be the id of a person.")
	}
	return id, exists(id, people)
}

func exists(id world.ID, people []world.Person) error {
	for _, p := range people {
		if p.ID != id {
			continue
		}
		if p.Bot {
			return refuse(http.StatusForbidden, "%s is an app and acts for itself.", p.Name)
		}
		return nil
	}
	return refuse(http.StatusNotFound, "Nobody in this sandbox has the id %d.", id)
}

// messages answers GET messages.
func (h *handler) messages(r *http.Request) (any, error) {
	q := r.URL.Query()
	as, err := known(q.Get("as"), h.world.People())
	if err != nil {
		return nil, err
	}
	channel, err := world.ParseID(q.Get("channel"))
	if err != nil {
		return nil, refuse(http.StatusBadRequest, "`channel` must be the id of a channel.")
	}
	var before world.ID
	if said := q.Get("before"); said != "" {
		if before, err = world.ParseID(said); err != nil {
			return nil, refuse(http.StatusBadRequest, "`before` must be the id of a message.")
		}
	}
	limit := pageSize
	if said := q.Get("limit"); said != "" {
		if limit, err = strconv.Atoi(said); err != nil || limit < 1 || limit > pageMost {
			return nil, refuse(http.StatusBadRequest, "`limit` must be from 1 to %d.", pageMost)
		}
	}
	list, err := h.world.History(as, channel, before, limit)
	if err != nil {
		return nil, err
	}
	return struct {
		Messages []*world.Message `json:"messages"`
	}{list}, nil
}
