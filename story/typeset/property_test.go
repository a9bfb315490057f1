package typeset_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"cliffhanger/story"
	"cliffhanger/story/typeset"
)

// hostile is what random text is made of: everything that has a meaning to Discord, and everything that is hard to cut.
var hostile = []string{
	"*", "**", "_", "__", "~", "~~", "|", "||", "`", "``", "```", "<", ">", "[", "]", "(", ")", "#", "##", "-", "-#",
	"+", ":", "@", "\\", "\\*", "1.", "1986. ", "23) ", "# ", "- ", "* ", "> ", ">>> ", "-# ", "+ ",
	"\n", "\n\n", "\n  ", "  ",
	"\t", "\u00a0", "\u3000", "\u2060", "\u200b", "@everyone", "@here", "@EveryOne", ":smile:", ":a:b:", "<@1>", "<#2>",
	"<:n:3>", "</c:4>", "<t:5:R>", "[a](https://x.org)", "https://example.org/a_b*c", "HTTP://x.org/(y)", "xhttps://z",
	"http://", "://", "¯\\_(ツ)_/¯", "क्षि", "ক্ষ", "👩‍👩‍👧", "🏳️‍🌈", "👍🏽", "e\u0301", "שלום", "مرحبا", "漢字かな。", "カタカナ",
	"“Stop!”", "she", "said.", "Mr.", "No?", "word", "a", "é", "…", "—", "\u0300", "\u0600",
	"\ufeff", "\x00", "\x85", "\r\n", "\r",
	strings.Repeat("\u00a0", 150), strings.Repeat("\n    ", 40), "\n" + strings.Repeat(" ", 200),
	"*️⃣", "🇩🇪", "I.", "…\u200d",
}

// randomBlocks makes up to eight blocks.
func randomBlocks(r *rand.Rand) []story.Block {
	blocks := make([]story.Block, 1+r.IntN(8))
	for i := range blocks {
		b := &blocks[i]
		b.Kind = story.BlockKind(r.IntN(5))
		if b.Kind == story.Item {
			markers := []string{"•", "", "1.", "2.", "3.", "07.", "a)", "-", "*", "#", "2)", "999999999999."}
			b.Marker = markers[r.IntN(len(markers))]
		}
		for range r.IntN(6) {
			b.Runs = append(b.Runs, randomRun(r))
		}
	}
	return blocks
}

func randomRun(r *rand.Rand) story.Run {
	var text strings.Builder
	for range 1 + r.IntN(12) {
		text.WriteString(hostile[r.IntN(len(hostile))])
		if r.IntN(3) == 0 {
			text.WriteByte(' ')
		}
	}
	run := story.Run{Text: text.String()}
	if r.IntN(3) > 0 {
		run.Style = story.Style(r.IntN(64))
	}
	if r.IntN(3) == 0 {
		run.Style &= story.Italic
	}
	if r.IntN(12) == 0 {
		run.Text, run.Link = "here", "https://example.org/p_"+string(rune('a'+r.IntN(26)))+"*"
	}
	return run
}

// TestRandom holds every promise against random hostile blocks, at small limits so that there are many cuts.
func TestRandom(t *testing.T) {
	n := 10_000
	if testing.Short() {
		n = 1_000
	}
	for seed := range n {
		r := rand.New(rand.NewPCG(uint64(seed), 1))
		blocks := randomBlocks(r)
		limit := 100 + r.IntN(300)
		pages := typeset.Blocks(blocks, typeset.Options{Limit: limit})
		check(t, blocks, pages, limit)
		if t.Failed() {
			t.Fatalf("seed %d, limit %d: %+q", seed, limit, blocks)
		}
	}
}
