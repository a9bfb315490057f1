package manuscript_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"cliffhanger/story"
	"cliffhanger/story/manuscript"
	"cliffhanger/story/schedule"
)

// ignoreFile compares chapters but for the name they were read from.
func ignoreFile() cmp.Option {
	return cmp.Options{cmpopts.IgnoreFields(story.Chapter{}, "File"), cmpopts.EquateEmpty()}
}

// checkRoundTrip prints a chapter and reads it again.
func checkRoundTrip(t *testing.T, c story.Chapter) {
	t.Helper()
	printed := manuscript.Print(c)
	again, problems := manuscript.Read("again.md", printed)
	if story.HasErrors(problems) {
		t.Fatalf("the printed chapter has errors: %v\n%s", problems, printed)
	}
	if diff := cmp.Diff(c, again, ignoreFile()); diff != "" {
		t.Fatalf("Read(Print(c)) is not c (-want +got):\n%s\nprinted:\n%s", diff, printed)
	}
	if second := manuscript.Print(again); string(second) != string(printed) {
		t.Fatalf("Print is not stable:\n%s\nthen:\n%s", printed, second)
	}
}

// checkChapter checks what holds for every chapter that was read.
func checkChapter(t *testing.T, name, data string, c story.Chapter, problems []story.Problem) {
	t.Helper()
	lines := 1 + strings.Count(data, "\n") + strings.Count(data, "\r") + strings.Count(data, "\v") + strings.Count(data,
		"\f") +
		strings.Count(data, "\u0085") + strings.Count(data, "\u2028") + strings.Count(data, "\u2029")
	for _, p := range problems {
		if p.File != name || p.Line < 0 || p.Line > lines+1 || p.Column < 0 || p.Message == "" {
			t.Errorf("badly placed problem %+v in a file of %d lines", p, lines)
		}
		if !utf8.ValidString(p.Message) || !utf8.ValidString(p.Hint) {
			t.Errorf("problem is not UTF-8: %+v", p)
		}
	}
	if len(c.Scenes) == 0 && !story.HasErrors(problems) {
		t.Error("a chapter without scenes and without errors")
	}
	for _, s := range c.Scenes {
		if len(s.Blocks) == 0 {
			t.Errorf("scene %q is empty", s.Label)
		}
		checkBlocks(t, s.Blocks)
	}
	checkBlocks(t, c.Note.Blocks)
	if q := c.Question; q != nil {
		if q.Text == "" || len(q.Options) > story.MaxOptions {
			t.Errorf("bad question %+v", q)
		}
		if q.Voting.Open != 0 {
			checkVoting(t, q.Voting)
			if q.Voting.Style == story.VoteAnswers && !q.Open() {
				t.Errorf("options that nobody can choose: %+v", q)
			}
		}
		seen := map[string]bool{}
		for _, o := range q.Options {
			if o.Emoji == "" || o.Text == "" || seen[o.Emoji] {
				t.Errorf("bad option %+v of %+v", o, q)
			}
			seen[o.Emoji] = true
		}
	}
}

// checkBlocks checks that blocks are normal: no empty run, no white space at the ends.
func checkBlocks(t *testing.T, blocks []story.Block) {
	t.Helper()
	for _, b := range blocks {
		text := b.Text()
		if strings.TrimSpace(text) != text || text == "" || strings.Contains(text, "\x1d") {
			t.Errorf("block %q is not trimmed", text)
		}
		for i, r := range b.Runs {
			if r.Text == "" || !utf8.ValidString(r.Text) || i > 0 && r.Style == b.Runs[i-1].Style &&
				r.Link == b.Runs[i-1].Link {
				t.Errorf("run %d of %+v is empty, broken or should be joined", i, b)
			}
		}
	}
}

