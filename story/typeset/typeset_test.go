package typeset_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"cliffhanger/story"
	"cliffhanger/story/typeset"
)

const wj = "\u2060"

func plain(text string) story.Run                      { return story.Run{Text: text} }
func styled(text string, s story.Style) story.Run      { return story.Run{Text: text, Style: s} }
func linked(text, link string) story.Run               { return story.Run{Text: text, Link: link} }
func para(runs ...story.Run) story.Block               { return story.Block{Runs: runs} }
func item(marker, text string) story.Block             { return block(story.Item, marker, text) }
func of(kind story.BlockKind, text string) story.Block { return block(kind, "", text) }
func block(kind story.BlockKind, marker, text string) story.Block {
	return story.Block{Kind: kind, Marker: marker, Runs: []story.Run{{Text: text}}}
}

// A sample says to the letter how blocks are set.
type sample struct {
	name   string
	blocks []story.Block
	want   string
}

// areSet sets every sample, and reads it back too.
func areSet(t *testing.T, samples []sample) {
	t.Helper()
	for _, tt := range samples {
		t.Run(tt.name, func(t *testing.T) {
			pages := typeset.Blocks(tt.blocks, typeset.Options{})
			want := []typeset.Page{{Content: tt.want, Length: typeset.Length(tt.want)}}
			if diff := cmp.Diff(want, pages); diff != "" {
				t.Fatal(diff)
			}
			checkPage(t, 0, pages[0], 2000)
			if r := read(pages[0].Content); len(r.live) > 0 {
				t.Errorf("alive: %q", r.live)
			}
		})
	}
}

// TestBlocks holds how kinds of blocks are set.
func TestBlocks(t *testing.T) {
	areSet(t, []sample{
		{"paragraphs", []story.Block{para(plain("One.")), para(plain("Two."))}, "One.\n\nTwo."},
		{"a line broken on purpose", []story.Block{para(plain("One,\ntwo."))}, "One,\ntwo."},
		{"blank lines inside a paragraph", []story.Block{para(plain("\nOne,\n \ntwo.\n"))}, "One,\n\ntwo."},
		{"nothing to see", []story.Block{para(), para(plain(" \n\u00a0")), para(plain("\u200b")), para(plain("x"))},
			"x"},
		{"heading", []story.Block{of(story.Heading, "Dusk"), para(plain("It was late."))}, "### Dusk\n\nIt was late."},
		{"heading of two lines", []story.Block{of(story.Heading, "Dusk\n\nand dawn")}, "### Dusk\n### and dawn"},
		{"blank lines before a quote", []story.Block{of(story.Quote, "a"), of(story.Quote, "\n\nb\n\nc")},
			"> a\n> \n> b\n> \n> c"},
		{"blank lines in an item", []story.Block{item("1.", "\na\n\nb")}, "1. a\n  b"},
		{"quotes go on", []story.Block{of(story.Quote, "Dear M,\n\ncome."), of(story.Quote, "P."), para(plain("x"))},
			"> Dear M,\n> \n> come.\n> \n> P.\n\nx"},
		{"verse", []story.Block{of(story.Verse, "One\n  two\n\nthree")}, "One\n" + wj + "  two\n\nthree"},
		{"indented look-alike", []story.Block{of(story.Verse, "One\n  - two")}, "One\n" + wj + "  - two"},
		{"a quote, words, a quote", []story.Block{of(story.Quote, "a"), para(plain("b")), of(story.Quote, "c")},
			"> a\n\nb\n\n> c"},
		{"indent of a paragraph", []story.Block{para(plain("\u3000\u3000One"))}, "One"},
		{"bullets", []story.Block{item("•", "a"), item("", "b"), item("*", "c\nd"), para(plain("x"))},
			"- a\n- b\n- c\n  d\n\nx"},
		{"numbers that run on", []story.Block{item("3.", "a"), item("4.", "b")}, "3. a\n4. b"},
		{"numbers that do not", []story.Block{item("1.", "a"), item("7.", "b"), item("9.", "c")},
			"1. a\n\n7\\. b\n9. c"},
		{"other markers", []story.Block{item("a)", "a"), item("#", "b"), item("2)", "c")}, "a) a\n\\# b\n2\\) c"},
		{"bullet among numbers", []story.Block{item("1.", "a"), item("•", "b")}, "1. a\n\n• b"},
		{"an item without words", []story.Block{item("1.", " "), item("1.", "a")}, "1. a"},
	})
}

