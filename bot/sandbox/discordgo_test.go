package sandbox_test

import (
	"errors"
	"fmt"
	"testing"

	"cliffhanger/bot/sandbox"
	"cliffhanger/bot/sandbox/rest"
	"cliffhanger/bot/sandbox/world"

	"github.com/bwmarrin/discordgo"
)

// described returns options with the published description, where it is at hand.
func described(t *testing.T) sandbox.Options {
	t.Helper()
	return sandbox.Options{Limits: rest.Limits{Off: true}, Validate: validator(t)}
}

// want fails unless err is Discord's refusal with the code.
func want(t *testing.T, err error, status, code int) {
	t.Helper()
	var refused *discordgo.RESTError
	if !errors.As(err, &refused) || refused.Message == nil {
		t.Fatalf("got %v, want a refusal with code %d", err, code)
	}
	if refused.Response.StatusCode != status || refused.Message.Code != code {
		t.Fatalf("got status %d, code %d, want %d, %d", refused.Response.StatusCode, refused.Message.Code, status, code)
	}
}

func TestMessagesWithDiscordgo(t *testing.T) {
	s := start(t, described(t))
	d := client(t, s)
	_, story := channel(t, s, "story")
	posted, err := d.ChannelMessageSendComplex(story.String(), &discordgo.MessageSend{
		Content: "Once upon a time", Embeds: []*discordgo.MessageEmbed{{Title: "Chapter 1"}},
		AllowedMentions: &discordgo.MessageAllowedMentions{Parse: []discordgo.AllowedMentionType{}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if posted.Content != "Once upon a time" || !posted.Author.Bot || posted.Embeds[0].Title != "Chapter 1" {
		t.Errorf("posted %+v", posted)
	}
	edited, err := d.ChannelMessageEdit(story.String(), posted.ID, "Twice upon a time")
	if err != nil {
		t.Fatal(err)
	}
	if edited.Content != "Twice upon a time" || edited.EditedTimestamp == nil {
		t.Errorf("edited %+v", edited)
	}
	if err := d.ChannelMessagePin(story.String(), posted.ID); err != nil {
		t.Fatal(err)
	}
	pins, err := d.ChannelMessagesPinned(story.String())
	if err != nil || len(pins) != 1 || pins[0].ID != posted.ID {
		t.Errorf("pins %v, %v, want %s", pins, err, posted.ID)
	}
	list, err := d.ChannelMessages(story.String(), 100, "", posted.ID, "")
	if err != nil || len(list) != 1 || list[0].Type != discordgo.MessageTypeChannelPinnedMessage {
		t.Errorf("after the first message there is %v, %v, want the note about the pin", list, err)
	}
	if err := d.ChannelMessageDelete(story.String(), posted.ID); err != nil {
		t.Fatal(err)
	}
	_, err = d.ChannelMessage(story.String(), posted.ID)
	want(t, err, 404, discordgo.ErrCodeUnknownMessage)
	thread, err := d.ThreadStart(story.String(), "Chapter 1", discordgo.ChannelTypeGuildPublicThread, 60)
	if err != nil || thread.Name != "Chapter 1" || thread.ThreadMetadata.AutoArchiveDuration != 60 {
		t.Errorf("thread %+v, %v", thread, err)
	}
	for x := range s.Traffic().All() {
		if x.Invalid != "" {
			t.Errorf("%s %s is not as Discord describes: %s", x.Method, x.Path, x.Invalid)
		}
	}
}

func TestReactionPagesWithDiscordgo(t *testing.T) {
	s := start(t, described(t))
	d := client(t, s)
	guild, story := channel(t, s, "story")
	posted, err := d.ChannelMessageSend(story.String(), "Which door?")
	if err != nil {
		t.Fatal(err)
	}
	id, err := world.ParseID(posted.ID)
	if err != nil {
		t.Fatal(err)
	}
	ines := person(t, s, "Ines")
	if err := s.World.React(ines, story, id, "🔥"); err == nil {
		t.Error("a reader could start a reaction in #story")
	}
	if err := d.MessageReactionAdd(story.String(), posted.ID, "🔥"); err != nil {
		t.Fatal(err)
	}
	const readers = 230
	for i := range readers {
		reader := s.World.AddPerson(fmt.Sprint("Reader ", i), "reader", "#888")
		s.World.Join(guild, reader)
		if err := s.World.React(reader, story, id, "🔥"); err != nil {
			t.Fatal(err)
		}
	}
	seen := map[string]bool{}
	after, pages := "", 0
	for {
		users, err := d.MessageReactions(story.String(), posted.ID, "🔥", 100, "", after)
		if err != nil {
			t.Fatal(err)
		}
		if len(users) == 0 {
			break
		}
		pages++
		for _, u := range users {
			seen[u.ID] = true
		}
		after = users[len(users)-1].ID
	}
	if len(seen) != readers+1 || pages != 3 {
		t.Errorf("%d voters on %d pages, want %d on 3", len(seen), pages, readers+1)
	}
	got, err := d.ChannelMessage(story.String(), posted.ID)
	if err != nil || len(got.Reactions) != 1 || got.Reactions[0].Count != readers+1 || !got.Reactions[0].Me {
		t.Errorf("reactions %+v, %v", got.Reactions, err)
	}
}

// desk is an open bot that reports what it hears.
type desk struct {
	*discordgo.Session
	heard chan *discordgo.InteractionCreate
}

func open(t *testing.T, s *sandbox.Sandbox) desk {
	t.Helper()
	d := desk{client(t, s), make(chan *discordgo.InteractionCreate, 16)}
	d.Identify.Intents = discordgo.IntentsGuilds | discordgo.IntentsGuildMessages | discordgo.IntentsDirectMessages
	d.AddHandler(func(_ *discordgo.Session, i *discordgo.InteractionCreate) { d.heard <- i })
	if err := d.Open(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Errorf("closing discordgo: %v", err)
		}
	})
	return d
}

func TestInteractionsWithDiscordgo(t *testing.T) {
	s := start(t, described(t))
	d := open(t, s)
	ines := person(t, s, "Ines")
	_, talk := channel(t, s, "talk")
	_, err := d.ApplicationCommandBulkOverwrite(s.App().ID.String(), "", []*discordgo.ApplicationCommand{{
		Name: "read", Description: "Go on reading",
		Options: []*discordgo.ApplicationCommandOption{{Type: discordgo.ApplicationCommandOptionInteger, Name: "chapter",
			Description: "Which one"}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	told := make(chan world.Event, 64)
	t.Cleanup(s.World.Watch(ines, func(e world.Event) { told <- e }))
	if _, err := s.World.Invoke(ines, talk, world.Invocation{Name: "read",
		Options: []world.OptionValue{{Name: "chapter", Value: 3}}}); err != nil {
		t.Fatal(err)
	}
	i := receive(t, d.heard, "command")
	if data := i.ApplicationCommandData(); data.Name != "read" || data.Options[0].IntValue() != 3 {
		t.Fatalf("command %+v", data)
	}
	note := discordgo.Button{Label: "Note", CustomID: "note", Style: discordgo.PrimaryButton}
	err = d.InteractionRespond(i.Interaction, &discordgo.InteractionResponse{
		Type: discordgo.InteractionResponseChannelMessageWithSource,
		Data: &discordgo.InteractionResponseData{Content: "Page 1", Flags: discordgo.MessageFlagsEphemeral,
			Components: []discordgo.MessageComponent{
				discordgo.ActionsRow{Components: []discordgo.MessageComponent{note}}}}})
	if err != nil {
		t.Fatal(err)
	}
	page := next[*world.Message](t, told, "MESSAGE_CREATE")
	if page.Content != "Page 1" || page.Flags&world.FlagEphemeral == 0 {
		t.Fatalf("page %+v", page)
	}
	if others, err := s.World.History(person(t, s, "Wren"), talk, 0, 50); err != nil || len(others) != 0 {
		t.Errorf("others see %v, %v", others, err)
	}
	if _, err := s.World.Press(ines, talk, page.ID, "note", nil); err != nil {
		t.Fatal(err)
	}
	modal(t, s, d, told, ines)
}

// modal answers the pressed button with a form, has it filled in, and changes the page.
func modal(t *testing.T, s *sandbox.Sandbox, d desk, told <-chan world.Event, ines world.ID) {
	t.Helper()
	pressed := receive(t, d.heard, "press")
	err := d.InteractionRespond(pressed.Interaction, &discordgo.InteractionResponse{
		Type: discordgo.InteractionResponseModal,
		Data: &discordgo.InteractionResponseData{Title: "A note", CustomID: "note form",
			Components: []discordgo.MessageComponent{discordgo.ActionsRow{Components: []discordgo.MessageComponent{
				discordgo.TextInput{CustomID: "text", Label: "Text", Style: discordgo.TextInputShort, Required: true}}}}}})
	if err != nil {
		t.Fatal(err)
	}
	shown := next[world.ModalShown](t, told, world.EventModal)
	if err := s.World.Submit(ines, shown.ID, map[string][]string{}); err == nil {
		t.Error("an empty form was sent")
	}
	if err := s.World.Submit(ines, shown.ID, map[string][]string{"text": {"Lovely"}}); err != nil {
		t.Fatal(err)
	}
	sent := receive(t, d.heard, "form")
	row, isRow := sent.ModalSubmitData().Components[0].(*discordgo.ActionsRow)
	if !isRow || row.Components[0].(*discordgo.TextInput).Value != "Lovely" {
		t.Fatalf("form %+v", sent.ModalSubmitData())
	}
	if err := d.InteractionRespond(sent.Interaction, &discordgo.InteractionResponse{
		Type: discordgo.InteractionResponseDeferredChannelMessageWithSource}); err != nil {
		t.Fatal(err)
	}
	thanks := "Thank you"
	if _, err := d.InteractionResponseEdit(sent.Interaction, &discordgo.WebhookEdit{Content: &thanks}); err != nil {
		t.Fatal(err)
	}
	if m := next[*world.Message](t, told, "MESSAGE_UPDATE"); m.Content != thanks || m.Flags&world.FlagLoading != 0 {
		t.Errorf("update %+v", m)
	}
	err = d.InteractionRespond(sent.Interaction, &discordgo.InteractionResponse{
		Type: discordgo.InteractionResponseDeferredChannelMessageWithSource})
	want(t, err, 400, discordgo.ErrCodeInteractionHasAlreadyBeenAcknowledged)
	for x := range s.Traffic().All() {
		if x.Invalid != "" {
			t.Errorf("%s %s is not as Discord describes: %s", x.Method, x.Path, x.Invalid)
		}
	}
}

// next waits for an event of a kind and returns its data.
func next[T any](t *testing.T, told <-chan world.Event, kind string) T {
	t.Helper()
	for {
		e := receive(t, told, kind)
		if e.Type != kind {
			continue
		}
		d, ok := e.Data.(T)
		if !ok {
			t.Fatalf("%s has data of type %T", kind, e.Data)
		}
		return d
	}
}
