package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"cliffhanger/bot/sandbox"
	"cliffhanger/bot/sandbox/world"
)

// episode returns the text of a chapter: always the same for a name, and like no other's.
func episode(name string) string {
	seed := uint64(1)
	for _, b := range []byte(name) {
		seed = seed*131 + uint64(b)
	}
	r := rand.New(rand.NewPCG(seed, 9))
	pick := func(list string) string {
		all := strings.Fields(list)
		return all[r.IntN(len(all))]
	}
	var text strings.Builder
	fmt.Fprintf(&text, "It was called %s.\n", name)
	for range 8 {
		for range 3 {
			fmt.Fprintf(&text, "%s %s the %s, and the %s %s %s. ", pick("Tam Mara Nobody Joss Ruta"),
				pick("mended lit sold counted drew left hid"), pick("lamp ledger key boat rope stair map"),
				pick("wind sea town bell tide ferry rain"), pick("kept took forgot crossed answered"),
				pick("quiet nothing everything her him time"))
		}
		text.WriteString("\n\n")
	}
	return text.String()
}

// bookOf writes chapters one after the other into a text, each below its number and name.
func bookOf(names ...string) string {
	var text strings.Builder
	for i, name := range names {
		fmt.Fprintf(&text, "# Chapter %d: %s\n\n%s\n", i+1, name, episode(name))
	}
	return text.String()
}

// folderOf puts each chapter into a file of its own, "01 Ash.md" for Ash as 1.
func folderOf(names ...string) map[string]string {
	files := map[string]string{}
	for _, name := range names {
		number, title, _ := strings.Cut(name, " ")
		files[number+" "+title+".md"] = episode(title)
	}
	return files
}

// served is a story that is told by serve, as somebody would run it.
type served struct {
	t   *testing.T
	box *sandbox.Sandbox
	dir string
	out output
}

// serves begins to tell a story of files, with dates of the last hours.
func serves(t *testing.T, files map[string]string) *served {
	t.Helper()
	s := &served{t: t, box: aDiscord(t), dir: t.TempDir()}
	var dates []string
	for n := range 4 {
		dates = append(dates, time.Now().UTC().Add(time.Duration(n-5)*time.Hour).Format("2006-01-02 15:04"))
	}
	write(t, s.dir, "story.yaml", "id: trees\ntitle: Trees\ngap: 0s\nchannel: story\ndesk: author-desk\nstart: "+dates[0]+
		"\nschedule: on "+strings.Join(dates, ", ")+"\n")
	s.becomes(files)
	tokenFile := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(tokenFile, []byte(s.box.Token()), 0o600); err != nil {
		t.Fatal(err)
	}
	args := []string{"serve", "--story", s.dir, "--token-file", tokenFile, "--discord-api", s.box.API(), "--data",
		filepath.Join(t.TempDir(), "data")}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan int, 1)
	go func() {
		var out output
		done <- run(ctx, args, func(string) string { return "" }, &out, &s.out)
	}()
	t.Cleanup(func() {
		cancel()
		if code := <-done; code != exitOK {
			t.Errorf("serve ends with %d: %s", code, s.out.String())
		}
	})
	return s
}

// becomes leaves these files in the folder, and none but story.yaml beside them.
func (s *served) becomes(files map[string]string) {
	s.t.Helper()
	there, err := os.ReadDir(s.dir)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, f := range there {
		if _, stays := files[f.Name()]; !stays && f.Name() != "story.yaml" {
			if err := os.Remove(filepath.Join(s.dir, f.Name())); err != nil {
				s.t.Fatal(err)
			}
		}
	}
	for name, text := range files {
		write(s.t, s.dir, name, text)
	}
}

// says waits until the log has a line so many times.
func (s *served) says(line string, times int) {
	s.t.Helper()
	eventually(s.t, line, func() bool { return strings.Count(s.out.String(), line) >= times })
}

