package discord

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/google/go-cmp/cmp"
)

const secret = "canary.interaction.token"

// inGuild is an interaction in a guild as Discord writes it, shortened where nothing is read.
func inGuild(kind int, data string) string {
	return fmt.Sprintf(`{"id":"101","application_id":"102","type":%d,"token":%q,"version":1,"guild_id":"103",
		"channel_id":"104","channel":{"id":"104","type":0},"locale":"pt-BR","guild_locale":"en-GB",
		"context":0,"entitlements":[],
		"authorizing_integration_owners":{"0":"103"},"app_permissions":"2251799813685247","attachment_size_limit":10485760,
		"member":{"user":{"id":"105","username":"ines","global_name":null},"roles":["106","107"],"nick":null,
		"joined_at":"2021-05-14T18:59:01.000000+02:00","permissions":"3072"},
		"data":%s}`, kind, secret, data)
}

// acted is what every interaction of inGuild says.
func acted(kind InteractionKind) *Interaction {
	return &Interaction{ID: 101, App: 102, Token: NewInteractionToken(secret), Kind: kind, Guild: 103, Channel: 104,
		User: 105, Roles: []uint64{106, 107}, Joined: time.Date(2021, 5, 14, 16, 59, 1, 0, time.UTC), Permissions: 3072, AppPermissions: 1<<51 - 1, Locale: "pt-BR", GuildLocale: "en-GB"}
}

// decodeInteraction fails the test unless the payload is an interaction.
func decodeInteraction(t *testing.T, payload string) *Interaction {
	t.Helper()
	ev, err := Decode("INTERACTION_CREATE", json.RawMessage(payload))
	if err != nil {
		t.Fatal(err)
	}
	return ev.(*Interaction)
}

func TestACommandIsDecoded(t *testing.T) {
	for _, test := range []struct {
		name, data string
		kind       int
		want       Command
	}{
		{"without options", `{"id":"1","name":"next","type":1}`, 2, Command{Name: "next"}},
		{"every type of option", `{"id":"1","name":"all","type":1,"options":[{"name":"a","type":3,"value":"12"},
			{"name":"b","type":4,"value":-9007199254740991},{"name":"c","type":5,"value":true},{"name":"d","type":6,"value":"7"},
			{"name":"e","type":7,"value":"8"},{"name":"f","type":8,"value":"9"},{"name":"g","type":9,"value":"10"},
			{"name":"h","type":10,"value":1.5},{"name":"i","type":11,"value":"11"},{"name":"j","type":4,"value":3.0}],
			"resolved":{"users":{"7":[]}}}`, 2,
			Command{Name: "all", Options: []Option{{Name: "a", Type: OptionText, Text: "12"},
				{Name: "b", Type: OptionInt, Int: -1<<53 + 1}, {Name: "c", Type: OptionBool, Bool: true},
				{Name: "d", Type: OptionUser, ID: 7}, {Name: "e", Type: OptionChannel, ID: 8}, {Name: "f", Type: OptionRole, ID: 9},
				{Name: "g", Type: OptionMentionable, ID: 10}, {Name: "h", Type: OptionNumber, Number: 1.5},
				{Name: "i", Type: OptionAttachment, ID: 11}, {Name: "j", Type: OptionInt, Int: 3}}}},
		{"a subcommand in a group", `{"name":"a","options":[{"name":"b","type":2,"options":[{"name":"c","type":1,"options":[
			{"name":"d","type":3,"value":"e"}]}]}]}`, 2,
			Command{Name: "a", Path: []string{"b", "c"}, Options: []Option{{Name: "d", Type: OptionText, Text: "e"}}}},
		{"an option of a type to come", `{"name":"a","options":[{"name":"b","type":12,"value":{"x":1}},
			{"name":"c","type":5,"value":true}]}`, 2,
			Command{Name: "a", Options: []Option{{Name: "c", Type: OptionBool, Bool: true}}}},
		{"a number being typed", `{"name":"a","options":[{"name":"n","type":4,"value":"-","focused":true},
			{"name":"m","type":4,"value":2},{"name":"l","type":4,"value":"half"}]}`, 4,
			Command{Name: "a", Options: []Option{{Name: "n", Type: OptionInt, Text: "-", Focused: true},
				{Name: "m", Type: OptionInt, Text: "2", Int: 2}}}},
		{"text being typed", `{"name":"a","options":[{"name":"t","type":3,"value":"dr","focused":true}]}`, 4,
			Command{Name: "a", Options: []Option{{Name: "t", Type: OptionText, Text: "dr", Focused: true}}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			want := acted(InteractionKind(test.kind))
			want.Command = test.want
			if d := cmp.Diff(want, decodeInteraction(t, inGuild(test.kind, test.data))); d != "" {
				t.Errorf("(-want +got)\n%s", d)
			}
		})
	}
}

