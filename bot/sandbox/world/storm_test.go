package world_test

import (
	"fmt"
	"testing"

	"cliffhanger/bot/sandbox/world"
)

// BenchmarkReact lets 5,000 readers press and take back one reaction, with the bot listening.
func BenchmarkReact(b *testing.B) {
	p := newPlace(b)
	story := p.rooms["story"]
	m := p.post("story", world.Draft{Content: "vote"})
	if err := p.AddReaction(p.bot, story, m.ID, "🔥"); err != nil {
		b.Fatal(err)
	}
	readers := make([]world.ID, 5000)
	for i := range readers {
		readers[i] = p.AddPerson(fmt.Sprint("Reader ", i), "reader", "#888")
		p.Join(p.guild, readers[i])
	}
	told := 0
	_, detach := p.Attach(p.app.ID, func(world.Event) { told++ })
	defer detach()
	n := 0
	for b.Loop() {
		reader := readers[n%len(readers)]
		act := p.React
		if n/len(readers)%2 == 1 {
			act = p.Unreact
		}
		if err := act(reader, story, m.ID, "🔥"); err != nil {
			b.Fatal(err)
		}
		n++
	}
	if told != n {
		b.Errorf("%d events for %d acts", told, n)
	}
}
