package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"cliffhanger/bot/discord"
	"cliffhanger/story"
	"cliffhanger/story/manuscript"
)

// doctorCmd looks whether everything is as the bot needs it, before it runs or beside it.
type doctorCmd struct {
	folders
	Channel    string
	Data       string
	TokenFile  string
	DiscordAPI string
}

func (c *doctorCmd) declare(f *form) {
	c.folders.declare(f)
	f.text(&c.Channel, "channel", "CHANNEL", "", "As with serve: the channel to use instead of the story's own.")
	f.text(&c.Data, "data", "DIR", "", "Where everything is kept. Also: DATA_DIR.")
	f.text(&c.TokenFile, "token-file", "FILE", "", "A file that holds the bot's token. Otherwise DISCORD_TOKEN is used.")
	f.text(&c.DiscordAPI, "discord-api", "URL", "", "Another API, say https://HOST/api. Also: DISCORD_API.")
}

// examTime is how long the whole examination may take.
const examTime = 2 * time.Minute

// Run prints a line for each thing looked at, and fails if anything is wrong that keeps the bot from its work. It
// changes nothing, neither here nor on Discord.
func (c doctorCmd) Run(w *outside) error {
	ctx, cancel := context.WithTimeout(w.ctx, examTime)
	defer cancel()
	api := first(c.DiscordAPI, w.getenv("DISCORD_API"))
	if _, err := discord.ParseAPI(api); err != nil {
		return usage(err, "see --discord-api")
	}
	paths, err := c.paths()
	if err != nil {
		return err
	}
	d := &diagnosis{}
	stories, err := d.stories(paths, c.Channel)
	if err != nil {
		return err
	}
	d.machine(first(c.Data, w.getenv("DATA_DIR"), "data"), w.getenv)
	if c.TokenFile != "" {
		d.private("the token's file", c.TokenFile)
	}
	client, err := c.client(w, api)
	var wrong *usageError
	switch {
	case errors.As(err, &wrong):
		d.fail("token", wrong.cause.Error(), wrong.hint)
	case err != nil:
		return err
	default:
		d.discord(ctx, client, stories)
	}
	if err := d.print(w.stdout); err != nil {
		return fmt.Errorf("write the diagnosis: %w", err)
	}
	if ctx.Err() != nil {
		return fmt.Errorf("not everything was looked at: %w", ctx.Err())
	}
	if d.count(levelFail) > 0 {
		return errSaid
	}
	return nil
}

// client returns the bot's client.
func (c doctorCmd) client(w *outside, api string) (*discord.Client, error) {
	token, err := serveCmd{TokenFile: c.TokenFile}.token(w.getenv)
	if err != nil {
		return nil, err
	}
	return discord.New(discord.Config{Token: token, API: api, Log: logger(io.Discard, false, 0)})
}

// A level says how a thing that was looked at is.
type level string

const (
	levelOK   level = "ok"
	levelWarn level = "warn" // the bot works, but not as it should
	levelFail level = "fail" // something the story needs will not work
)

// A finding is what was seen of one thing.
type finding struct {
	level
	about, text string
	do          string // what to do about it; empty if nothing
}

// A diagnosis is everything that was seen, in order.
type diagnosis struct{ findings []finding }

func (d *diagnosis) ok(about, text string) {
	d.findings = append(d.findings, finding{levelOK, about, text, ""})
}

func (d *diagnosis) warn(about, text, do string) {
	d.findings = append(d.findings, finding{levelWarn, about, text, do})
}

func (d *diagnosis) fail(about, text, do string) {
	d.findings = append(d.findings, finding{levelFail, about, text, do})
}

// count counts the findings of one level.
func (d *diagnosis) count(l level) int {
	n := 0
	for _, f := range d.findings {
		if f.level == l {
			n++
		}
	}
	return n
}

// print prints the findings, what to do below each, and a sum.
func (d *diagnosis) print(w io.Writer) error {
	var b strings.Builder
	for _, f := range d.findings {
		fmt.Fprintf(&b, "%-5s %s: %s\n", f.level, f.about, f.text)
		if f.do != "" {
			fmt.Fprintf(&b, "      -> %s\n", f.do)
		}
	}
	fails, warnings := d.count(levelFail), d.count(levelWarn)
	switch {
	case fails+warnings == 0:
		b.WriteString("\nAll is well.\n")
	case fails == 0:
		fmt.Fprintf(&b, "\nThe bot can work; %s.\n", plural(warnings, "warning"))
	default:
		fmt.Fprintf(&b, "\n%s, %s.\n", plural(fails, "failure"), plural(warnings, "warning"))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// stories reads the stories. The error is for a path that cannot be read.
func (d *diagnosis) stories(paths []string, channel string) ([]*story.Story, error) {
	var out []*story.Story
	for _, path := range paths {
		s, problems, err := manuscript.ReadPath(path, manuscript.Options{})
		if err != nil {
			return nil, unreadable(path, err)
		}
		about := fmt.Sprintf("story “%s”", s.Title)
		out = append(out, &s)
		if channel != "" {
			s.Release.Channel = channel
		}
		var wrong *usageError
		switch {
		case story.HasErrors(problems):
			d.fail(about, plural(count(problems, story.Error), "error")+" in its files",
				fmt.Sprintf("`cliffhanger check %s` says where and how to mend them", path))
		case len(s.Chapters) == 0:
			d.fail(about, "it has no chapter", "put its chapters into its folder, as .md, .txt, .docx, .odt, .html or .epub")
		case errors.As(complete(&s, channel), &wrong):
			d.fail(about, wrong.cause.Error(), wrong.hint)
		default:
			d.ok(about, plural(len(s.Chapters)+len(s.Ways), "chapter")+", "+whereAndWhen(&s))
		}
	}
	return out, nil
}
