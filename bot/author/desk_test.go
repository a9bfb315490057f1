package author_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"cliffhanger/bot/author"
	"cliffhanger/bot/discord"
	"cliffhanger/bot/outbox"
	"cliffhanger/story/typeset"
)

func missingPermissions() error {
	return &discord.Error{Op: "give a role in guild 11", Status: 403, Code: 50013, Message: "Missing Permissions"}
}

// post is a sender that keeps letters.
type post struct {
	letters []outbox.Letter
	fails   error
}

func (p *post) Send(ctx context.Context, l outbox.Letter) (uint64, error) {
	if _, ok := ctx.Deadline(); !ok {
		return 0, errors.New("an alert may hold up its telling for ever")
	}
	if p.fails != nil {
		return 0, p.fails
	}
	p.letters = append(p.letters, l)
	return 500 + uint64(len(p.letters)), nil
}

func deskFor(to author.Sender, log *strings.Builder) *author.Desk {
	return author.NewDesk(to, func(g uint64, name string) (uint64, bool) { return desk, g == guild && name == "desk" },
		typeset.Escape, slog.New(slog.NewTextHandler(log, nil)))
}

func TestAlerts(t *testing.T) {
	s := tale(t, 9)
	due := time.Date(2026, 11, 24, 18, 0, 0, 0, time.UTC)
	title := `The \*Tale\*`
	refusal := func(code int) error {
		return fmt.Errorf("step 3: %w", &discord.Error{Op: "post to channel 22", Status: 403, Code: code, Message: "RAW"})
	}
	for _, test := range []struct {
		name  string
		alert author.Alert
		says  []string
		not   string
	}{
		{"refused", author.Alert{Kind: author.Refused, Chapter: 7, Due: due, Cause: refusal(50013)},
			[]string{title + " has stopped in <#22>", "<t:1795543200:F>", book.LacksPermission(), "chapter 7 goes on exactly",
				fmt.Sprintf("c1.retry.%x.16.%x", uint64(s.Key()), due.Unix())}, ""},
		{"refused, about no chapter", author.Alert{Kind: author.Refused, Cause: refusal(10003)},
			[]string{book.ChannelGone(), "the next chapter goes on"}, "<t:"},
		{"refused for a filter", author.Alert{Kind: author.Refused, Cause: refusal(200000)},
			[]string{book.TextBlocked()}, ""},
		{"refused, hidden", author.Alert{Kind: author.Refused, Cause: refusal(50001)}, []string{book.CannotSee()}, ""},
		{"refused, archived", author.Alert{Kind: author.Refused, Cause: refusal(50083)}, []string{book.ThreadArchived()}, ""},
		{"refused for its readers' age", author.Alert{Kind: author.Refused, Cause: author.ErrNotForAdults},
			[]string{book.NotForAdults()}, ""},
		{"refused otherwise", author.Alert{Kind: author.Refused, Cause: errors.New("RAW")},
			[]string{book.RefusedOtherwise()}, ""},
		{"late", author.Alert{Kind: author.Overdue, Chapter: 7, Due: due},
			[]string{"Chapter 7 of " + title + " is late", "<t:1795543200:F> (<t:1795543200:R>)", "c1.postlate.", "c1.skipdate.",
				"c1.notyet.", "**Skip this date**"}, ""},
		{"late at a date in use", author.Alert{Kind: author.Overdue, Chapter: 7, Due: due, Dated: true},
			[]string{"c1.postlate.", "c1.notyet."}, "kip"},
		{"several late", author.Alert{Kind: author.Backlog, Chapter: 3, Last: 6, Count: 4, Due: due},
			[]string{"4 chapters of " + title + " are late", "Chapter 3 was due <t:1795543200:F>", "c1.postall.", "c1.postlate.",
				"c1.skipdate.", "c1.leaveout.", "Post all 4", "**One per date**"}, ""},
		{"several late at dates in use",
			author.Alert{Kind: author.Backlog, Chapter: 3, Last: 6, Count: 4, Due: due, Dated: true},
			[]string{"c1.postall.", "c1.postlate.", "c1.leaveout."}, "One per date"},
		{"a new channel", author.Alert{Kind: author.Joining, Chapter: 1, Last: 7, Count: 7, Due: due},
			[]string{"<#22> joins **" + title, "7 chapters are out", "post them there too",
				fmt.Sprintf("c1.joinall.%x.16", uint64(s.Key())),
				fmt.Sprintf("c1.joinnext.%x.16", uint64(s.Key())), book.FromFirstButton(), book.FromNextButton()}, ""},
		{"running out", author.Alert{Kind: author.Runway, Left: 2, Text: "2 chapters left, the last on Tue 1 Dec 2026"},
			[]string{"2 chapters left, the last on Tue 1 Dec 2026. ", "/schedule hiatus"}, "custom_id"},
		{"run out", author.Alert{Kind: author.Runway, Text: "no chapter left"},
			[]string{"has run out**: no chapter left."}, ""},
		{"a zone's rules",
			author.Alert{Kind: author.ZoneMoved, Chapter: 7, Due: due, Text: "the clocks of Apia follow others"},
			[]string{"chapter 7", "the clocks of Apia follow others", "<t:1795543200:F>"}, ""},
		{"corrected", author.Alert{Kind: author.Corrected, Chapter: 7}, []string{book.AlertCorrected(title, public, 7)}, ""},
		{"retracted", author.Alert{Kind: author.Retracted, Chapter: 7}, []string{book.AlertRetracted(title, public, 7)}, ""},
		{"not editable", author.Alert{Kind: author.CannotEdit, Chapter: 7, Cause: refusal(10008)},
			[]string{book.MessageGone(), "`/chapter correct number:7`"}, ""},
		{"not editable yet", author.Alert{Kind: author.CannotEdit, Chapter: 7, Cause: refusal(30046), Later: true},
			[]string{book.EditsLimited(), "I try again by myself"}, ""},
		{"not published for a day", author.Alert{Kind: author.NotPublished, Chapter: 7, Text: "https://discord.com/x"},
			[]string{"chapter 7 of " + title, "https://discord.com/x", book.PublishedTooFew()}, ""},
		{"never published", author.Alert{Kind: author.NotPublished, Chapter: 7, Cause: refusal(10008)},
			[]string{book.CannotPublish()}, ""},
		{"no room", author.Alert{Kind: author.DiskTrouble, Cause: errors.New("RAW")}, []string{"its disk is full"}, ""},
		{"a kind of tomorrow", author.Alert{Kind: 99}, []string{book.AlertOther(title)}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			var to post
			var log strings.Builder
			test.alert.Channel, test.alert.Key = public, test.name
			id, err := deskFor(&to, &log).Tell(t.Context(), guild, s, test.alert)
			must(t, err)
			if id != 501 || len(to.letters) != 1 {
				t.Fatalf("message %d, %d letters", id, len(to.letters))
			}
			l := to.letters[0]
			body := string(l.Body)
			holds(t, body, test.says...)
			if n := contentOf(t, body); n > 2000 {
				t.Errorf("%d characters", n)
			}
			if strings.Contains(body, "RAW") || strings.Contains(body, "50013") {
				t.Errorf("a raw error is shown: %s", body)
			}
			if test.not != "" && strings.Contains(body, test.not) {
				t.Errorf("%q is in %s", test.not, body)
			}
			if !strings.Contains(body, `"allowed_mentions":{"parse":[]}`) {
				t.Errorf("an alert may ping: %s", body)
			}
			if l.Channel != desk || len(l.Nonce) > discord.MaxNonce {
				t.Errorf("to channel %d with nonce %q", l.Channel, l.Nonce)
			}
		})
	}
}

