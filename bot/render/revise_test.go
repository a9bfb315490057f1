package render_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"cliffhanger/bot/phrase"
	"cliffhanger/bot/render"
	"cliffhanger/story"

	"github.com/google/go-cmp/cmp"
)

var closes = time.Unix(1_800_000_000, 0)

// sentences is a scene of so many numbered sentences in paragraphs of five, every tenth in italics.
func sentences(n int) story.Scene {
	var scene story.Scene
	for i := range n {
		if i%5 == 0 {
			scene.Blocks = append(scene.Blocks, story.Block{})
		}
		run := story.Run{Text: fmt.Sprintf("The gull of number %d cried above the wall. ", i+1)}
		if i%10 == 0 {
			run.Style = story.Italic
		}
		b := &scene.Blocks[len(scene.Blocks)-1]
		b.Runs = append(b.Runs, run)
	}
	return scene
}

// chapter is one of three scenes, the second of several messages, with a note and a question.
func chapter() *story.Chapter {
	return &story.Chapter{
		Number: 4, Title: "Ebb", Warnings: []string{"storms"},
		Scenes: []story.Scene{sentences(10), sentences(150), sentences(70)},
		Note:   story.Note{Blocks: []story.Block{{Runs: []story.Run{{Text: "Thank you."}}}}},
		Question: &story.Question{Text: "What now?", FollowUp: "What instead?",
			Options: []story.Option{{Emoji: "🌊", Text: "Wait"}, {Emoji: "🗝", Text: "Open it"}}},
	}
}

var tale = &story.Story{ID: "tale", Title: "Tale", Author: "M. Gray"}

// posted returns a chapter as its messages stand in a channel.
func posted(t *testing.T, c *story.Chapter, o render.Options) []render.Posted {
	t.Helper()
	posts, err := render.Chapter(phrase.For(""), tale, c, o)
	if err != nil {
		t.Fatal(err)
	}
	var out []render.Posted
	for i, p := range posts {
		out = append(out, render.Posted{ID: uint64(i + 1), Kind: p.Kind, Ends: p.Ends,
			Content: render.Deadline(p.Message.Content, closes)})
	}
	return out
}

func revision(c *story.Chapter) render.Revision {
	return render.Revision{Complete: true, Question: c.Question, Closes: closes}
}

// apply returns the messages after the edits, and fails if one changes nothing or would be refused.
func apply(t *testing.T, old []render.Posted, edits []render.Edit) []render.Posted {
	t.Helper()
	out := slices.Clone(old)
	for _, e := range edits {
		i := slices.IndexFunc(out, func(m render.Posted) bool { return m.ID == e.Message })
		if i < 0 || out[i].Content == e.Body.Content {
			t.Fatalf("an edit of message %d changes nothing: %q", e.Message, e.Body.Content)
		}
		sane(t, fmt.Sprintf("message %d", e.Message), e.Body)
		out[i].Content = e.Body.Content
	}
	return out
}

// marked fails if a correction takes a button from where a scene ends, or puts one elsewhere.
func marked(t *testing.T, old []render.Posted, edits []render.Edit) {
	t.Helper()
	for _, m := range old {
		i := slices.IndexFunc(edits, func(e render.Edit) bool { return e.Message == m.ID })
		if i < 0 || m.Kind != render.ScenePage {
			continue
		}
		if marks := len(ids(edits[i].Body)); (marks == 1) != (m.Ends > 0) {
			t.Errorf("message %d, which ends scene %d, is left with %d buttons", m.ID, m.Ends, marks)
		}
	}
}

// words returns what the messages of a scene say, without its italics.
func words(messages []render.Posted, scene int) []string {
	out := []string{}
	at := 1
	for _, m := range messages {
		if m.Kind != render.ScenePage {
			continue
		}
		if at == scene && !strings.HasPrefix(m.Content, "-# ") {
			out = append(out, strings.Fields(strings.ReplaceAll(m.Content, "*", ""))...)
		}
		if m.Ends > 0 {
			at++
		}
	}
	return out
}

