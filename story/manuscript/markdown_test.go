package manuscript_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cliffhanger/story"
	"cliffhanger/story/manuscript"
)

// sketch writes a chapter's scenes in a short form for tables: scenes between "|", blocks in lines with their kind
// before them, runs between braces with their style.
func sketch(c story.Chapter) string {
	kinds := map[story.BlockKind]string{story.Heading: "H ", story.Quote: "Q ", story.Verse: "V ", story.Item: "I"}
	var scenes []string
	for _, s := range c.Scenes {
		var lines []string
		if s.Label != "" {
			lines = append(lines, "L "+s.Label)
		}
		for _, b := range s.Blocks {
			line := kinds[b.Kind]
			if b.Kind == story.Item {
				line += b.Marker + " "
			}
			for _, r := range b.Runs {
				line += sketchRun(r)
			}
			lines = append(lines, strings.ReplaceAll(line, "\n", "/"))
		}
		scenes = append(scenes, strings.Join(lines, "\n"))
	}
	return strings.Join(scenes, "\n|\n")
}

// sketchRun writes a run as {ib text}, or as its text when it has no style.
func sketchRun(r story.Run) string {
	style := ""
	for i, letter := range "ibusxc" {
		if r.Style&(1<<i) != 0 {
			style += string(letter)
		}
	}
	if r.Link != "" {
		style += "@" + r.Link
	}
	if style == "" {
		return r.Text
	}
	return fmt.Sprintf("{%s:%s}", style, r.Text)
}

// unsearched is front matter that keeps a reader from looking for a note and a question.
const unsearched = "---\nnote: none\nquestion: none\n---\n"