// place returns the server's owner and the story's channel.
func (s *served) place() (mara, channel world.ID) {
	s.t.Helper()
	for _, p := range s.box.World.People() {
		for _, g := range s.box.World.View(p.ID).Guilds {
			for _, c := range g.Channels {
				if c.Name == "story" && strings.HasPrefix(p.Name, "Mara") {
					return p.ID, c.ID
				}
			}
		}
	}
	s.t.Fatal("there is no channel for the story")
	return 0, 0
}

// shown returns what the author sees in the story's channel.
func (s *served) shown() []*world.Message {
	s.t.Helper()
	mara, channel := s.place()
	all, err := s.box.World.History(mara, channel, 0, 100)
	if err != nil {
		s.t.Fatal(err)
	}
	return all
}

// releases orders a chapter to be posted now, and waits until the author is shown what comes of it.
func (s *served) releases(chapter int, shown string) {
	s.t.Helper()
	mara, channel := s.place()
	number := []world.OptionValue{{Name: "number", Value: chapter}}
	if _, err := s.box.World.Invoke(mara, channel, world.Invocation{Name: "chapter",
		Options: []world.OptionValue{{Name: "release", Options: number}}}); err != nil {
		s.t.Fatal(err)
	}
	eventually(s.t, shown, func() bool {
		return slices.ContainsFunc(s.shown(), func(m *world.Message) bool { return strings.Contains(m.Content, shown) })
	})
}

// names returns the chapters that stand in the story's channel, in order. No message may stand there twice.
func (s *served) names() string {
	s.t.Helper()
	var out, seen []string
	for _, m := range s.shown() {
		if _, rest, ok := strings.Cut(m.Content, "It was called "); ok {
			name, _, _ := strings.Cut(rest, ".")
			out = append(out, name)
		}
		if slices.Contains(seen, m.Content) {
			s.t.Errorf("twice: %.60q", m.Content)
		}
		seen = append(seen, m.Content)
	}
	return strings.Join(out, " ")
}

// TestFilesThatRenumberWhatIsOutHoldTheStory changes a story's files while serve tells it, in the ways authors do by
// mistake, and mends them.
func TestFilesThatRenumberWhatIsOutHoldTheStory(t *testing.T) {
	t.Parallel()
	book := func(text string) map[string]string { return map[string]string{"book.md": text} }
	for name, test := range map[string]struct {
		files, wrong, mended map[string]string
		says                 string
	}{
		"a chapter in the middle of a book": {book(bookOf("Ash", "Birch")), book(bookOf("Ash", "Zero", "Birch")),
			book(bookOf("Ash", "Birch", "Cedar")), "what is out as chapter 2 is chapter 3 now"},
		"a prologue in a book": {book(bookOf("Ash", "Birch")),
			book("# Prologue\n\n" + episode("Zero") + "\n" + bookOf("Ash", "Birch")),
			book(bookOf("Ash", "Birch", "Cedar")), "what is out as chapter 1 is chapter 2 now"},
		"a prologue's file": {folderOf("01 Ash", "02 Birch"), folderOf("00 Zero", "01 Ash", "02 Birch"),
			folderOf("01 Ash", "02 Birch", "03 Cedar"), "what is out as chapter 1 is chapter 2 now"},
		"a file taken out": {folderOf("a Ash", "b Birch"), folderOf("b Birch", "c Cedar", "d Dogwood"),
			folderOf("a Ash", "b Birch", "c Cedar"), "what is out as chapter 2 is chapter 1 now"},
		"files that change their numbers": {folderOf("01 Ash", "02 Birch"), folderOf("02 Ash", "01 Birch", "03 Cedar"),
			folderOf("01 Ash", "02 Birch", "03 Cedar"), "what is out as chapter 1 is chapter 2 now"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serves(t, test.files)
			s.says("chapter complete", 2)
			s.becomes(test.wrong)
			s.says(test.says, 1)
			s.releases(3, "Nothing is posted until")
			if got := s.names(); got != "Ash Birch" {
				t.Errorf("posted are %s", got)
			}
			s.becomes(test.mended)
			s.says("the story goes on", 1)
			s.releases(3, "It was called Cedar")
			s.says("chapter complete", 3)
			if got := s.names(); got != "Ash Birch Cedar" {
				t.Errorf("posted in the end are %s", got)
			}
		})
	}
}
