package bot_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"

	"cliffhanger/bot/sandbox/world"
)

// The permissions that the README's invite link asks for are enough for everything the bot does, and each of them is
// needed.
func TestTheInviteLinkAsksForWhatIsNeeded(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile(filepath.Join("..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile(`permissions=(\d+)`).FindSubmatch(readme)
	if m == nil {
		t.Fatal("the README has no invite link")
	}
	asked, err := strconv.ParseUint(string(m[1]), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	s := theSample(t, 1)
	h := open(t, s, fast())
	guild, _ := h.place("story")
	roles, err := h.box.World.Roles(h.person("Mara"), guild)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range roles {
		if r.Name != "Cliffhanger" {
			continue
		}
		if err := h.box.World.SetPermissions(guild, r.ID, world.Permission(asked)); err != nil {
			t.Fatal(err)
		}
	}
	q := s.Chapters[0].Question
	ballot := h.chapterIsOut(q.Text[:20], len(q.Options)+1)
	ines := h.person("Ines")
	h.react(ines, ballot, q.Options[0].Emoji)
	h.react(ines, ballot, q.Options[1].Emoji)
	h.counts(ines, ballot, q.Options[1].Emoji)
	h.command(ines, "read")
	h.await(ines, "scene 1 of")
	h.jump("closes")
	h.await(ines, "has closed")
	for x := range h.box.Traffic().All() {
		if x.Status == 403 {
			t.Errorf("%s %s was refused", x.Method, x.Path)
		}
	}
	const needed = 1<<6 | 1<<10 | 1<<11 | 1<<13 | 1<<15 | 1<<16 // reactions, view, send, manage messages, files, history
	if asked != needed {
		t.Errorf("the link asks for %d, the bot uses %d", asked, needed)
	}
}
