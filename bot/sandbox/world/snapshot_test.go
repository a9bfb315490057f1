package world_test

import (
	"encoding/json"
	"fmt"
	"sync"
	"testing"
	"time"

	"cliffhanger/bot/sandbox/world"
)

// TestSnapshotsStay marshals what was handed out while everything is being changed: under the race detector it fails if
// any of it is still shared with the world.
func TestSnapshotsStay(t *testing.T) {
	p := newPlace(t)
	talk, ines := p.rooms["talk"], p.people["Ines"]
	handed := make(chan any, 4096)
	guilds, detach := p.Attach(p.app.ID, func(e world.Event) { handed <- e.Data })
	stop := p.Watch(ines, func(e world.Event) { handed <- e.Data })
	handed <- guilds
	var reader sync.WaitGroup
	reader.Go(func() {
		for v := range handed {
			if _, err := json.Marshal(v); err != nil {
				t.Error(err)
			}
		}
	})
	for i := range 30 {
		m := p.post("talk", world.Draft{Content: "a", Files: []world.File{{Name: "f", Data: []byte("x")}},
			Components: []*world.Component{{Type: world.ComponentRow, Components: []*world.Component{
				named("b", world.Component{Type: world.ComponentButton})}}}})
		ok(t, p.AddReaction(p.bot, talk, m.ID, "🔥"))
		ok(t, p.React(ines, talk, m.ID, "🔥"))
		handed <- p.View(ines)
		got, err := p.GetMessage(p.bot, talk, m.ID)
		ok(t, err)
		handed <- got
		_, err = p.EditMessage(p.bot, talk, m.ID, world.MessagePatch{Content: world.Some(fmt.Sprint(i))})
		ok(t, err)
		ok(t, p.Pin(p.bot, talk, m.ID, true))
		thread, err := p.StartThread(p.bot, talk, m.ID, world.ThreadDraft{Name: "T", Auto: 60})
		ok(t, err)
		_, err = p.Say(ines, thread.ID, "hello")
		ok(t, err)
		_, err = p.Press(ines, talk, m.ID, "b", nil)
		ok(t, err)
		ok(t, p.Unreact(ines, talk, m.ID, "🔥"))
		_, err = p.SetNick(p.bot, p.guild, fmt.Sprint("nick ", i))
		ok(t, err)
		ok(t, p.SetPermissions(p.guild, p.guild, p.Permissions(p.bot, talk)))
		p.elapsed.Add(int64(time.Hour))
		p.Tick()
		p.ServeAt(fmt.Sprint("http://127.0.0.1:", i+1))
		ok(t, p.DeleteMessage(p.bot, talk, m.ID))
	}
	detach()
	stop()
	close(handed)
	reader.Wait()
}