func TestRevise(t *testing.T) {
	text := func(c *story.Chapter, scene, block int) *string { return &c.Scenes[scene-1].Blocks[block].Runs[0].Text }
	for _, test := range []struct {
		name   string
		change func(*story.Chapter)
		edits  int // how many messages change
	}{
		{"nothing", func(*story.Chapter) {}, 0},
		{"a letter", func(c *story.Chapter) { *text(c, 2, 14) = "The gull of number X screamed above the wall. " }, 1},
		{"the end of a scene", func(c *story.Chapter) { *text(c, 3, 13) = "And so at last it was all quite over. " }, 1},
		{"the title", func(c *story.Chapter) { c.Title = "Flood" }, 1},
		{"a warning", func(c *story.Chapter) { c.Warnings = []string{"storms", "death"} }, 1},
		{"the note", func(c *story.Chapter) { c.Note.Blocks[0].Runs[0].Text = "Thanks!" }, 1},
		{"no note", func(c *story.Chapter) { c.Note = story.Note{} }, 1},
		{"the question", func(c *story.Chapter) { c.Question.Text = "What next?" }, 1},
		{"an option", func(c *story.Chapter) { c.Question.Options[1].Text = "Open the hatch" }, 1},
		{"a word more, which the lead counts", func(c *story.Chapter) { *text(c, 1, 0) += "Far off. " }, 2},
		{"a scene of four messages becomes one sentence", func(c *story.Chapter) { c.Scenes[1] = sentences(1) }, 5},
		{"a scene becomes nothing", func(c *story.Chapter) { c.Scenes[0].Blocks = nil }, 2},
	} {
		t.Run(test.name, func(t *testing.T) {
			old := posted(t, chapter(), render.Options{})
			c := chapter()
			test.change(c)
			edits, err := render.Revise(phrase.For(""), tale, c, old, revision(chapter()))
			if err != nil {
				t.Fatal(err)
			}
			if len(edits) != test.edits {
				t.Errorf("%d messages change, want %d", len(edits), test.edits)
			}
			marked(t, old, edits)
			after := apply(t, old, edits)
			for n := range c.Scenes {
				want := strings.Fields(story.Plain(c.Scenes[n].Blocks))
				if diff := cmp.Diff(want, words(after, n+1)); diff != "" {
					t.Errorf("scene %d:\n%s", n+1, diff)
				}
			}
			if again, err := render.Revise(phrase.For(""), tale, c, after, revision(chapter())); err != nil || len(again) > 0 {
				t.Errorf("the corrected chapter is corrected again: %d edits, %v", len(again), err)
			}
		})
	}
}

// TestReviseAnything changes scenes at random: words are kept, messages stay as many, and what is corrected stays so.
func TestReviseAnything(t *testing.T) {
	long, corrected := 0, 0
	for seed := range 300 {
		r := rand.New(rand.NewPCG(uint64(seed), 5))
		old := posted(t, chapter(), render.Options{})
		c := chapter()
		for range 1 + r.IntN(4) {
			scene := &c.Scenes[r.IntN(len(c.Scenes))]
			b := &scene.Blocks[r.IntN(len(scene.Blocks))]
			switch r.IntN(4) {
			case 0:
				b.Runs = nil
			case 1:
				b.Runs = []story.Run{{Text: strings.Repeat("Rain fell. ", r.IntN(400))}}
			case 2:
				b.Runs = append(b.Runs, story.Run{Text: "Nobody heard it."})
			default:
				scene.Blocks = scene.Blocks[:r.IntN(len(scene.Blocks))+1]
			}
		}
		edits, err := render.Revise(phrase.For(""), tale, c, old, revision(chapter()))
		var over *render.TooLong
		if errors.As(err, &over) {
			long++
			if edits != nil || over.Parts[0].Over < 1 || over.Parts[0].Kind != render.ScenePage || over.Parts[0].Scene < 1 {
				t.Errorf("seed %d: %d edits and %+v", seed, len(edits), over)
			}
			continue
		}
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		corrected++
		marked(t, old, edits)
		after := apply(t, old, edits)
		for n := range c.Scenes {
			want := strings.Fields(story.Plain(c.Scenes[n].Blocks))
			if diff := cmp.Diff(want, words(after, n+1)); diff != "" {
				t.Fatalf("seed %d, scene %d:\n%s", seed, n+1, diff)
			}
		}
		if again, err := render.Revise(phrase.For(""), tale, c, after, revision(chapter())); err != nil || len(again) > 0 {
			t.Errorf("seed %d: corrected again: %d edits, %v", seed, len(again), err)
		}
	}
	if long < 20 || corrected < 100 {
		t.Errorf("%d chapters were too long and %d corrected: the test shows too little", long, corrected)
	}
}