// TestStyles holds how styled runs are set.
func TestStyles(t *testing.T) {
	const i, b, u, s, p, c = story.Italic, story.Bold, story.Underline, story.Strike, story.Spoiler, story.Code
	areSet(t, []sample{
		{"styles", []story.Block{para(styled("i", i), plain(" "), styled("b", b), plain(" "), styled("u", u),
			plain(" "), styled("s", s), plain(" "), styled("p", p), plain(" "), styled("c", c))},
			"*i* **b** __u__ ~~s~~ ||p|| `c`"},
		{"inside a word", []story.Block{para(plain("un"), styled("believ", i), plain("able"))}, "un*believ*able"},
		{"space outside", []story.Block{para(plain("a"), styled(" b ", i), plain("c"))}, "a *b* c"},
		{"space between", []story.Block{para(styled("a", i), styled(" ", i|b), styled("b", i))}, "*a b*"},
		{"space of another style", []story.Block{para(styled("a", u), plain(" "), styled("b", u))}, "__a__ __b__"},
		{"only space", []story.Block{para(plain("a"), styled("  ", i), plain("b"))}, "a  b"},
		{"both", []story.Block{para(styled("a", i|b))}, "**" + wj + "*a*" + wj + "**"},
		{"one after the other", []story.Block{para(styled("a", i), styled("b", b))}, "*a*" + wj + "**b**"},
		{"strike, then underline", []story.Block{para(styled("a", s), styled("b", u))}, "~~a~~" + wj + "__b__"},
		{"bar at a spoiler's end", []story.Block{para(styled("a|", p))}, "||a\\|" + wj + "||"},
		{"each line its own", []story.Block{para(styled("a\nb", i))}, "*a*\n*b*"},
		{"code as it is", []story.Block{para(styled("a_b <@1> \\", c))}, "`a_b <@1> \\`"},
		{"code beside code", []story.Block{para(styled("a", c|i), styled("b", c))}, "*`a`*`b`"},
		{"code that cannot be italic", []story.Block{para(styled("x ", i), styled("a*b", i|c))}, "*x* `a*b`"},
		{"code with a backtick", []story.Block{para(styled("a`b", c))}, "a\\`b"},
		{"code with bars in a spoiler", []story.Block{para(styled("a||b", c|p))}, "||`a|" + wj + "|" + wj + "b`||"},
		{"cluster across runs", []story.Block{para(plain("e"), styled("\u0301x", i))}, "e\u0301*x*"},
	})
}

// TestEscapes holds how words that look like Markdown are set.
func TestEscapes(t *testing.T) {
	const i, c = story.Italic, story.Code
	areSet(t, []sample{
		{"stars and lines", []story.Block{para(plain("2 * 3, *sigh*, snake_case, ~~, ||, `"))},
			"2 \\* 3, \\*sigh\\*, snake\\_case, \\~\\~, \\|\\|, \\`"},
		{"shrug", []story.Block{para(plain(`¯\_(ツ)_/¯`))}, `¯\\\_(ツ)\_/¯`},
		{"scene break", []story.Block{para(plain("* * *"))}, `\* \* \*`},
		{"a year at the start", []story.Block{para(plain("1986. A great year."))}, `1986\. A great year.`},
		{"a long number", []story.Block{para(plain(strings.Repeat("1", 70) + ". A"))},
			wj + strings.Repeat("1", 70) + ". A"},
		{"a year in the middle", []story.Block{para(plain("It was 1986. A great year."))},
			"It was 1986. A great year."},
		{"dash", []story.Block{para(plain("- Yes, he said. - No."))}, `\- Yes, he said. - No.`},
		{"dash in italics", []story.Block{para(styled("- Yes", i))}, "*" + wj + "- Yes*"},
		{"heading in a heading", []story.Block{of(story.Heading, "1. Home")}, "### " + wj + "1. Home"},
		{"heading look-alike", []story.Block{para(plain("# 4 Privet\n-# x\n#tag\n-#no"))},
			"\\# 4 Privet\n\\-# x\n#tag\n-#no"},
		{"quote look-alike", []story.Block{para(plain("> a\n>>> b"))}, "\\> a\n\\>\\>\\> b"},
		{"list in a quote", []story.Block{of(story.Quote, "1. a")}, `> 1\. a`},
		{"tags", []story.Block{para(plain("<3 <@1> <:n:3> [a](b)"))}, `\<3 \<@1\> \<\:n:3\> \[a\](b)`},
		{"emoji name", []story.Block{para(plain(":smile: 10:30 a:b"))}, `\:smile: 10:30 a:b`},
		{"everyone", []story.Block{para(plain("@everyone @Here me@x"))}, "@\u200beveryone @\u200bHere me@x"},
		{"everyone in code", []story.Block{para(styled("@here", c))}, "`@\u200bhere`"},
		{"control characters", []story.Block{para(plain("a\x00b\r\nc\u2028d\ufeff\xff"))}, "ab\nc\nd\ufffd"},
	})
}