func TestAComponentIsDecoded(t *testing.T) {
	payload := strings.TrimSuffix(inGuild(3, `{"id":4,"custom_id":"c1.toc.7","component_type":3,"values":["5"]}`), "}") +
		`,"message":{"id":"108","components":[{"type":99,"components":"new"}],"flags":64}}`
	want := acted(KindComponent)
	want.Message, want.Control = 108, Control{CustomID: "c1.toc.7", Type: 3, Values: []string{"5"}}
	if d := cmp.Diff(want, decodeInteraction(t, payload)); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
}

func TestADirectMessageHasNoGuild(t *testing.T) {
	got := decodeInteraction(t, `{"id":"101","application_id":"102","type":2,"token":"t","channel_id":"104","context":1,
		"user":{"id":"105","bot":true},"message":null,"member":null,"locale":"de","data":{"name":"next"},"guild_id":null}`)
	want := &Interaction{ID: 101, App: 102, Token: NewInteractionToken("t"), Kind: KindCommand, Channel: 104, User: 105,
		Bot: true, Locale: "de", Command: Command{Name: "next"}}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
}

// everyInput is a submitted form with each input Discord has, in both forms, and things it may have one day.
const everyInput = `{"custom_id":"c1.answer.7","components":[
	{"type":10,"id":1},
	{"type":18,"id":2,"component":{"type":4,"id":3,"custom_id":"text","value":"more otters"}},
	{"type":18,"id":4,"component":{"type":3,"id":5,"custom_id":"pick","values":["a","b"]}},
	{"type":18,"component":{"type":5,"custom_id":"who","values":["7"]}},
	{"type":18,"component":{"type":8,"custom_id":"room","values":[]}},
	{"type":18,"component":{"type":21,"custom_id":"radio","value":"b"}},
	{"type":18,"component":{"type":21,"custom_id":"unset","value":null}},
	{"type":18,"component":{"type":22,"custom_id":"boxes","values":["a"]}},
	{"type":18,"component":{"type":23,"custom_id":"box","value":true}},
	{"type":18,"component":{"type":23,"custom_id":"empty","value":false}},
	{"type":18,"component":{"type":19,"custom_id":"file","values":["11"]}},
	{"type":18,"component":{"type":77,"custom_id":8,"value":{"deep":[1]},"values":"odd"}},
	{"type":78,"components":{"not":"a list"}},
	"not a component", null, 5, {"type":"text"},
	{"type":1,"components":[{"type":4,"custom_id":"row","value":"older form"},{"type":79}]}
	]}`

func TestAFormIsDecodedWhateverElseIsInIt(t *testing.T) {
	want := acted(KindModal)
	want.Form = Submission{CustomID: "c1.answer.7", Fields: []Field{
		{ID: "text", Text: "more otters"}, {ID: "pick", Values: []string{"a", "b"}}, {ID: "who", Values: []string{"7"}},
		{ID: "room", Values: []string{}}, {ID: "radio", Values: []string{"b"}}, {ID: "unset"},
		{ID: "boxes", Values: []string{"a"}}, {ID: "box", Values: []string{"true"}}, {ID: "empty"},
		{ID: "row", Text: "older form"},
	}}
	if d := cmp.Diff(want, decodeInteraction(t, inGuild(5, everyInput))); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
}

func TestWhatDiscordgoMadeOfAnEventDoesNotMatter(t *testing.T) {
	raw := json.RawMessage(inGuild(5, everyInput))
	lost := &discordgo.InteractionCreate{}
	ev, err := decodeEvent(&discordgo.Event{Type: "INTERACTION_CREATE", RawData: raw, Struct: lost})
	if err != nil || len(ev.(*Interaction).Form.Fields) != 10 {
		t.Errorf("decoded as %v, %v", ev, err)
	}
}