func TestWhatACorrectionCannotDo(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(*story.Chapter, *render.Revision)
		want   error
	}{
		{"a scene more", func(c *story.Chapter, _ *render.Revision) { c.Scenes = append(c.Scenes, sentences(1)) },
			render.ErrScenesChanged},
		{"a scene fewer", func(c *story.Chapter, _ *render.Revision) { c.Scenes = c.Scenes[:2] }, render.ErrScenesChanged},
		{"no question", func(c *story.Chapter, _ *render.Revision) { c.Question = nil }, render.ErrQuestionChanged},
		{"an option more", func(c *story.Chapter, _ *render.Revision) {
			c.Question.Options = append(c.Question.Options, story.Option{Emoji: "🔥", Text: "Burn"})
		}, render.ErrQuestionChanged},
		{"another reaction", func(c *story.Chapter, _ *render.Revision) { c.Question.Options[0].Emoji = "🔥" },
			render.ErrQuestionChanged},
		{"an open question", func(c *story.Chapter, _ *render.Revision) { c.Question.Options = nil },
			render.ErrQuestionChanged},
	} {
		c, r := chapter(), revision(chapter())
		test.change(c, &r)
		edits, err := render.Revise(phrase.For(""), tale, c, posted(t, chapter(), render.Options{}), r)
		if edits != nil || !errors.Is(err, test.want) {
			t.Errorf("%s: %d edits, %v, want %v", test.name, len(edits), err, test.want)
		}
	}
	c, r := chapter(), revision(chapter())
	r.Question = nil
	c.Title = "Flood"
	if _, err := render.Revise(phrase.For(""), tale, c, posted(t, chapter(), render.Options{}), r); err == nil {
		t.Error("a question is corrected although nobody said how it was asked")
	}
}

func TestAQuestionThatComesLateIsRefused(t *testing.T) {
	before := chapter()
	before.Question = nil
	r := render.Revision{Complete: true}
	_, err := render.Revise(phrase.For(""), tale, chapter(), posted(t, before, render.Options{}), r)
	if !errors.Is(err, render.ErrQuestionChanged) {
		t.Errorf("Revise = %v", err)
	}
}

func TestANoteThatComesLateHasNoRoom(t *testing.T) {
	before := chapter()
	before.Note = story.Note{}
	_, err := render.Revise(phrase.For(""), tale, chapter(), posted(t, before, render.Options{}), revision(before))
	var over *render.TooLong
	if !errors.As(err, &over) {
		t.Fatalf("Revise = %v", err)
	}
	want := []render.Excess{{Kind: render.NotePage, Over: len("### Author's note\n\nThank you.")}}
	if diff := cmp.Diff(want, over.Parts); diff != "" {
		t.Error(diff)
	}
}

// A chapter of which only portions are out is corrected as far as it is out.
func TestRevisePortions(t *testing.T) {
	c := chapter()
	old := posted(t, c, render.Options{To: 2})
	r := render.Revision{Options: render.Options{To: 2}}
	if edits, err := render.Revise(phrase.For(""), tale, c, old, r); err != nil || len(edits) > 0 {
		t.Errorf("unchanged, there are %d edits, %v", len(edits), err)
	}
	c.Scenes[0].Blocks[1].Runs[0].Text = "The gull of number Y cried above the wall. "
	c.Scenes[2].Blocks[0].Runs[0].Text = "The gull of number Z cried above the wall. "
	c.Question = nil
	edits, err := render.Revise(phrase.For(""), tale, c, old, r)
	if err != nil || len(edits) != 1 {
		t.Errorf("there are %d edits, %v, want the one in the first scene", len(edits), err)
	}
	if _, err := render.Revise(phrase.For(""), tale, c, old[:len(old)-1], r); !errors.Is(err, render.ErrBeingPosted) {
		t.Errorf("in the middle of a scene: %v", err)
	}
}

