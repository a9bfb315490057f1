package body_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"cliffhanger/story"
	"cliffhanger/story/manuscript/body"
)

func TestNormalise(t *testing.T) {
	it := func(s string) story.Run { return story.Run{Text: s, Style: story.Italic} }
	up := func(s string) story.Run { return story.Run{Text: s} }
	tests := map[string]struct{ in, want []story.Run }{
		"nothing":            {nil, nil},
		"only blanks":        {[]story.Run{up(" \t"), it("\u200b\n")}, nil},
		"as it is":           {[]story.Run{up("a "), it("b"), up(" c")}, []story.Run{up("a "), it("b"), up(" c")}},
		"spaces across runs": {[]story.Run{up(" a "), it(" b "), up("\tc ")}, []story.Run{up("a "), it("b "), up("c")}},
		"equal neighbours":   {[]story.Run{up("a"), up("b"), it(""), it("c")}, []story.Run{up("ab"), it("c")}},
		"no-break spaces":    {[]story.Run{up("\u00a0a\u00a0b\u00a0")}, []story.Run{up("a\u00a0b")}},
		"lines":              {[]story.Run{up("a \n b\n"), it("\n c")}, []story.Run{up("a\nb\n"), it("c")}},
		"empty italics last": {[]story.Run{up("a"), it(" ")}, []story.Run{up("a")}},
		"only invisible":     {[]story.Run{up("\u200d")}, nil},
	}
	for name, test := range tests {
		if diff := cmp.Diff(test.want, body.Normalise(test.in)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestAppend(t *testing.T) {
	run := func(kind story.BlockKind, text string) body.Para {
		return body.Para{Block: story.Block{Kind: kind, Runs: []story.Run{{Text: text}}}, Line: 3, Col: 2}
	}
	var got []body.Para
	for _, p := range []body.Para{
		run(story.Paragraph, "one\n\ntwo "), run(story.Paragraph, "a\nb\nc"), run(story.Verse, "a\nb"),
		run(story.Heading, "The\nGate"), run(story.Paragraph, " \n "), {Cut: true, Bold: true}, {Gap: true},
	} {
		got = body.Append(got, p)
	}
	want := []body.Para{
		run(story.Paragraph, "one"), run(story.Paragraph, "two"), run(story.Verse, "a\nb\nc"), run(story.Paragraph, "a\nb"),
		run(story.Heading, "The Gate"), {Cut: true}, {Gap: true},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	bold := body.Append(nil, body.Para{Block: story.Block{Runs: []story.Run{{Text: "x", Style: story.Bold}}}})
	if !bold[0].Bold {
		t.Error("a paragraph set bold is not found")
	}
}

func TestProblems(t *testing.T) {
	p := body.Problems{File: "book.epub"}
	p.Report("b.xhtml", 2, 1, story.Warning, "later", "")
	p.Report("b.xhtml", 1, 1, story.Warning, "sooner", "")
	p.Report("a.xhtml", 1, 1, story.Warning, "next file", "")
	p.Report("", 0, 0, story.Notice, "whole", "")
	var got []string
	for _, q := range p.List() {
		got = append(got, q.File+" "+q.Message)
	}
	want := []string{
		"book.epub!b.xhtml sooner", "book.epub!b.xhtml later", "book.epub!a.xhtml next file", "book.epub whole",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	for range 1000 {
		p.Report("", 0, 0, story.Warning, "again", "")
	}
	p.Report("", 0, 0, story.Error, "the error", "")
	list := p.List()
	last := list[len(list)-1].Message
	if len(list) != 202 || !story.HasErrors(list) || !strings.HasPrefix(last, "804 more") {
		t.Errorf("%d problems, the last of them %q", len(list), last)
	}
}

// FuzzNormalise checks that runs once normalised stay as they are and keep every visible character.
func FuzzNormalise(f *testing.F) {
	f.Add(" a \n\n", "b\t", "\u200b c", uint8(1))
	f.Fuzz(func(t *testing.T, a, b, c string, styles uint8) {
		if !utf8.ValidString(a) || !utf8.ValidString(b) || !utf8.ValidString(c) {
			t.Skip("readers give UTF-8 only")
		}
		in := []story.Run{
			{Text: a, Style: story.Style(styles & 1)}, {Text: b, Style: story.Style(styles >> 1 & 1)},
			{Text: c, Style: story.Style(styles >> 2 & 1)},
		}
		once := body.Normalise(in)
		if diff := cmp.Diff(once, body.Normalise(once)); diff != "" {
			t.Errorf("twice is not once:\n%s", diff)
		}
		if got, want := ink(once), ink(in); got != want {
			t.Errorf("%q became %q", want, got)
		}
	})
}

// ink returns the visible characters of runs.
func ink(runs []story.Run) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, story.Block{Runs: runs}.Text())
}