func TestMarkdown(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"styles", "*a* **b** ***c*** ~~d~~ ||e|| <u>f</u> `g`", "{i:a} {b:b} {ib:c} {s:d} {x:e} {u:f} {c:g}"},
		{"nested", "*a **b** c* <u>*d* e</u>", "{i:a }{ib:b}{i: c} {iu:d}{u: e}"},
		{"tags", "<i>a</i> <b>b</b> <s>c</s> <em>d</em> <strong>e</strong> <del>f</del>",
			"{i:a} {b:b} {s:c} {i:d} {b:e} {s:f}"},
		{"thought", "*Why me,* she thought.", "{i:Why me,} she thought."},
		{"inside words", "snake_case 5 * 3 un*believ*able", "snake_case 5 * 3 un{i:believ}able"},
		{"kept signs", `5 < 6 & 7 > 2 "q" – 'r' — “s” it’s ... …`, `5 < 6 & 7 > 2 "q" – 'r' — “s” it’s ... …`},
		{"escapes", `\*a\* &amp; &lt;b&gt; \~~c~~ 100\% `, "*a* & <b> ~~c~~ 100%"},
		{"single tilde", "Hiii~ there~", "Hiii~ there~"},
		{"Reddit's spoilers beside tags", "<u>a</u> >!he dies!<\n\n<u>!b</u> and <u>c!</u>",
			"{u:a} {x:he dies}\n{u:!b} and {u:c!}"},
		{"Reddit's spoilers", ">!he dies!<\n\nAnd >!so *does* she!< too. `>!no!<` >! no !<",
			"{x:he dies}\nAnd {x:so }{ix:does}{x: she} too. {c:>!no!<} >! no !<"},
		{"lone bars", "a || b", "a || b"},
		{"angle brackets", "He <sighs> at <System: level up>.", "He <sighs> at <System: level up>."},
		{"links", "[a *b*](https://x.org/c_(d)?e=1&amp;f) <https://y.org>",
			"{@https://x.org/c_(d)?e=1&f:a }{i@https://x.org/c_(d)?e=1&f:b} {@https://y.org:https://y.org}"},
		{"links as tags", `<a href="https://x.org/a?b=1&amp;c">a *b*</a>, <A HREF=https://y.org><b>c</b></A> <a id="x">d</a> ` +
			`<a href="#x">e</a> <me@x.org>`, "{@https://x.org/a?b=1&c:a }{i@https://x.org/a?b=1&c:b}, " +
			"{b@https://y.org:c} d e me@x.org"},
		{"chat", "[Mara]: hello\n\n[x]: https://y.org", "[Mara]: hello\n[x]: https://y.org"},
		{"wiki link", "the [[Old Mill|mill]] by [[the river]]", "the mill by [[the river]]"},
		{"wrapped", "one\ntwo\nthree", "one two three"},
		{"hard break", "one\\\ntwo", "one/two"},
		{"two spaces", "one  \ntwo", "one/two"},
		{"br", "one<br>two", "one/two"},
		{"verse", "one\\\ntwo\\\nthree", "V one/two/three"},
		{"fence", "```\none\ntwo\nthree\n```", "V {c:one/two/three}"},
		{"letter", "> Dear M,\n>\n> come *home*.\n", "Q Dear M,\nQ come {i:home}."},
		{"list", "* one\n* two\n", "I• one\nI• two"},
		{"dash list", "- bread\n- milk\n", "I• bread\nI• milk"},
		{"numbers", "3. one\n4. two\n", "I3. one\nI4. two"},
		{"nested list", "1. one\n   - a thing\n2. two\n", "I1. one\nI• a thing\nI2. two"},
		{"list in a letter", "> * one\n> * two\n", "Q • one\nQ • two"},
		{"dialogue", "He rose.\n\n- Yes, he said.\n\nShe sat.", "He rose.\n- Yes, he said.\nShe sat."},
		{"dialogue in lines", "- Yes.\n- No!\n- Why, do you think?", "- Yes.\n- No!\n- Why, do you think?"},
		{"other dashes", "– Yes\n\n— Yes", "– Yes\n— Yes"},
		{"year", "1986. It rained.", "1986. It rained."},
		{"years", "Years.\n\n1986. It rained.\n\n1990. He came back.\n\n1994. She left.\n\nEnd.",
			"Years.\n1986. It rained.\n1990. He came back.\n1994. She left.\nEnd."},
		{"years in lines", "1986. It rained.\n1990. He came back.", "1986. It rained.\n1990. He came back."},
		{"years that repeat", "1986. It rained.\n\n1986. It poured.", "1986. It rained.\n1986. It poured."},
		{"numbers with gaps", "7. one\n9. two\n12. three", "7. one\n9. two\n12. three"},
		{"numbers that go down", "3. one\n2. two\n1. three", "3. one\n2. two\n1. three"},
		{"numbers in parentheses with gaps", "7) one\n9) two\n12) three", "I7. one\nI9. two\nI12. three"},
		{"an agent", "007. He came.", "007. He came."},
		{"all ones", "1. one\n1. two\n1. three", "I1. one\nI2. two\nI3. three"},
		{"counted without the empty", "1. one\n2.\n3. three", "I1. one\nI2. three"},
		{"years in a letter", "> 1986. It rained.\n>\n> 1990. He left.", "Q 1986. It rained.\nQ 1990. He left."},
		{"indented", "    Once upon\n\n\ta time.", "Once upon\na time."},
		{"heading", "# Title\n\nA\n\n### In here\n\nB", "A\nH In here\nB"},
		{"no setext heading", "A\n---\nB", "A\n|\nB"},
		{"html blocks", "<div>\nA\n</div>\n\n<center>***</center>\n\nB", "A\n|\nB"},
		{"table", "A\n| Name | *Debt* |\n|:-----|-----:|\n| Mara | 3 |\n|#2||\nB\n\n| ||x|| | y |\n| --- | --- |\n",
			"A\nV Name | {i:Debt/}Mara | 3/#2 |\nB\n| {x:x} | y | | --- | --- |"},
		{"table without bars at its ends", "Name | Debt\n--- | ---\nMara | 3\n- a | b\n\nC", "V Name | Debt/Mara | 3/- a | b\nC"},
		{"no table", "a | b\n\n| c |\n\n`| d |`\n---", "a | b\n| c |\n{c:| d |}"},
		{"a chat", "**Mara:** where\n**Tomas:** bridge\n**Mara:** now?\n\n[10:42] Mara: hello?\n[10:43] Tomas: sorry\n\nShe said\nMara: no.",
			"{b:Mara:} where\n{b:Tomas:} bridge\n{b:Mara:} now?\n[10:42] Mara: hello?\n[10:43] Tomas: sorry\nShe said Mara: no."},
		{"Chinese, wrapped", "天还没亮，\n玛拉来了。\n> 你来\n> 晚了 a\n> b", "天还没亮，玛拉来了。\nQ 你来晚了 a b"},
		{"rules", "A\n\n***\n\nB\n\n---\n\nC\n\n* * *\n\nD\n___\nE", "A\n|\nB\n|\nC\n|\nD\n|\nE"},
		{"headings of letters that ornaments have", "A\n\n### X\n\nB\n\n### 0\n\nC\n\n### oOo ###\n\nD", "A\nH X\nB\nH 0\nC\n|\nD"},
		{"ornaments", "A\n⁂\nB\n~~~\nC\n#\nD\n###\nE\noOo\nF\n====\nG\n+++\nH",
			"A\n|\nB\n|\nC\n|\nD\n|\nE\n|\nF\n|\nG\n|\nH"},
		{"double breaks", "***\n\nA\n\n***\n***\n\nB\n\n***\n", "A\n|\nB"},
		{"label", "A\n\n*** Mara ***\n\nB", "A\n|\nL Mara\nB"},
		{"two labels", "A\n\n~ 2 ~\n\nPOV: Mara\n\nB", "A\n|\nL 2 – Mara\nB"},
		{"the end", "A\n\n~ The End ~", "A\nThe End"},
		{"point of view", "MARA\n\nThen Mara went, and Mara came.\n\nTomas' POV\n\nB",
			"L MARA\nThen Mara went, and Mara came.\n|\nL Tomas\nB"},
		{"a shout", "He said:\n\nBOOM\n\nIt went.", "He said:\nBOOM\nIt went."},
		{"counted scenes", "1\n\nA\n\n2\n\nB\n\n3\n\nC", "L 1\nA\n|\nL 2\nB\n|\nL 3\nC"},
		{"a lone number", "A\n\n42\n\nB", "A\n42\nB"},
		{"not breaks", "...\n\n“…”\n\nxoxo\n\n?!\n\nX.\n\nOoo\n\n£.", "...\n“…”\nxoxo\n?!\nX.\nOoo\n£."},
		{"comments", "A %%no%% b <!-- no\n\nno --> c\n\n%%\nno\n%%\n\nD", "A b c\nD"},
		{"every line", `"Hi," he said.` + "\n" + `"No," she said.` + "\nHe left, and the door fell shut.\n",
			`"Hi," he said.` + "\n" + `"No," she said.` +
				"\nHe left, and the door fell shut."},
	} {
		t.Run(test.name, func(t *testing.T) {
			c, problems := manuscript.Read("a.md", []byte(unsearched+test.text))
			if diff := cmp.Diff(test.want, sketch(c)); diff != "" {
				t.Errorf("(-want +got):\n%s\n%v", diff, problems)
			}
			checkRoundTrip(t, c)
		})
	}
}

