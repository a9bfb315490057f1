package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"

	"cliffhanger/bot"
	"cliffhanger/bot/discord"
	"cliffhanger/bot/sandbox"
	"cliffhanger/bot/sandbox/clock"
	"cliffhanger/story"
	"cliffhanger/story/sample"
	"cliffhanger/story/schedule"

	"golang.org/x/sync/errgroup"
)

// previewCmd shows a story without Discord.
type previewCmd struct {
	Path    string // "" for the sample
	Listen  string // "" for the usual address
	Data    string // "" for a temporary folder
	Open    bool
	Speed   float64 // seconds of the story in one of the viewer's
	Verbose bool
}

func (c *previewCmd) declare(f *form) {
	f.argument = &argument{to: &c.Path, name: "STORY", optional: true,
		about: "A story's folder or a manuscript. Otherwise the sample."}
	f.text(&c.Listen, "listen", "HOST:PORT", "", "Where the page is served; loopback only.")
	f.text(&c.Data, "data", "DIR", "", "Where everything is kept. Otherwise a temporary folder, gone at the end.")
	f.yes(&c.Open, "open", "", "Open the page in the browser.")
	f.Float64Var(&c.Speed, "speed", 30, "How many seconds of the story pass in one of yours; the page can change it.")
	f.kind("speed", "NUMBER")
	f.yes(&c.Verbose, "verbose", "v", "Log what the bot does.")
}

// usualAddr is where the page is served if nothing else is said and nobody else is there.
const usualAddr = "127.0.0.1:8420"

// The channels of the sandbox that stories are told in, and that their author is told things in.
const (
	previewChannel = "story"
	previewDesk    = "author-desk"
)

// untilFirst is how many seconds (the viewer's, not the story's) pass before the first chapter comes.
const untilFirst = 4

// Run shows the story until the context ends.
func (c previewCmd) Run(w *outside) error {
	log := logger(w.stderr, c.Verbose, slog.LevelWarn)
	var files *watcher // none: the sample does not change
	if c.Path != "" {
		files = watch(log, c.adapt, c.Path)
	}
	s, err := c.story(w.stderr)
	if err != nil {
		return err
	}
	if c.Speed < 0 || c.Speed > 100_000 {
		return usage(fmt.Errorf("--speed %g is not a speed", c.Speed), "give a number from 0 to 100000")
	}
	addr, err := c.addr(w.ctx)
	if err != nil {
		return err
	}
	dir, state, cleanup, err := c.folder()
	if err != nil {
		return err
	}
	return errors.Join(c.show(w, log, files, s, addr, dir, state), cleanup())
}

// story reads the story, and says when and where it is told if its author has not.
func (c previewCmd) story(stderr io.Writer) (*story.Story, error) {
	var s story.Story
	if c.Path == "" {
		var problems []story.Problem
		var err error
		if s, problems, err = sample.Story(); err != nil {
			return nil, err
		}
		if err := report(stderr, &s, problems); err != nil {
			return nil, err
		}
		inSandbox(&s.Release)
	} else {
		read, err := readStories(stderr, []string{c.Path})
		if err != nil {
			return nil, err
		}
		s = *read[0]
	}
	return &s, c.adapt(&s)
}

// patronsLead is how long before everybody else the sandbox's patrons read. It is not so long that the next chapter comes
// before the vote on the last has closed.
const patronsLead = 12 * time.Hour

// inSandbox has the sample use what the sandbox's server has: a channel that leads, threads and an index. The sample
// itself names none of them, because an author who copies it has no such channels.
func inSandbox(p *story.Plan) {
	p.Early = []story.Early{{Channel: "early-access", Lead: patronsLead}}
	p.Discuss, p.Index = story.DiscussThread, true
}

// adapt says of a story what its author has not said. It never fails.
func (c previewCmd) adapt(s *story.Story) error {
	if s.Release.Schedule == "" {
		s.Release.Schedule = "daily 19:00"
	}
	if s.Release.Start.Before(time.Now()) {
		s.Release.Start = time.Time{} // or everything would be late, and come at once
	}
	if s.Release.Desk == "" {
		s.Release.Desk = previewDesk // or nobody could approve what readers put forward
	}
	return nil
}

