package typeset_test

import (
	"strings"
	"testing"

	"cliffhanger/story"
)

// shown writes a reading with letters for styles, so that tables can say what is expected: {I:text}.
func shown(r reading) string {
	names := map[story.Style]string{
		story.Italic: "I", story.Bold: "B", story.Underline: "U",
		story.Strike: "S", story.Spoiler: "P", story.Code: "C",
	}
	kinds := map[story.BlockKind]string{story.Heading: "H", story.Quote: "Q"}
	var w strings.Builder
	open := ""
	for _, c := range r.cells {
		label := kinds[c.kind]
		for s := story.Italic; s <= story.Code; s <<= 1 {
			if c.style&s != 0 {
				label += names[s]
			}
		}
		if c.address {
			label += "@"
		}
		if label != open {
			if open != "" {
				w.WriteByte('}')
			}
			if label != "" {
				w.WriteString("{" + label + ":")
			}
			open = label
		}
		w.WriteRune(c.r)
	}
	if open != "" {
		w.WriteByte('}')
	}
	for _, l := range r.live {
		w.WriteString(" !" + l)
	}
	return w.String()
}

// TestRead holds the tests' own reader to what is known of Discord's clients: a check is worth no more than its ruler.
func TestRead(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"2 * 3 * 4", "2*3*4"},
		{"*sigh*", "{I:sigh}"},
		{"a*b*c", "a{I:b}c"},
		{"**a** __b__ ~~c~~ ||d||", "{B:a}{U:b}{S:c}{P:d}"},
		{"***a***", "{IB:a}"},
		{"he said_ \"no\"_", "hesaid{I:\"no\"}"},
		{"snake_case_name", "snake_case_name"},
		{"*a\n\nb*", "{I:ab}"},
		{"*a***b**", "{I:a**}b**"},
		{"*a*\u2060**b**", "{I:a}{B:b}"},
		{"~~a\\~~~", "{S:a\\}~"},
		{"||a\\|||", "{P:a\\}|"},
		{"\\*a\\*", "*a*"},
		{"`*a*`", "{C:*a*}"},
		{"it`s", "it`s"},
		{"# a\nb", "{H:a}b"},
		{"#a", "#a"},
		{"a # b", "a#b"},
		{"> a\nb", "{Q:a}b"},
		{">a", ">a"},
		{"> # a", "{H:a}"},
		{"1986. A", "1986.A"},
		{"3. a\n7. b", "3.a4.b"},
		{"* * *", "••*"},
		{"- a", "•a"},
		{"  - a", "•a"},
		{"***", "***"},
		{"---", "---"},
		{"-# a", "a !subtext"},
		{"a <3 b", "a<3b"},
		{"<@1> <#2> <:n:3>", "<@1><#2><:n:3> !tag @1 !tag #2 !tag :n:3 !emoji n"},
		{"<https://x.org/a_b_c>", "{@:https://x.org/a_b_c}"},
		{"[a](https://x.org)", "[a](https://x.org) !masked link a !preview https://x.org)"},
		{":smile:", ":smile: !emoji smile"},
		{":piñata:", ":piñata: !emoji piñata"},
		{":two words:", ":twowords:"},
		{"steam://run", "steam://run !preview steam://run"},
		{"##\nwords", "##words !a heading of the line below ##"},
		{"\\##\nwords", "##words"},
		{"a\\\nb", "a\\b"},
		{"*a \\* b*", "{I:a*b}"},
		{"__a_b__", "{U:a_b}"},
		{"||~~*a*~~||", "{ISP:a}"},
		{"1\uFE0F\u20E3. a", "1\uFE0F\u20E3.a"},
		{"10:30", "10:30"},
		{"@everyone", "@everyone !@everyone"},
		{"@\u200beveryone", "@everyone"},
		{"https\\://x.org", "https://x.org"},
	} {
		if got := shown(read(tt.in)); got != tt.want {
			t.Errorf("%q shows %s, want %s", tt.in, got, tt.want)
		}
	}
}