func TestTitles(t *testing.T) {
	for _, test := range []struct {
		text   string
		number int
		title  string
	}{
		{"# Chapter 7: The Cellar\n\nA", 7, "The Cellar"},
		{"## Chapter 7 – The Cellar\n\nA", 7, "The Cellar"},
		{"# Chapter Seven\n\nA", 7, ""},
		{"# Chapter Twenty-One: X\n\nA", 21, "X"},
		{"# Chapter XIV. X\n\nA", 14, "X"},
		{"# VII\n\nA", 7, ""},
		{"# Seven\n\nA", 7, ""},
		{"# 7. The Cellar\n\nA", 7, "The Cellar"},
		{"# Seven Sisters\n\nA", 0, "Seven Sisters"},
		{"# Part of the Way\n\nA", 0, "Part of the Way"},
		{"# The *Cellar*\n\nA", 0, "The Cellar"},
		{"# Prologue\n\nA", 0, "Prologue"},
		{"# The Ferry\n\n## Chapter 2: Water\n\nA", 2, "Water"},
		{"# ☕☕☕\n\nA", 0, "☕☕☕"},
		{"\n# ∞ #\nA\n\n***\n\nB", 0, "∞"},
		{"# Chapter 3\n\n## ☕ ☕ ☕\n\nA", 3, "☕ ☕ ☕"},
		{"# ***\n\nA", 0, ""},
		{"# 4\n\n## The Fog\n\nA", 4, "The Fog"},
		{"# Chapter 4\n\n## Mara\n\nA\n\n## Tomas\n\nB", 4, ""},
		{"# Chapter 4\n\n## Author's note\n\nThanks!\n\n***\n\nShe came, and she went to the ford with him.", 4, ""},
		{"## X\n\nA", 10, ""},
		{"# XXX\n\nA\n\n### oOo\n\nB", 30, ""},
		{"# x0x\n\nA", 0, "x0x"},
		{"A\n\n# ☕☕☕\n\nB", 0, ""},
		{"### Deep\n\nA", 0, ""},
		{"A\n\n# Late\n\nB", 0, ""},
		{"---\ntitle: X\nnumber: 3\n---\n# X\n\nA", 3, "X"},
		{"---\nnumber: 3\n---\n# Chapter 9: X\n\nA", 3, "X"},
	} {
		c, problems := manuscript.Read("a.md", []byte(test.text))
		if c.Number != test.number || c.Title != test.title {
			t.Errorf("%q: number %d, title %q; want %d, %q (%v)", test.text, c.Number, c.Title, test.number, test.title,
				problems)
		}
		checkRoundTrip(t, c)
	}
}