// addr returns where to listen: as told, or at the usual place if that is free.
func (c previewCmd) addr(ctx context.Context) (string, error) {
	if c.Listen != "" {
		return c.Listen, onlyLoopback(c.Listen)
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", usualAddr)
	if err != nil {
		return "127.0.0.1:0", nil // somebody is there already: any free port will do
	}
	return usualAddr, l.Close()
}

// folder returns the data folder, the file that keeps the sandbox's state ("" for none), and what to do at the end.
func (c previewCmd) folder() (dir, state string, cleanup func() error, err error) {
	if c.Data != "" {
		return c.Data, filepath.Join(c.Data, "sandbox.json"), func() error { return nil }, nil
	}
	dir, err = os.MkdirTemp("", "cliffhanger-preview-")
	if err != nil {
		return "", "", nil, fmt.Errorf("make a temporary folder: %w", err)
	}
	return dir, "", func() error { return os.RemoveAll(dir) }, nil
}

// show runs the sandbox and the bot on the data in dir until the context ends.
func (c previewCmd) show(w *outside, log *slog.Logger, files *watcher, s *story.Story, addr, dir,
	state string) (err error) {
	st, err := openStore(w, dir, log)
	if err != nil {
		return unlessStopped(w.ctx, log, err)
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	tape := storyTime{file: filepath.Join(dir, "preview-clock")}
	start, err := tape.start(s, c.Speed)
	if err != nil {
		return err
	}
	clk := clock.New(start, c.Speed)
	work, ctx := errgroup.WithContext(w.ctx)
	// The sandbox is closed after the bot has ended, not with it: the bot would take that for a lost connection.
	box, err := sandbox.Start(context.WithoutCancel(ctx), sandbox.Options{Listen: addr, Clock: clk, Log: log, State: state})
	if err != nil {
		return unlessStopped(w.ctx, log, usage(fmt.Errorf("cannot serve the page: %w", err), ""))
	}
	defer func() { err = errors.Join(err, box.Close()) }()
	b, err := bot.New(bot.Config{
		Discord: discord.Config{Token: discord.NewToken(box.Token()), API: box.API(), Log: log},
		Store:   st, Stories: []*story.Story{s}, Channel: previewChannel, Clock: clk, Log: log,
	})
	if err != nil {
		return err
	}
	work.Go(func() error { return b.Run(ctx) })
	if files != nil {
		work.Go(func() error { files.run(ctx, []*story.Story{s}, nil, b.Update); return nil })
	}
	if state != "" {
		work.Go(func() error { return tape.keep(ctx, clk) })
	}
	fmt.Fprintf(w.stdout, "%q is being told at %s\n"+
		"No token, no Discord: the bot is real, the server is on this machine. Ctrl-C ends it.\n", s.Title, box.URL())
	if c.Open {
		if err := openBrowser(ctx, box.URL()); err != nil {
			fmt.Fprintf(w.stderr, "cliffhanger: the browser did not open (%v): open the address yourself\n", err)
		}
	}
	return work.Wait()
}

// storyTime keeps the preview's clock from one run to the next, so that time never runs backwards in a data folder.
type storyTime struct{ file string }

// start returns the story's time to begin at: where the last run ended, or a few moments before the first chapter.
func (t storyTime) start(s *story.Story, speed float64) (time.Time, error) {
	b, err := os.ReadFile(t.file)
	if err == nil {
		at, err := time.Parse(time.RFC3339Nano, string(b))
		if err != nil {
			return at, usage(fmt.Errorf("%s does not hold a time", t.file), "delete it, or the whole folder, to begin anew")
		}
		return at, nil
	}
	if !errors.Is(err, os.ErrNotExist) {
		return time.Time{}, fmt.Errorf("read the story's time: %w", err)
	}
	rule, err := schedule.Parse(s.Release.Schedule)
	if err != nil {
		return time.Time{}, err
	}
	from := time.Now()
	if s.Release.Start.After(from) {
		from = s.Release.Start.Add(-time.Nanosecond)
	}
	due := rule.Next(from, s.Release.Zone)
	return due.Add(-time.Duration(untilFirst * max(speed, 1) * float64(time.Second))), nil
}

// keep writes the clock down every few seconds, and at the end.
func (t storyTime) keep(ctx context.Context, clk *clock.Clock) error {
	for done := false; !done; {
		timer := time.NewTimer(2 * time.Second)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			done = true
		}
		temp := t.file + ".new"
		if err := os.WriteFile(temp, []byte(clk.Now().Format(time.RFC3339Nano)), 0o600); err != nil {
			return fmt.Errorf("keep the story's time: %w", err)
		}
		if err := os.Rename(temp, t.file); err != nil {
			return fmt.Errorf("keep the story's time: %w", err)
		}
	}
	return nil
}

// openBrowser asks the desktop to show an address.
func openBrowser(ctx context.Context, url string) error {
	name, args := "xdg-open", []string{url}
	switch runtime.GOOS {
	case "darwin":
		name = "open"
	case "windows":
		name, args = "rundll32", []string{"url.dll,FileProtocolHandler", url}
	}
	return exec.CommandContext(ctx, name, args...).Run()
}
