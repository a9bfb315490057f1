package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
	"time"

	"cliffhanger/bot"
	"cliffhanger/bot/discord"
	"cliffhanger/store"
	"cliffhanger/story"

	"golang.org/x/sync/errgroup"
)

// serveCmd runs the bot on Discord, or on another Discord's API.
type serveCmd struct {
	folders
	Channel    string
	Data       string
	TokenFile  string
	DiscordAPI string
	Health     string
	Shards     string
	Verbose    bool
}

func (c *serveCmd) declare(f *form) {
	c.folders.declare(f)
	f.text(&c.Channel, "channel", "CHANNEL", "", "Post into this channel (name or id) instead of the story's own.")
	f.text(&c.Data, "data", "DIR", "", "Where everything is kept. Also: DATA_DIR.")
	f.text(&c.TokenFile, "token-file", "FILE", "", "A file that holds the bot's token. Otherwise DISCORD_TOKEN is used.")
	f.text(&c.DiscordAPI, "discord-api", "URL", "", "Another API, say https://HOST/api. Also: DISCORD_API.")
	f.text(&c.Health, "health", "HOST:PORT", "", "Answer health checks and /metrics on this loopback address.")
	f.text(&c.Shards, "shards", "auto|N", "auto", "How many gateway sessions to spread the servers over.")
	f.yes(&c.Verbose, "verbose", "v", "Log more.")
}

// Run serves until the context ends.
func (c serveCmd) Run(w *outside) error {
	log := logger(w.stderr, c.Verbose, slog.LevelInfo)
	paths, err := c.paths()
	if err != nil {
		return err
	}
	token, err := c.token(w.getenv)
	if err != nil {
		return err
	}
	api := first(c.DiscordAPI, w.getenv("DISCORD_API"))
	if _, err := discord.ParseAPI(api); err != nil {
		return usage(err, "see --discord-api")
	}
	shards, err := c.shards()
	if err != nil {
		return err
	}
	accept := func(s *story.Story) error { return complete(s, c.Channel) }
	files := watch(log, accept, paths...)
	stories, err := readStories(w.stderr, paths)
	if err != nil {
		return err
	}
	for _, s := range stories {
		if err := accept(s); err != nil {
			return err
		}
	}
	st, err := openStore(w, first(c.Data, w.getenv("DATA_DIR"), "data"), log)
	if err != nil {
		return unlessStopped(w.ctx, log, err)
	}
	err = c.serve(w, log, st, files, stories, discord.Config{Token: token, API: api, Shards: shards, Log: log})
	return errors.Join(err, st.Close())
}

func (c serveCmd) serve(w *outside, log *slog.Logger, st *store.Store, files *watcher, stories []*story.Story,
	to discord.Config) error {
	b, err := bot.New(bot.Config{
		Discord: to, Store: st, Stories: stories, Channel: c.Channel, Clock: w.clock, Log: log,
	})
	if err != nil {
		return err
	}
	work, ctx := errgroup.WithContext(w.ctx)
	work.Go(func() error { return b.Run(ctx) })
	work.Go(func() error {
		hangups := make(chan os.Signal, 1)
		signal.Notify(hangups, syscall.SIGHUP)
		defer signal.Stop(hangups)
		files.run(ctx, stories, hangups, b.Update)
		return nil
	})
	work.Go(func() error {
		giveBack(ctx, b.Connected)
		return nil
	})
	if c.Health != "" {
		work.Go(func() error { return serveHealth(ctx, c.Health, b) })
	}
	log.Info("serving", "version", version(), "stories", len(stories))
	if err := work.Wait(); err != nil {
		return err
	}
	log.Info("stopped")
	return nil
}

// giveBack gives the memory back that a start takes, some time after the bot is connected: reading stories, and thousands
// of guilds' JSON, leave garbage that would stay for minutes with a process which is idle by then.
func giveBack(ctx context.Context, connected func() bool) {
	for !connected() {
		if !discord.Sleep(ctx, time.Second) {
			return
		}
	}
	if discord.Sleep(ctx, 8*time.Second) { // guilds come after
		debug.FreeOSMemory()
	}
}