// TestAddresses holds how addresses and links are set.
func TestAddresses(t *testing.T) {
	const i, p = story.Italic, story.Spoiler
	areSet(t, []sample{
		{"bare address", []story.Block{para(plain("See https://x.org/a_b(c), or (http://y.org)."))},
			"See <https://x.org/a_b(c)>, or (<http://y.org>)."},
		{"address in italics", []story.Block{para(styled("see https://x.org now", i))}, "*see* <https://x.org> *now*"},
		{"address in a spoiler", []story.Block{para(styled("https://x.org", i|p))}, "||<https://x.org>||"},
		{"not an address", []story.Block{para(plain("http:// xhttp://y steam://run"))},
			`http\:// xhttp\://y steam\://run`},
		{"link", []story.Block{para(plain("my "), linked("page ", "https://x.org/a|b"), plain("here"))},
			"my page (<https://x.org/a%7Cb>) here"},
		{"link of its own address", []story.Block{para(linked("x.org", "https://x.org/"))}, "<https://x.org/>"},
		{"link in two styles", []story.Block{para(linked("my ", "https://x.org"),
			story.Run{Text: "page", Style: i, Link: "https://x.org"})}, "my *page* (<https://x.org>)"},
		{"link to nowhere", []story.Block{para(linked("chapter", "#two"), linked("x", "javascript:alert(1)"))},
			"chapterx"},
		{"link that mentions", []story.Block{para(linked("a", "https://x.org/@everyone"))},
			"a (<https://x.org/%40everyone>)"},
	})
}

func TestNothing(t *testing.T) {
	for _, s := range []story.Scene{{}, {Label: " \n"}, {Blocks: []story.Block{para(plain(" ")), item("1.", "")}}} {
		if got := typeset.Scene(s, typeset.Options{}); len(got) != 0 {
			t.Errorf("%+v gives %+v, want no pages", s, got)
		}
	}
}

func TestLabel(t *testing.T) {
	s := story.Scene{Label: " 1. *MARA*\n", Blocks: []story.Block{para(plain("It rained."))}}
	got := typeset.Scene(s, typeset.Options{})
	if want := "**" + wj + "1. \\*MARA\\*" + wj + "**\n\nIt rained."; len(got) != 1 || got[0].Content != want {
		t.Errorf("got %+v, want %+q", got, want)
	}
	s.Blocks = []story.Block{para(plain(strings.Repeat("It rained on. ", 140))), para(plain("It stopped."))}
	got = typeset.Scene(s, typeset.Options{})
	if len(got) != 1 || !strings.HasPrefix(got[0].Content, "**"+wj+"1.") {
		t.Errorf("got %+v", got)
	}
}