// The store does not tell a note's messages from a question's: their order and the question's heading do.
func TestANoteAndALongQuestionAreToldApart(t *testing.T) {
	c := chapter()
	c.Question.Text = strings.Repeat("Shall she go out into the storm, or stay? ", 60)
	c.Note.Blocks = sentences(60).Blocks
	old := posted(t, c, render.Options{})
	for i := range old {
		if old[i].Kind == render.QuestionText {
			old[i].Kind = render.NotePage
		}
	}
	asked := *c.Question
	c.Question.Text = strings.Replace(c.Question.Text, "storm", "storm and the rain, through the dark", 1)
	c.Note.Blocks[1].Runs[1].Text = "The gull of number X cried above the wall. "
	edits, err := render.Revise(phrase.For(""), tale, c, old,
		render.Revision{Complete: true, Question: &asked, Closes: closes})
	if err != nil || len(edits) != 2 {
		t.Fatalf("%d edits, %v, want one of the note and one of the question", len(edits), err)
	}
	apply(t, old, edits)

	back := apply(t, old, render.Retract(phrase.For(""), 4, old))
	r := render.Revision{Complete: true, Question: &asked, Closes: closes}
	if edits, err := render.Revise(phrase.For(""), tale, c, back, r); err != nil || len(edits) != len(old) {
		t.Errorf("%d of %d messages come back after they were taken back, %v", len(edits), len(old), err)
	}
}

// Every reason not to correct a chapter is a sentence that says what to do.
func TestRefusalsAreWorded(t *testing.T) {
	c := chapter()
	c.Scenes[1] = sentences(400)
	c.Note.Blocks = sentences(80).Blocks
	c.Question.Text = strings.Repeat("Shall she go out into the storm, or stay? ", 60)
	c.Warnings = []string{strings.Repeat("storms ", 400)}
	_, err := render.Revise(phrase.For(""), tale, c, posted(t, chapter(), render.Options{}), revision(chapter()))
	text, ok := render.Refusal(phrase.For(""), fmt.Errorf("correct: %w", err))
	lines := strings.Split(text, "\n")
	if !ok || len(lines) != 4 {
		t.Fatalf("%v is worded %q", err, text)
	}
	for i, want := range []string{"The content warnings", "Scene 2 ", "The author’s note", "The question"} {
		if !strings.HasPrefix(lines[i], want) || !strings.Contains(lines[i], " characters must go") {
			t.Errorf("line %d is %q, want one about %s", i, lines[i], want)
		}
	}
	for _, err := range []error{render.ErrBeingPosted, render.ErrScenesChanged, render.ErrQuestionChanged,
		&render.TooLong{Parts: []render.Excess{{Kind: render.NotePage, Over: 3}}}} {
		if text, ok := render.Refusal(phrase.For(""), err); !ok || text == "" || strings.Contains(text, "\n") {
			t.Errorf("%v is worded %q", err, text)
		}
	}
	if text, ok := render.Refusal(phrase.For(""), errors.New("disk full")); ok || text != "" {
		t.Errorf("an error that is not the author's is worded %q", text)
	}
}

// What was pinged when it was posted is not pinged again by its correction.
func TestAnEditPingsNobody(t *testing.T) {
	o := render.Options{PingRole: 77}
	old := posted(t, chapter(), o)
	c := chapter()
	c.Title = "Flood"
	r := revision(c)
	r.Options = o
	edits, err := render.Revise(phrase.For(""), tale, c, old, r)
	if err != nil || len(edits) != 1 || !strings.Contains(edits[0].Body.Content, "<@&77>") {
		t.Fatalf("%+v, %v", edits, err)
	}
	apply(t, old, edits)
}

func TestRetract(t *testing.T) {
	old := posted(t, chapter(), render.Options{})
	edits := render.Retract(phrase.For(""), 4, old)
	if len(edits) != len(old) {
		t.Errorf("%d of %d messages are taken back", len(edits), len(old))
	}
	for _, e := range edits {
		sane(t, "a notice", e.Body)
		if len(ids(e.Body)) > 0 || strings.Contains(e.Body.Content, "gull") || strings.Contains(e.Body.Content, "Ebb") {
			t.Errorf("message %d is left with %+v", e.Message, e.Body)
		}
		i := slices.IndexFunc(old, func(m render.Posted) bool { return m.ID == e.Message })
		old[i].Content = e.Body.Content
	}
	if again := render.Retract(phrase.For(""), 4, old); len(again) > 0 {
		t.Errorf("%d messages are taken back twice", len(again))
	}
	edits, err := render.Revise(phrase.For(""), tale, chapter(), old, revision(chapter()))
	if err != nil || len(edits) != len(old) {
		t.Errorf("%d of %d messages come back, %v", len(edits), len(old), err)
	}
}
