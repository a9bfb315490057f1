package cuts_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cliffhanger/story"
	"cliffhanger/story/manuscript/cuts"
)

// FuzzSuggest cuts any text, a paragraph for each line and a scene for each blank line: nothing may be lost or moved,
// suggestions come in order and give reasons, and instalments are outside their limits only where paragraphs are so
// long that they must be.
func FuzzSuggest(f *testing.F) {
	f.Add("The next morning Mara left.\n“Why?” said Tom.\n\n– Hallo, sagte sie.\n# x\nIt was J. R. Hartley’s dog.", uint8(0))
	f.Add(strings.Repeat("Later that day the door closed. ", 300)+"\n"+strings.Repeat("In the kitchen, Ann\n", 90), uint8(1))
	f.Add("“\n'\n\"\n…\n\xff\n一二三\n''s ’s’s -\n", uint8(7))
	f.Fuzz(func(t *testing.T, text string, kinds uint8) {
		var lists [][]string
		for _, scene := range strings.Split(text, "\n\n") {
			lists = append(lists, strings.Split(scene, "\n"))
		}
		c := chapter(lists...)
		longest := 0
		for i := range c.Scenes {
			for j := range c.Scenes[i].Blocks {
				if kinds > 0 && (i+j)%int(kinds) == 1 {
					c.Scenes[i].Blocks[j].Kind = story.BlockKind(kinds % 5)
				}
				longest = max(longest, story.Words(c.Scenes[i].Blocks[j:j+1]))
			}
		}
		for _, o := range []cuts.Options{{}, {Instalments: true, Fewest: 10, Target: 30, Most: 60}} {
			list := cuts.Suggest(c, o)
			if o.Fewest > 0 && kinds%2 == 1 {
				list = cuts.SuggestPieces(c, o)
			}
			for i, s := range list {
				ordered := i == 0 || s.Scene > list[i-1].Scene || s.Scene == list[i-1].Scene && s.Before > list[i-1].Before
				if !ordered || s.Before < 1 || s.Before >= len(c.Scenes[s.Scene].Blocks) || len(s.Reasons) == 0 {
					t.Fatalf("suggestion %d of %+v", i, list)
				}
			}
			done := cuts.Apply(c, list)
			if len(done.Scenes) != len(c.Scenes)+len(list) {
				t.Fatalf("%d scenes cut %d times are %d", len(c.Scenes), len(list), len(done.Scenes))
			}
			if diff := cmp.Diff(blocks(c), blocks(done)); diff != "" {
				t.Fatalf("not the same text (-before +after):\n%s", diff)
			}
			for i, n := range pieces(done) {
				if o.Instalments && kinds == 0 && longest <= o.Most-2*o.Fewest && n > o.Most {
					t.Fatalf("piece %d has %d words", i, n)
				}
			}
		}
	})
}

// blocks returns all blocks of a chapter.
func blocks(c story.Chapter) []story.Block {
	var out []story.Block
	for _, s := range c.Scenes {
		out = append(out, s.Blocks...)
	}
	return out
}