// TestChoice: where a page ends if the most even place is not the best one.
func TestChoice(t *testing.T) {
	words := func(n int) string { return "A" + strings.Repeat(" word", n/5-1) + " end" }
	for _, tt := range []struct {
		name   string
		blocks []story.Block
		want   string // what the first of two pages ends with
	}{
		{"a heading stays with what follows", []story.Block{para(plain(words(140) + " here.")),
			of(story.Heading, "Later"), para(plain(words(170) + "."))}, "here."},
		{"so does what announces it", []story.Block{para(plain(words(150) + " here.")), para(plain("Listen:")),
			para(plain(words(175) + "."))}, "here."},
		{"a paragraph's end before a sentence's", []story.Block{para(plain("First. " + words(190) + " here.")),
			para(plain("Then. " + words(80) + ". " + words(60) + "."))}, "here."},
		{"a sentence's end before a word's", []story.Block{para(plain(words(200) + " here. " + words(150) + "."))},
			"here."},
		{"a comma before another word", []story.Block{para(plain(words(220) + " here, " + words(150) + "."))}, "here,"},
		{"a stanza's end before a line's", []story.Block{of(story.Verse, strings.Repeat(words(20)+"\n", 10)+
			"here\n\n"+strings.Repeat(words(20)+"\n", 8))}, "here"},
		{"a letter begins with its head", []story.Block{para(plain(words(40))), para(plain(words(110) + " here.")),
			of(story.Quote, "Dear M,"), of(story.Quote, words(95)), of(story.Quote, words(60))}, "here."},
		{"a list begins with its first item", []story.Block{para(plain(words(150) + " here.")),
			item("1.", "One"), item("2.", words(95)), item("3.", words(60))}, "here."},
		{"rather inside a sentence than one page more", []story.Block{para(plain(words(190) + ". " + words(85) +
			" here, " + words(95) + ". " + words(190) + "."))}, "here,"},
	} {
		pages := typeset.Blocks(tt.blocks, typeset.Options{Limit: 300})
		if len(pages) != 2 || !strings.HasSuffix(pages[0].Content, tt.want) {
			t.Errorf("%s: %d pages, the first ends %q", tt.name, len(pages), pages[0].Content[pages[0].Length-20:])
		}
	}
}

// TestJapanese: without spaces, pages end between characters, but not after an opening bracket, and none begins with
// what belongs to the character before.
func TestJapanese(t *testing.T) {
	text := strings.Repeat("彼は「そうだね」と言って、ずっとカーテンを見ていた（らしい）", 100)
	for limit := 100; limit < 200; limit++ {
		pages := typeset.Blocks([]story.Block{para(plain(text))}, typeset.Options{Limit: limit})
		var all strings.Builder
		for i, p := range pages {
			checkPage(t, i, p, limit)
			all.WriteString(p.Content)
			first, _ := utf8.DecodeRuneInString(p.Content)
			last, _ := utf8.DecodeLastRuneInString(p.Content)
			if strings.ContainsRune("」）、っーァン", first) || strings.ContainsRune("「（", last) {
				t.Errorf("limit %d: page %d is %q", limit, i, p.Content)
			}
		}
		if all.String() != text {
			t.Errorf("limit %d: pages do not make up the text", limit)
		}
	}
}

// TestStylesGoOn: what is open at a page's end is closed there and opened on the next page.
func TestStylesGoOn(t *testing.T) {
	text := strings.TrimSpace(strings.Repeat("She thought about the sea again. ", 100))
	got := typeset.Blocks([]story.Block{para(styled(text, story.Italic|story.Spoiler))}, typeset.Options{})
	if len(got) != 2 {
		t.Fatalf("%d pages, want 2", len(got))
	}
	for _, p := range got {
		if !strings.HasPrefix(p.Content, "||*She") || !strings.HasSuffix(p.Content, "again.*||") {
			t.Errorf("page %.20q…%q", p.Content, p.Content[len(p.Content)-20:])
		}
	}
}

// TestSentences: where pages of one long paragraph may not end.
func TestSentences(t *testing.T) {
	for _, whole := range []string{
		"“Stop it at once, all of you!” she said to them.",
		"It was old Mr. Hargreaves who came to the door.",
		"The name on it was J. R. Pike, and nothing else.",
		"“Mr. Hargreaves is not here today,” she told us.",
		"It was for my friend—Dr. Pike, and for no other.",
		"“J. Hargreaves” was the name that stood above it.",
		"He wrote “What now?” … and left the paper there.",
		"Wait...What did you say to her then, boy?No, no.",
	} {
		for pad := range 60 {
			text := strings.Repeat("x", pad) + " is it. " + strings.Repeat(whole+" ", 12)
			pages := typeset.Blocks([]story.Block{para(plain(text))}, typeset.Options{Limit: 160})
			for _, p := range pages[:len(pages)-1] {
				if !strings.HasSuffix(p.Content, whole) && !strings.HasSuffix(p.Content, "is it.") {
					t.Fatalf("%q: a page ends %q", whole, p.Content[max(0, len(p.Content)-30):])
				}
			}
		}
	}
}

