package cuts_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cliffhanger/story"
	"cliffhanger/story/manuscript/cuts"
)

// plain returns paragraphs of ten words each in which nothing happens.
func plain(words int) []string {
	var list []string
	for i := range words / 10 {
		list = append(list, fmt.Sprintf("the water and the rope and the stone were %d", i))
	}
	return list
}

// TestPiecesOfMarkedScenes cuts only those scenes that are too long, and says so.
func TestPiecesOfMarkedScenes(t *testing.T) {
	c := chapter(plain(1500), plain(2000), plain(1600), plain(4000))
	list := cuts.SuggestPieces(c, cuts.Options{})
	got := map[int][]int{}
	for _, s := range list {
		got[s.Scene] = append(got[s.Scene], s.Long)
		if want := fmt.Sprintf("%d words are too many for one instalment of up to 1600", s.Long); s.Reasons[0] != want ||
			len(s.Reasons) < 2 {
			t.Errorf("reasons %q, want %q first", s.Reasons, want)
		}
	}
	if diff := cmp.Diff(map[int][]int{1: {2000}, 3: {4000, 4000, 4000}}, got); diff != "" {
		t.Errorf("words of what is cut, by scene (-want +got):\n%s", diff)
	}
	for i, n := range pieces(cuts.Apply(c, list)) {
		if n < cuts.Fewest || n > cuts.Most {
			t.Errorf("piece %d has %d words", i, n)
		}
	}
	if again := cuts.SuggestPieces(cuts.Apply(c, list), cuts.Options{}); len(again) > 0 {
		t.Errorf("cut again: %+v", again)
	}
}

// TestPiecesOfClearScenes cuts further where clear scenes leave a piece that is too long, and nowhere else.
func TestPiecesOfClearScenes(t *testing.T) {
	morning := "The next morning Mara came back to the harbour, and it was cold there, and nobody was about."
	list := slices.Concat(plain(600), []string{"Mara slept at last.", morning}, plain(2500))
	c := chapter(list)
	scenes, all := cuts.Suggest(c, cuts.Options{}), cuts.SuggestPieces(c, cuts.Options{})
	if len(scenes) != 1 || list[scenes[0].Before] != morning {
		t.Fatalf("scenes %+v", scenes)
	}
	if len(all) < 2 || all[0].Long != 0 || all[0].Before != scenes[0].Before {
		t.Fatalf("suggested %+v", all)
	}
	for i, s := range all[1:] {
		if s.Scene != 0 || s.Long < 2500 || s.Before <= all[i].Before || !strings.HasPrefix(s.Reasons[0], "25") {
			t.Errorf("suggested %+v", s)
		}
	}
	for i, n := range pieces(cuts.Apply(c, all)) {
		if n > cuts.Most {
			t.Errorf("piece %d has %d words", i, n)
		}
	}
	if short := chapter(plain(1600)); len(cuts.SuggestPieces(short, cuts.Options{})) > 0 {
		t.Error("what is no longer than an instalment is cut")
	}
}

// TestPiecesOfShortScenes joins scenes that are too short for an instalment, by the place that less speaks for.
func TestPiecesOfShortScenes(t *testing.T) {
	sure := "The next morning Mara came back to the harbour, and it was cold there, and nobody was about."
	less := "The next morning it was cold, and the water and the rope and the stone were as they had been."
	for _, test := range []struct {
		name       string
		first      string
		mid        string
		words      []int // above, between and below the places
		want, kept int
	}{
		{"short in the middle", sure, less, []int{500, 200, 700}, 1, 0},
		{"short in the middle", less, sure, []int{700, 200, 500}, 1, 1},
		{"short first", sure, less, []int{290, 460, 510}, 1, 1},
		{"short last", less, sure, []int{460, 510, 290}, 1, 0},
		{"all short", sure, less, []int{300, 300, 320}, 0, 0},
		{"long", less, sure, []int{500, 500, 500}, 2, 0},
		{"no two instalments", less, sure, []int{200, 200, 200}, 2, 0},
	} {
		list := slices.Concat(plain(test.words[0]), []string{"Mara slept at last.", test.first}, plain(test.words[1]),
			[]string{"Mara slept at last.", test.mid}, plain(test.words[2]))
		c := chapter(list)
		scenes, got := cuts.Suggest(c, cuts.Options{}), cuts.SuggestPieces(c, cuts.Options{})
		if len(scenes) != 2 {
			t.Errorf("%s: scenes %+v", test.name, scenes)
			continue
		}
		if len(got) != test.want || len(got) > 0 && got[0].Before != scenes[test.kept].Before {
			t.Errorf("%s %v: suggested %+v of %+v", test.name, test.words, got, scenes)
		}
	}
}

// TestPiecesOfCorpus cuts whole texts without marks, and leaves no piece that is too short or too long.
func TestPiecesOfCorpus(t *testing.T) {
	all := slices.Concat(corpus(t), serial(t))
	for i, x := range all {
		var c story.Chapter
		c.Scenes = []story.Scene{{}}
		for _, y := range []text{x, all[(i+1)%len(all)], all[(i+2)%len(all)]} {
			c.Scenes[0].Blocks = append(c.Scenes[0].Blocks, y.chapter.Scenes[0].Blocks...)
			got := pieces(cuts.Apply(c, cuts.SuggestPieces(c, cuts.Options{})))
			if story.Words(c.Scenes[0].Blocks) > 2*cuts.Fewest &&
				(slices.Min(got) < cuts.Fewest || slices.Max(got) > cuts.Most) {
				t.Errorf("%s: pieces %v", x.name, got)
			}
		}
	}
}

// TestPiecesWithoutSpaces cuts what is written without spaces by its length as it is told everywhere.
func TestPiecesWithoutSpaces(t *testing.T) {
	for language, sentence := range map[string]string{
		"ja": "彼女は古い橋を渡り、川の向こうの家に灯りがともるのを見た。",
		"zh": "她走过那座旧桥，看见河对岸的屋子里亮起了灯。",
		"th": "เธอเดินข้ามสะพานเก่าแล้วมองเห็นแสงไฟในบ้านอีกฝั่งของแม่น้ำ",
	} {
		var list []string
		for i := 0; story.Words(chapter(list).Scenes[0].Blocks) < 3600; i++ {
			list = append(list, strings.Repeat(sentence, 1+i%3))
		}
		c := chapter(list)
		got := pieces(cuts.Apply(c, cuts.SuggestPieces(c, cuts.Options{})))
		for i, n := range got {
			if n < cuts.Fewest || n > cuts.Most {
				t.Errorf("%s: piece %d of %v is outside the limits", language, i, got)
			}
		}
	}
}