func TestABrokenInteractionIsAnError(t *testing.T) {
	const button = `{"custom_id":"x","component_type":2}`
	for name, payload := range map[string]string{
		"ping":          inGuild(1, `{}`),
		"a new kind":    inGuild(6, button),
		"no data":       inGuild(2, `null`)[:40],
		"data a list":   inGuild(3, `[]`),
		"no token":      strings.Replace(inGuild(3, button), secret, "", 1),
		"no user":       strings.Replace(inGuild(3, button), `"id":"105"`, `"id":null`, 1),
		"no id":         strings.Replace(inGuild(3, button), `"id":"101"`, `"id":"0"`, 1),
		"a bad option":  inGuild(2, `{"name":"a","options":[{"name":"b","type":4,"value":"x"}]}`),
		"no value":      inGuild(2, `{"name":"a","options":[{"name":"b","type":4}]}`),
		"half a number": inGuild(2, `{"name":"a","options":[{"name":"b","type":4,"value":1.5}]}`),
		"a bad field":   inGuild(5, `{"components":[{"type":18,"component":{"type":4,"value":5}}]}`),
		"a bad row":     inGuild(5, `{"components":[{"type":1,"components":5}]}`),
	} {
		ev, err := Decode("INTERACTION_CREATE", json.RawMessage(payload))
		if err == nil {
			t.Errorf("%s: decoded as %+v", name, ev)
		} else if strings.Contains(err.Error(), secret) {
			t.Errorf("%s: the error shows the token: %v", name, err)
		}
	}
}

func TestATokenNeverShows(t *testing.T) {
	i := decodeInteraction(t, inGuild(2, `{"name":"next"}`))
	var log strings.Builder
	for _, h := range []slog.Handler{slog.NewTextHandler(&log, nil), slog.NewJSONHandler(&log, nil)} {
		slog.New(h).Info("x", "i", i, "v", *i, "token", i.Token, "p", &i.Token)
	}
	private := struct{ i, again any }{i, *i}
	hidden := struct{ t InteractionToken }{i.Token}
	tokens := []InteractionToken{i.Token}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%T"} {
		for _, v := range []any{i, *i, i.Token, &i.Token, tokens, private, hidden, &hidden, map[string]any{"i": i}} {
			fmt.Fprintf(&log, verb+"\n", v)
		}
	}
	b, err := json.Marshal(i)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintln(&log, string(b), errors.Join(fmt.Errorf("x %v", i)), fmt.Sprint(i.Token))
	for _, shown := range []string{secret, fmt.Sprintf("%x", secret)} {
		if strings.Contains(log.String(), shown) {
			t.Errorf("the token shows in %s", log.String())
		}
	}
	if i.Token.Reveal() != secret || (InteractionToken{}).Reveal() != "" {
		t.Error("the token does not reveal its text")
	}
}

func BenchmarkDecode(b *testing.B) {
	var guild strings.Builder
	guild.WriteString(`{"id":"1","name":"Room","roles":[`)
	for i := range 25 {
		fmt.Fprintf(&guild, `{"id":"%d","name":"role %d","permissions":"1071698660929","position":%d},`, 200+i, i, i)
	}
	guild.WriteString(`{"id":"1"}],"emojis":[],"channels":[`)
	for i := range 45 {
		fmt.Fprintf(&guild, `{"id":"%d","type":0,"name":"channel-%d","topic":%q,"nsfw":false,"position":%d,"flags":0,`+
			`"permission_overwrites":[{"id":"1","type":0,"allow":"0","deny":"2048"}]},`, 900+i, i, strings.Repeat("t", 150), i)
	}
	guild.WriteString(`{"id":"999"}],"members":[],"threads":[]}`)
	for _, bench := range []struct{ name, data string }{
		{"GUILD_CREATE", guild.String()},
		{"MESSAGE_REACTION_ADD", `{"user_id":"4","channel_id":"2","message_id":"3","guild_id":"1","type":0,"burst":false,` +
			`"emoji":{"id":null,"name":"x"},"member":{"user":{"id":"4","username":"ines","avatar":null},"roles":["5","6"]}}`},
		{"INTERACTION_CREATE", inGuild(5, everyInput)},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.SetBytes(int64(len(bench.data)))
			b.ReportAllocs()
			for b.Loop() {
				if ev, err := Decode(bench.name, json.RawMessage(bench.data)); err != nil || ev == nil {
					b.Fatal(ev, err)
				}
			}
		})
	}
}