// TestLongWords: a word is cut only if it is longer than a page, and then between clusters; others go to the next page.
func TestLongWords(t *testing.T) {
	family := "👩‍👩‍👧"
	for _, tt := range []struct {
		name, text string
		cuts       string // what pages may end with
	}{
		{"letters", strings.Repeat("a", 5000), "a"},
		{"conjuncts", strings.Repeat("क्षि", 1500), "क्षि"},
		{"families", strings.Repeat(family, 900), family},
		{"two code points", strings.Repeat("e\u0301", 3000), "e\u0301"},
		{"flags", strings.Repeat("🇩🇪", 900), "🇩🇪"},
	} {
		pages := typeset.Blocks([]story.Block{para(plain(tt.text))}, typeset.Options{})
		var all strings.Builder
		for i, p := range pages {
			checkPage(t, i, p, 2000)
			if strings.Count(p.Content, tt.cuts)*len(tt.cuts) != len(p.Content) {
				t.Errorf("%s: page %d is not made of whole clusters", tt.name, i)
			}
			all.WriteString(p.Content)
			if i > 0 && max(p.Length-pages[i-1].Length, pages[i-1].Length-p.Length) > 100 {
				t.Errorf("%s: page %d has %d characters, the one before %d", tt.name, i, p.Length, pages[i-1].Length)
			}
		}
		if len(pages) < 2 || all.String() != tt.text {
			t.Errorf("%s: %d pages do not make up the text", tt.name, len(pages))
		}
	}
	word := strings.Repeat("a", 1999)
	pages := typeset.Blocks([]story.Block{para(plain("Oh " + word + " no."))}, typeset.Options{})
	if len(pages) != 3 || pages[1].Content != word {
		t.Errorf("%d pages, want the long word on the second of three", len(pages))
	}
}

// TestSpace: however much white space there is, it takes no page and no room for words.
func TestSpace(t *testing.T) {
	for _, kind := range []story.BlockKind{story.Paragraph, story.Heading, story.Quote, story.Verse, story.Item} {
		for _, space := range []string{" ", "\t", "\u00a0", "\u3000", "\n", " \n"} {
			wide := strings.Repeat(space, 3000)
			blocks := []story.Block{of(kind, wide+"a"+wide+"b"+wide), of(kind, wide)}
			pages := typeset.Blocks(blocks, typeset.Options{})
			check(t, blocks, pages, 2000)
			if len(pages) > 2 {
				t.Errorf("kind %d, %q: %d pages", kind, space, len(pages))
			}
		}
	}
}

func TestLimit(t *testing.T) {
	blocks := []story.Block{para(plain(strings.Repeat("😀 ", 3000)))}
	for _, tt := range []struct{ limit, most int }{{0, 2000}, {-1, 2000}, {1, 100}, {100, 100}, {4000, 4000}} {
		pages := typeset.Blocks(blocks, typeset.Options{Limit: tt.limit})
		for i, p := range pages {
			checkPage(t, i, p, tt.most)
		}
		if want := (9000 + tt.most - 1) / tt.most; len(pages) < want || len(pages) > want+1+want/20 {
			t.Errorf("limit %d: %d pages, want about %d", tt.limit, len(pages), want)
		}
	}
}

func TestEscape(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"", ""},
		{"A plain title", "A plain title"},
		{"*stars* _and_ `ticks`", "\\*stars\\* \\_and\\_ \\`ticks\\`"},
		{"# One\n - two", wj + "# One\n" + wj + " - two"},
		{"1. One", wj + "1. One"},
		{"a # b", "a # b"},
		{"  keeps  space\t", "  keeps  space\t"},
		{"@everyone", "@\u200beveryone"},
		{"https://x.org/a_b!", "<https://x.org/a_b>!"},
	} {
		if got := typeset.Escape(tt.in); got != tt.want {
			t.Errorf("Escape(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestLength(t *testing.T) {
	if got := typeset.Length("e\u0301😀"); got != 3 {
		t.Errorf("got %d, want 3", got)
	}
}
