package bot_test

import (
	"net/http"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"cliffhanger/bot/sandbox"
	"cliffhanger/bot/sandbox/world"
	"cliffhanger/story"
)

// Fifteen chapters in an hour, in a channel that Discord passes 10 messages an hour on from, with a restart: each is
// posted at its minute, and passed on once, in order, as soon as Discord takes it.
func TestAnAnnouncementChannelIsPassedOnWithinItsLimit(t *testing.T) {
	const chapters, every = 15, 4 * time.Minute
	tide := tale("tide", "news", chapters)
	tide.Release.Schedule = "cron: */4 * * * *"
	var news, mara world.ID
	furnish := func(box *sandbox.Sandbox) {
		for _, p := range box.World.People() {
			if strings.HasPrefix(p.Name, "Mara") {
				mara = p.ID
			}
		}
		made, err := box.World.CreateChannel(mara, box.World.View(mara).Guilds[0].ID,
			world.ChannelDraft{Name: "news", Type: world.ChannelAnnouncement})
		if err != nil {
			t.Fatal(err)
		}
		news = made.ID
	}
	inHall(t, 1, []*story.Story{tide}, furnish, func(h *hall) {
		first := time.Date(2026, 3, 2, 18, 52, 0, 0, time.UTC) // the bot began at 18:50
		time.Sleep(time.Until(first.Add(40*time.Minute + 30*time.Second)))
		h.stop()
		time.Sleep(time.Minute)
		h.start()
		time.Sleep(time.Until(first.Add(3 * time.Hour)))
		var passed, order []string
		refused := 0
		for x := range h.box.Traffic().All() {
			switch {
			case !strings.HasSuffix(x.Path, "/crosspost"):
			case x.Status == http.StatusOK:
				passed = append(passed, path.Base(path.Dir(x.Path)))
			default:
				refused++
			}
		}
		page, err := h.box.World.History(mara, news, 0, 100)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range page {
			if strings.HasPrefix(m.Content, "## Chapter") {
				order = append(order, m.ID.String())
				if (m.Flags & world.FlagCrossposted) == 0 {
					t.Errorf("message %d is not passed on", m.ID)
				}
				due := first.Add(time.Duration(len(order)-1) * every)
				if late := m.Timestamp.Sub(due); late < 0 || late > 5*time.Second {
					t.Errorf("chapter %d was posted at %v, %s after its date", len(order), m.Timestamp, late)
				}
			}
		}
		if len(order) != chapters || !slices.Equal(passed, order) {
			t.Errorf("passed on %v, want %d in order: %v", passed, chapters, order)
		}
		t.Logf("%d messages passed on, %d tries refused by the limit", len(passed), refused)
		if refused > 3 {
			t.Errorf("%d tries were refused", refused)
		}
	})
}