// shards returns how many shards are asked for, 0 for as many as Discord recommends.
func (c serveCmd) shards() (int, error) {
	if c.Shards == "auto" {
		return 0, nil
	}
	n, err := strconv.Atoi(c.Shards)
	if err != nil || n < 1 {
		return 0, usage(fmt.Errorf("%q is not a number of shards", c.Shards), "give auto, or a number from 1 on")
	}
	return n, nil
}

// token reads the bot's token from the file or the environment.
func (c serveCmd) token(getenv func(string) string) (discord.Token, error) {
	text, from := getenv("DISCORD_TOKEN"), "DISCORD_TOKEN"
	if c.TokenFile != "" {
		b, err := os.ReadFile(c.TokenFile)
		if err != nil {
			return discord.Token{}, usage(fmt.Errorf("cannot read the token: %w", err),
				"give a file that holds nothing but the token")
		}
		text, from = string(b), c.TokenFile
	}
	text = strings.TrimPrefix(strings.TrimSpace(text), "Bot ")
	switch {
	case text == "":
		return discord.Token{}, usage(errors.New("there is no bot token"),
			"set DISCORD_TOKEN, or give --token-file FILE; `preview` needs none")
	case strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r > '~' }):
		return discord.Token{}, usage(fmt.Errorf("what is in %s is not a token", from),
			"copy it again from the bot's page in the developer portal")
	}
	return discord.NewToken(text), nil
}

// complete refuses a story that cannot be served because its author has not said where or when.
func complete(s *story.Story, channel string) error {
	if s.Release.Channel == "" && channel == "" {
		return usage(fmt.Errorf("story %s does not say where it is told", s.ID),
			"put `channel: NAME` into its story.yaml, or give --channel")
	}
	if s.Release.Schedule == "" {
		return usage(fmt.Errorf("story %s does not say when chapters appear", s.ID),
			"put a line such as `schedule: tue,fri 19:00` into its story.yaml")
	}
	return nil
}

// openStore opens the data folder. A folder that cannot be used is the caller's to change.
func openStore(w *outside, dir string, log *slog.Logger) (*store.Store, error) {
	st, err := store.OpenFolder(w.ctx, dir, w.getenv, store.Options{Log: log})
	if err != nil {
		return nil, usage(fmt.Errorf("cannot use the data folder %s: %w", dir, err), "")
	}
	return st, nil
}

// unlessStopped returns what went wrong while starting, or nil if the program was told to end meanwhile: then it only
// says that, and who starts programs for others must not take it for a folder or an address that cannot be used.
func unlessStopped(ctx context.Context, log *slog.Logger, err error) error {
	if ctx.Err() == nil {
		return err
	}
	log.Debug("told to end while starting", "cause", err)
	return nil
}

// logger returns a logger for operators.
func logger(to io.Writer, verbose bool, level slog.Level) *slog.Logger {
	if verbose {
		level = slog.LevelDebug
	}
	return slog.New(slog.NewTextHandler(to, &slog.HandlerOptions{Level: level}))
}

// first returns the first text that is not empty.
func first(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

// wallClock is the time of this machine.
type wallClock struct{}

// Now returns the time.
func (wallClock) Now() time.Time { return time.Now() }

// lookAgain is how often a long wait looks at the clock, in case that was set.
const lookAgain = time.Minute

// Wait returns at until, by the clock on the wall: also after the machine slept or its clock was set.
func (wallClock) Wait(ctx context.Context, until time.Time, _ string) error {
	until = until.Round(0) // without this Go would measure by a clock that stands still while the machine sleeps
	for {
		left := until.Sub(time.Now().Round(0))
		if left <= 0 {
			return ctx.Err()
		}
		t := time.NewTimer(min(left, lookAgain))
		select {
		case <-t.C:
		case <-ctx.Done():
			t.Stop()
			return ctx.Err()
		}
	}
}