// checkWords checks that no long word of a text was lost, unless something in the text may hide words: front matter,
// comments, tags, addresses, or the words that announce a note or a question. With a zero it may be UTF-16.
func checkWords(t *testing.T, data string, c story.Chapter) {
	t.Helper()
	if len(c.Scenes) == 0 || !utf8.ValidString(data) || strings.Contains(data, "\x00") {
		return
	}
	for _, hiding := range []string{"---", "<", "%%", "](", "[[", "&", "\\", "```"} {
		if strings.Contains(data, hiding) {
			return
		}
	}
	out := []string{c.Title, story.Plain(c.Note.Blocks)}
	for _, s := range c.Scenes {
		out = append(out, s.Label, story.Plain(s.Blocks))
	}
	if q := c.Question; q != nil {
		out = append(out, q.Text, q.FollowUp)
		for _, o := range q.Options {
			out = append(out, o.Text)
		}
	}
	got := strings.ToLower(strings.Join(out, "\n"))
	isLetter := func(r rune) bool { return r >= 'a' && r <= 'z' }
	for _, w := range strings.FieldsFunc(strings.ToLower(data), func(r rune) bool { return !isLetter(r) }) {
		announces := strings.Contains("author chapter question notes option linebreak scenebreak pagebreak timeskip", w)
		if len(w) >= 5 &&
			!announces && strings.Trim(w, "ox") != "" && !strings.Contains(got, w) {
			t.Errorf("the word %q is lost: %q", w, got)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		"Hello *there*.\n\n***\n\n**She** left.\n",
		"---\ntitle: A\nquestion:\n  text: Q?\n  options: [a, \"🗝 b\"]\n---\nProse.\n",
		"One line of prose here.\nA second one, a bit longer.\nThanks for reading! :)\n" +
			"Who is your favourite? (If nobody: who then?)\n",
		"> a letter\\\n> to you\n\n1. one\n2. two\n   * in\n\n- Yes, he said.\n- No.\n",
		"a <u>b</u> ||c|| ~~d~~ `e` [f](https://g.h/i_(j)) &amp; \\* <sigh> %%no%% <!-- no -->",
		"# Chapter VII: X\n\nMARA\n\nMara went. And Mara came, as Mara does.\n\n## Question\n\nWhat?\n\nA) x\nB) y\n",
		"[hold]\n\nx\n\n***\n<!-- hold -->\ny\n", "---\ndate: 2026-12-24 18:00\nhold: [chapter, 1]\nsilent: yes\n---\nx\n",
		"---\nquestion: Who?\nvote: {open: 1h30m, style: secret, roles: [a, '@b', \"<@&3>\"], account: 30d, read: yes}\n---\nx\n",
		"---\nquestion: {text: Who?, options: [a, b]}\nvote:\n  choose: any\n  tie: draw\n  counts: voted\n  nominate: 9h\n" +
			"---\nx\n", "---\nvote: 1.5h\n---\nx\n\nPoll: who is next?\n",
		"---\nbranch: 🏮\n---\nx\n", "---\nbranch: 3 / The boat\nnumber: 4\n---\nx\n", "---\nbranch: 2/NONE\n---\nx\n",
		"\xff\xfeh\x00i\x00", "caf\xe9", "a\x00b", "line one\\\nline two\\\nline three", "oOo\n\nx\n\n1\n\ny\n\n2\n\nz",
	} {
		f.Add(seed, true)
		f.Add(seed, false)
	}
	f.Fuzz(func(t *testing.T, data string, markdown bool) {
		name := "a.txt"
		if markdown {
			name = "a.md"
		}
		c, problems := manuscript.Read(name, []byte(data))
		checkChapter(t, name, data, c, problems)
		if s, problems := manuscript.ReadWork(name, []byte(data)); len(s.Chapters) > 1 {
			checkWork(t, name, data, s, problems)
		} else if strings.HasPrefix(strings.TrimSpace(data), "<") || programSigns.MatchString(data) {
			return // a page of HTML, or a program's text, of which not all is kept
		} else {
			checkWords(t, data, c)
		}
		if !story.HasErrors(problems) {
			checkRoundTrip(t, c)
		}
	})
}

// programSigns matches lines of texts that programs write and that are not kept.
var programSigns = regexp.MustCompile(`(?mi)^#{1,4}! |^[@%]|^End file\.|PROJECT GUTENBERG`)

// FuzzPrograms reads texts as programs write them.
func FuzzPrograms(f *testing.F) {
	for _, p := range programTexts {
		f.Add(p.text)
	}
	f.Fuzz(func(t *testing.T, data string) {
		s, problems := manuscript.ReadWork("a.txt", []byte(data))
		checkWork(t, "a.txt", data, s, problems)
	})
}

// checkWork checks what holds for every file of several chapters.
func checkWork(t *testing.T, name, data string, s story.Story, problems []story.Problem) {
	t.Helper()
	if s.Title == "" || s.ID == "" || s.Language == "" {
		t.Errorf("a default is missing: %+v", s)
	}
	for i, c := range s.Chapters {
		checkChapter(t, name, data, c, problems)
		if c.Number < 1 || i > 0 && c.Number <= s.Chapters[i-1].Number {
			t.Errorf("chapter %d has number %d", i+1, c.Number)
		}
		if !story.HasErrors(problems) {
			checkRoundTrip(t, c)
		}
	}
}

// FuzzPage reads pages of HTML, which stand for all formats that other packages read.
func FuzzPage(f *testing.F) {
	for _, seed := range []string{
		"<h1>Chapter 1: A</h1><p>One <i>is</i>.</p><hr><p>[hold]</p><p>Two.</p>",
		"<h2>Chapter 1</h2><p>a</p><h2>Chapter 2</h2><p>b</p><h1>Part Two</h1><h2>Chapter 1</h2><p>c</p>",
		"<p>a</p><p>&nbsp;</p><p>b</p><p>c</p><p>d</p><p>e</p><p style='text-align:center'>—</p><p>Thanks for reading! :)</p>",
		"<div class='chapter-inner chapter-content'><p>a</p></div><div class='author-note-portlet'><p>Poll: who?</p>" +
			"<p>A) x</p><p>B) y</p></div>",
		"<p>a\x1db&#29;c&#xfeff;</p><ul><li>x<li>y</ul><blockquote>q<br>r<br>s</blockquote>",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, data string) {
		c, problems := manuscript.Read("a.html", []byte(data))
		checkChapter(t, "a.html", data, c, problems)
		if story.HasErrors(problems) {
			return
		}
		checkRoundTrip(t, c)
		s, problems := manuscript.ReadWork("a.html", []byte(data))
		checkWork(t, "a.html", data, s, problems)
	})
}