func TestMarkdownProblems(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"A\n\nB <!-- c\n", "a.md:3:3: error: the comment that begins with <!-- is never closed - close it with -->, or " +
			"write \\<\\!\\-\\- " +
			"if it is meant to be read"},
		{"A %%x%% b\n%%y%%\nC ![d](e.png)", "a.md:3:3: warning: the picture is not posted; its description is kept as " +
			"words - " +
			"post the picture yourself, or take it out here"},
		{"A <u>b", "a.md:1:3: warning: the tag <u> has no partner in its paragraph and is left out - " +
			"open and close it within one paragraph"},
		{"A *b.", "a.md:1:3: warning: this * opens italics that are never closed in the paragraph; it is shown as * - " +
			"close it with another *, or write \\* if the sign is meant"},
		{"[a](b.md)", "a.md:1:1: warning: the link to “b.md” leads nowhere on Discord; its words are kept - " +
			"write the whole address, beginning with https://"},
		{"A\n\n...\n\nB", "a.md:3:1: note: “...” may be a scene break (nothing but dots); it is kept as prose - if it is " +
			"one, write *** on a line of its own; if it is story, leave it as it is"},
		{"---\ntitel: A\n---\nB", "a.md:2:1: warning: “titel” is not a key of a chapter - did you mean “title”?"},
		{"---\ntitle: A\nnumber: many\n---\nB", "a.md:3:9: error: “many” is not a chapter's number - write a whole number " +
			"from 1 to 99999"},
		{"---\ntitle: A\nB", "a.md:1:1: error: the front matter that begins here is never closed - " +
			"put a line of three dashes (---) below its last entry"},
		{"---\ntitle: A: b\n---\nB", "a.md:2:8: error: not valid YAML: "},
		{"---\nquestion:\n  options: [a]\n---\nB", "a.md:2:1: error: the question has no text - write “text: …” under " +
			"“question:”"},
		{"---\ntitle: [a]\n---\nB", "a.md:2:8: error: “title” wants a text, not a list or a mapping - write “title: …” on " +
			"one line"},
		{"---\ntitle: a\ntitle: b\n---\nB", "a.md:3:1: error: "},
		{"---\nnote: |\n  A\n\n  b <u>c\n---\nX", "a.md:5:5: warning: the tag <u> has no partner"},
		{"---\nnote: a <u>b\n---\nX", "a.md:2:9: warning: the tag <u> has no partner"},
		{"A <a href='mailto:m@x.org'>b</a>", "a.md:1:3: warning: the link to “mailto:m@x.org” leads nowhere on Discord"},
		{"A <a href='https://x.org'>b", "a.md:1:3: warning: the tag <a href='https://x.org'> has no partner"},
		{"A\n\nB [TODO: mend this]\n", "a.md:3:1: warning: “[TODO: mend this]” here looks like a note to yourself, and is posted"},
		{"A\n\n[insert fight here]\n", "a.md:3:1: warning: “[insert fight here]” here looks like a note to yourself"},
		{"", "a.md: error: the chapter has no prose - check that the right file was saved"},
	} {
		_, problems := manuscript.Read("a.md", []byte(test.text))
		if len(problems) == 0 || !strings.HasPrefix(problems[0].String(), test.want) {
			t.Errorf("%q:\n got %v\nwant %s", test.text, problems, test.want)
		}
	}
}