// What is told again is the same letter, so that it is found or has the nonce that Discord knows; anything else is
// another.
func TestAnAlertIsKnownByItsKey(t *testing.T) {
	s := tale(t, 9)
	due := time.Date(2026, 11, 24, 18, 0, 0, 0, time.UTC)
	var to post
	var log strings.Builder
	d := deskFor(&to, &log)
	base := author.Alert{Kind: author.Overdue, Key: "7", Channel: public, Chapter: 7, Due: due}
	other := base
	other.Key = "8"
	inOther := base
	inOther.Channel = early
	for _, a := range []author.Alert{base, base, other, inOther} {
		_, err := d.Tell(t.Context(), guild, s, a)
		must(t, err)
	}
	l := to.letters
	if l[0].Nonce != l[1].Nonce || string(l[0].Body) != string(l[1].Body) || !l[0].Doubt {
		t.Errorf("told again as %+v, before as %+v", l[1], l[0])
	}
	if l[0].Nonce == l[2].Nonce || l[0].Nonce == l[3].Nonce {
		t.Errorf("three alerts share the nonce %q", l[0].Nonce)
	}
	// ids of Discord's begin with the milliseconds since 2015
	if at := time.UnixMilli(int64(l[0].Floor>>22) + 1420070400000); !at.Equal(due.Add(-time.Minute)) {
		t.Errorf("looked for from %v on, want a minute before %v", at, due)
	}
}

func TestNoDesk(t *testing.T) {
	s := tale(t, 2)
	var to post
	var log strings.Builder
	d := deskFor(&to, &log)
	a := author.Alert{Kind: author.Runway, Key: "x", Channel: public, Text: "no chapter left"}
	id, err := d.Tell(t.Context(), elsewhere, s, a)
	if id != 0 || err != nil || !strings.Contains(log.String(), "desk does not exist") {
		t.Errorf("told %d, %v; logged %s", id, err, log.String())
	}
	s.Release.Desk = ""
	if id, err := d.Tell(t.Context(), guild, s, a); id != 0 || err != nil {
		t.Errorf("told %d, %v", id, err)
	}
	if len(to.letters) > 0 {
		t.Errorf("posted %v", to.letters)
	}
	s.Release.Desk, to.fails = "desk", discord.ErrUnreachable
	if _, err := d.Tell(t.Context(), guild, s, a); !errors.Is(err, discord.ErrUnreachable) {
		t.Errorf("told %v", err)
	}
}