// checkVoting checks that the rules of a vote are complete and can be kept.
func checkVoting(t *testing.T, v story.Voting) {
	t.Helper()
	if diff := cmp.Diff(v.OrDefault(), v); diff != "" {
		t.Errorf("rules are missing (-want +got):\n%s", diff)
	}
	const most = 366 * 24 * time.Hour
	if v.Open <= 0 || v.Open > most || v.Nominate <= 0 || v.Nominate > most || v.Account < 0 || v.Account > most ||
		v.Member < 0 || v.Member > most || v.Choose < 1 || v.Choose > story.MaxOptions {
		t.Errorf("rules that cannot be kept: %+v", v)
	}
	words := [][]string{{v.Style, story.VoteOpen, story.VoteSecret, story.VoteAnswers},
		{v.Admit, story.AdmitAuthor, story.AdmitAll}, {v.Tie, story.TieRunoff, story.TieAuthor, story.TieDraw},
		{v.Counts, story.CountsLive, story.CountsVoted, story.CountsClosed}}
	for _, w := range words {
		if !slices.Contains(w[1:], w[0]) {
			t.Errorf("%q is none of %q", w[0], w[1:])
		}
	}
	for _, r := range v.Roles {
		if r == "" || strings.TrimSpace(r) != r || !utf8.ValidString(r) {
			t.Errorf("role %q", r)
		}
	}
}

// checkPlan checks that what was read of a plan is what package schedule reads, unless an error was reported.
func checkPlan(t *testing.T, p story.Plan, wrong bool) {
	t.Helper()
	if _, err := schedule.ParseLate(p.Late); err != nil {
		t.Error(err)
	}
	if _, err := schedule.ParsePortion(p.Portion); err != nil {
		t.Error(err)
	}
	if p.ReadingGap > 0 {
		if _, err := schedule.ParseGap(fmt.Sprintf("by reading %d wpm", p.ReadingGap)); err != nil {
			t.Error(err)
		}
	}
	if _, err := schedule.Parse(p.Schedule); err != nil && p.Schedule != "" && !wrong {
		t.Error(err)
	}
	checkVoting(t, p.Voting)
	for _, e := range p.Early {
		if e.Channel == "" || e.Lead <= 0 {
			t.Errorf("early %+v", e)
		}
	}
}

func FuzzSettings(f *testing.F) {
	for _, seed := range []string{
		"title: A\nzone: Europe/Berlin\nstart: 2026-12-04 18:00\n", "id: x\ngap: 2d\nvote: 1h\nchannel: \"#a\"\n",
		"warnings:\n  - a\n  - b: c\n", "a: &x [*x]\n", "? a\n: b\n", "title: |\n  A\n B\n",
		"early:\n  - {channel: a, lead: 7d, role: b}\n  - c\n", "schedule: |\n  every 3 days 19:00\nstart: 2026-12-01\n",
		"gap: by reading\nlate: ask\nper_drop: 3 scenes\n", "authors: [1, 110000000000000001]\ndiscuss: thread\n",
		"vote:\n  open: 2d\n  style: answers\n  admit: all\n  roles: [a]\n",
		"vote: {choose: 19, tie: author, member: 1h}\n",
		"{title: A, gap: 90s}", "- a\n", "title: !!str 1\n",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, data string) {
		s, problems, err := manuscript.ReadFolder(folder(map[string]string{"story.yaml": data, "1.md": "A"}))
		if err != nil {
			t.Fatal(err)
		}
		plan := s.Release
		if s.Title == "" || s.ID == "" || s.Language == "" || plan.Zone == nil || plan.Gap < 0 || plan.Voting.Open <= 0 {
			t.Errorf("a default is missing: %+v", s)
		}
		checkPlan(t, plan, story.HasErrors(problems))
		if len(s.Chapters) != 1 || s.Chapters[0].Number != 1 {
			t.Errorf("chapters: %+v", s.Chapters)
		}
		for _, p := range problems {
			if p.File != "story.yaml" || p.Line < 0 || p.Column < 0 || p.Message == "" {
				t.Errorf("badly placed problem: %+v", p)
			}
		}
	})
}