func TestFrontMatterOrProse(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"---\n\nMara came: she was late.\n\n---\n\nB", "Mara came: she was late.\n|\nB"},
		{"---\nMara: Hello there.\nTomas: Hello.\n---\nB", "Mara: Hello there.\nTomas: Hello.\n|\nB"},
		{"---\ntags: [a]\naliases: b\ndate: 2026-11-22\n---\nB", "B"},
		{"---\n---\nB", "B"},
	} {
		c, problems := manuscript.Read("a.md", []byte(test.text))
		if diff := cmp.Diff(test.want, sketch(c)); diff != "" || story.HasErrors(problems) {
			t.Errorf("%q (-want +got):\n%s\n%v", test.text, diff, problems)
		}
	}
}

// Lists of other formats have whatever numbers they say, which Markdown must read back.
func TestPrintedNumbers(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"gaps", "<ol><li value=7>one<li value=9>two<li value=10>three</ol>", "I7. one\nI9. two\nI10. three"},
		{"gaps only", "<ol><li value=7>one<li value=9>two<li value=12>three</ol>", "I7. one\nI9. two\nI12. three"},
		{"one by one", "<ol start=3><li>one<li>two</ol>", "I3. one\nI4. two"},
		{"two lists", "<ol><li>one<li>two</ol><ol><li>a<li>b</ol>", "I1. one\nI2. two\nI1. a\nI2. b"},
		{"ones", "<ol><li>one</ol><ol><li>two</ol><ol><li>three</ol>", "I1. one\nI1. two\nI1. three"},
		{"not 1", "<ol start=5><li>one</ol>", "I5. one"},
	} {
		t.Run(test.name, func(t *testing.T) {
			c, problems := manuscript.Read("a.html", []byte("<p>First she wrote a list.</p>"+test.text+
				"<p>Then she folded it and went out.</p>"))
			want := "First she wrote a list.\n" + test.want + "\nThen she folded it and went out."
			if diff := cmp.Diff(want, sketch(c)); diff != "" {
				t.Errorf("(-want +got):\n%s\n%v", diff, problems)
			}
			checkRoundTrip(t, c)
		})
	}
}
