// Package render turns stories, places and votes into Discord messages. It is pure: it sends nothing and keeps nothing.
//
// [Chapter] gives everything that is posted for a chapter, in order, as [Post] values: the lead, the pages of each
// scene, the author's note, the closing question. [ThreadName] and [Discussion] open the talk about it, [Index] lists
// what is out. [Page] gives the private reading view.
//
// # Votes
//
// [Ballot] and its like are the messages of a closing question. Under it stands how one votes, what settles a tie, and
// what readers need for their vote to count: all of it before the first vote. A [Further] vote, a run-off or one on what
// readers have put forward, is a message of its own. [Nominations] lists what stands so far. [Result] says what a vote
// has come to, and [Outcome.Card] draws it. [TieAlert] and its like are for the author's desk.
//
// # Corrections
//
// [Revise] compares a chapter's messages as they stand in a channel with what its author has made of it since, and
// gives the edits; [Retract] gives those that take it back; [Refusal] words for the author what cannot be corrected.
//
// Discord lets nobody put a message between two others, and places, votes and links hang on message ids. So every
// message stays: a corrected scene is cut anew over as many messages as it has, as few of which change as can be; one
// that has become too short leaves notices in those left over; one that has become too long is refused, with the
// number of characters.
//
// # Mentions
//
// Every message carries allowed_mentions: on a send and on an edit alike Discord otherwise parses what looks like a
// mention, and pings. Nothing is allowed, save that a lead may name one role, which its readers have chosen to have.
package render

import (
	"encoding/json"
	"fmt"

	"cliffhanger/bot/customid"
	"cliffhanger/bot/phrase"
	"cliffhanger/story"

	"github.com/bwmarrin/discordgo"
)

// Limit is how many characters Discord allows in a message's content (code points; developer documentation, Create
// Message).
const Limit = 2000

// A Message is the body of a message as Discord's API takes it.
type Message struct {
	Content         string                       `json:"content"`
	Components      []discordgo.MessageComponent `json:"components"`
	Flags           discordgo.MessageFlags       `json:"flags,omitempty"`
	AllowedMentions Mentions                     `json:"allowed_mentions"`
}

// Mentions say whom a message may ping: nobody, or one role. There is no way to write "everyone" or a person.
type Mentions struct {
	Role uint64 // 0: nobody
}

// MarshalJSON writes the object that forbids every other ping.
func (m Mentions) MarshalJSON() ([]byte, error) {
	if m.Role == 0 {
		return []byte(`{"parse":[]}`), nil
	}
	return fmt.Appendf(nil, `{"parse":[],"roles":["%d"]}`, m.Role), nil
}

// JSON returns the message's body.
func (m Message) JSON() (json.RawMessage, error) {
	if m.Components == nil {
		m.Components = []discordgo.MessageComponent{}
	}
	b, err := json.Marshal(m)
	if err != nil {
		return nil, fmt.Errorf("encode a message: %w", err)
	}
	return b, nil
}

// Actions of the components made here, and their arguments. Those about a chapter's question have its vote's message as
// another argument where they are not on that message themselves.
const (
	ActionRead   customid.Action = "read"   // story, chapter, scene, page: show that page
	ActionJump   customid.Action = "jump"   // story: show the first page of the chapter chosen
	ActionMark   customid.Action = "mark"   // story, chapter, scene: the reader has read so far
	ActionAnswer customid.Action = "answer" // story, chapter: open the form for an answer
	ActionNone   customid.Action = "none"   // story, chapter: open the form for those who would choose none

	ActionMine     customid.Action = "mine"     // story, chapter: show the reader what is counted for them
	ActionBallot   customid.Action = "ballot"   // story, chapter: show the reader the menu to vote by
	ActionNominate customid.Action = "nominate" // story, chapter: open the form to put something forward
	ActionCast     customid.Action = "cast"     // story, chapter, vote's message: what is chosen in that menu is the ballot
	ActionTakeBack customid.Action = "takeback" // story, chapter, vote's message: the ballot is taken back
	ActionResults  customid.Action = "results"  // story, page: show that page of the archive of votes

	ActionAnswers customid.Action = "answers" // story, chapter, page: show the author that page of answers

	ActionTie     customid.Action = "tie"     // vote's message, option: the author decides a tie
	ActionApprove customid.Action = "approve" // vote's message, nominee: the author admits it
	ActionMerge   customid.Action = "merge"   // vote's message, nominee: the author says which other it is
	ActionStrike  customid.Action = "strike"  // vote's message, nominee: open the form for the reason
)

// button returns a button that brings back an id. Styles other than link need one.
func button(style discordgo.ButtonStyle, label string, disabled bool, action customid.Action,
	args ...uint64) (discordgo.Button, error) {
	id, err := customid.New(action, args...)
	if err != nil {
		return discordgo.Button{}, err
	}
	return discordgo.Button{Style: style, Label: label, Disabled: disabled, CustomID: id}, nil
}

func row(buttons ...discordgo.MessageComponent) discordgo.MessageComponent {
	return discordgo.ActionsRow{Components: buttons}
}

// Link returns the address of a message, which clients open in place.
func Link(guild, channel, message uint64) string {
	return fmt.Sprintf("https://discord.com/channels/%d/%d/%d", guild, channel, message)
}

// ChapterName names a chapter, escaped; a title longer than 200 characters is clipped.
func ChapterName(b phrase.Book, c *story.Chapter) string {
	return b.Chapter(c.Number, title(c.Title, mostTitle))
}
