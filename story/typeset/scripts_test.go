package typeset_test

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"cliffhanger/story"
	"cliffhanger/story/typeset"
)

// A script is prose in one script: sentences from which chapters are made.
type script struct {
	name      string
	sentences []string
	gap       string // between two sentences
	ends      string // what a page may end with
}

// scripts are written for these tests: in scripts without spaces, with combining marks, from right to left, and with
// emoji in many parts.
var scripts = []script{
	{"Chinese", []string{"她把灯放在窗台上，听着外面的雨声。", "“你怎么还不睡？”他轻轻地问。", "没有人回答——只有钟在走。",
		"门后面传来脚步声，越来越近，越来越慢。", "她想起了那封信，想起了海边的小镇。"}, "", "。”？"},
	{"Japanese", []string{"彼女はランプを窓辺に置いて、雨の音を聞いていた。", "「もう帰りなさい」と彼は言った。", "返事はなかった。",
		"ドアのむこうで、だれかの足音がゆっくり近づいてくる。", "「ちょっと待って！」"}, "", "。」"},
	{"Thai", []string{"เธอวางตะเกียงไว้ที่หน้าต่าง แล้วฟังเสียงฝน", "ไม่มีใครตอบ มีแต่เสียงนาฬิกา",
		"เขาถามเบา ๆ ว่าทำไมยังไม่นอน",
		"ประตูเปิดออกช้า ๆ และลมหนาวก็พัดเข้ามา"}, " ", ""},
	{"Korean", []string{"그녀는 등불을 창가에 놓고 빗소리를 들었다.", "“왜 아직 안 자?” 그가 조용히 물었다.", "아무도 대답하지 않았다."}, " ",
		".”"},
	{"Hindi", []string{"उसने दीपक खिड़की पर रखा और बारिश की आवाज़ सुनी।",
		"“तुम अब तक सोई क्यों नहीं?” उसने धीरे से पूछा।",
		"किसी ने उत्तर नहीं दिया, केवल घड़ी चलती रही।"}, " ", "।”"},
	{"Arabic", []string{"وضعت المصباح على حافة النافذة وأصغت إلى المطر.", "«لماذا لم تنامي بعد؟» سألها بصوت خافت.",
		"لم يجب أحد، ولم يبق إلا صوت الساعة."}, " ", ".»؟"},
	{"Hebrew", []string{"היא הניחה את המנורה על אדן החלון והקשיבה לגשם.",
		"„למה את עוד ערה?” שאל בשקט.", "אִישׁ לֹא עָנָה."}, " ", ".”?"},
	{"emoji", []string{"The chat said 👩‍👩‍👧‍👦🏳️‍🌈🇩🇪🇯🇵 and then nothing at all.",
		"She sent 1️⃣2️⃣#️⃣*️⃣ back, and 👍🏽👍🏿.", "“❤️‍🔥!” he wrote.",
		"🫱🏻‍🫲🏿 was all that came of it, or 🏴󠁧󠁢󠁷󠁬󠁳󠁿."}, " ", ".”"},
	{"combining", []string{"Vie\u0302\u0323t nam, she wrote, a\u0308nd no\u0301body re\u0301ad it.",
		"Z\u0351\u036ba\u0363\u0368lgo came down the stairs.",
		"The e\u0301nd of it was quie\u0308t."}, " ", "."},
}

// text returns paragraphs of the script, every fourth of them in italics in part.
func (s script) text(paragraphs int) []story.Block {
	var blocks []story.Block
	for i := range paragraphs {
		var w strings.Builder
		for j := range 3 + i%17 {
			if j > 0 {
				w.WriteString(s.gap)
			}
			w.WriteString(s.sentences[(i*5+j*j+j)%len(s.sentences)])
		}
		runs := []story.Run{plain(w.String())}
		if i%4 == 0 {
			runs = append(runs, plain(s.gap), styled(s.sentences[i%len(s.sentences)], story.Italic))
		}
		blocks = append(blocks, story.Block{Runs: runs})
	}
	return blocks
}

func scriptTexts() [][]story.Block {
	var out [][]story.Block
	for _, s := range scripts {
		out = append(out, s.text(60))
	}
	return out
}

// TestScripts: in every script all is kept, and pages end where sentences do; in Thai, which marks no sentences,
// between phrases. A paragraph longer than a page is no exception.
func TestScripts(t *testing.T) {
	for _, s := range scripts {
		t.Run(s.name, func(t *testing.T) {
			long := []story.Block{{Runs: []story.Run{plain(strings.Repeat(strings.Join(s.sentences, s.gap)+s.gap, 60))}}}
			for _, blocks := range [][]story.Block{s.text(60), long} {
				pages := typeset.Blocks(blocks, typeset.Options{})
				check(t, blocks, pages, 2000)
				if len(pages) < 2 {
					t.Errorf("%d pages", len(pages))
				}
				places, seen := placesOf(blocks), 0
				for _, p := range pages[:len(pages)-1] {
					seen += len(read(p.Content).cells)
					last := []rune(strings.TrimRight(p.Content, "*"+wj))
					if s.ends != "" && !strings.ContainsRune(s.ends, last[len(last)-1]) || places[seen] > atWord {
						t.Errorf("a page ends inside a sentence: %q, then a place of kind %d", string(last[len(last)-12:]),
							places[seen])
					}
				}
			}
		})
	}
}

// TestJapaneseQuotations: what says that speech was said goes on with its sentence, so that no page ends between them.
func TestJapaneseQuotations(t *testing.T) {
	for _, sentence := range []string{"「止まれ！」と彼女は言った。", "『もう行くよ。』って彼が答えた。"} {
		ends := map[string]int{}
		for n := 150; n < 250; n++ {
			pages := typeset.Blocks([]story.Block{para(plain(strings.Repeat(sentence, n)))}, typeset.Options{})
			for _, p := range pages[:len(pages)-1] {
				last := []rune(p.Content)
				ends[string(last[len(last)-2:])]++
			}
		}
		if ends["た。"] == 0 || len(ends) > 1 {
			t.Errorf("%s: pages end with %v", sentence, ends)
		}
	}
}

// TestTypography: quotation marks, dashes, ellipses, spaces and signs that carry a direction stay as they were typed.
func TestTypography(t *testing.T) {
	for _, s := range []string{
		"“He said ‘no’—twice,” she wrote … then: „Nein.“ «Non !» ‹oui› 'straight' \"quotes\" -- and --- dashes – here.",
		"It’s 5′ 10″, 50 % of № 7, 3 × 4 = 12 ± 1, ½ cup, 20 °C, naïve café, Łódź, Ærø, ﬁne, ™ © ®.",
		"A\u00a0no-break\u202fspace and a soft\u00adhyphen, a non\u2011breaking one, a z\u200cw\u200dj.",
		"\u200fשלום, she said, \u2067and\u2069 “مرحبا”, \u202bthen\u202c nothing.",
		"<t:1700000000:R> <@123> <@&4> <#5> </go:6> <id:guide> <:x:7> <a:y:8> @everyone @here [a](https://x.org) <a@b.org>",
		":) :-( ;) <3 :D :P XD o_O ^_^ T_T >:( 10:30:15 a:b:c ::: :+1: 8:00–9:00 and :piñata:",
	} {
		pages := typeset.Blocks([]story.Block{para(plain(s))}, typeset.Options{})
		check(t, []story.Block{para(plain(s))}, pages, 2000)
		if len(pages) != 1 {
			t.Fatalf("%d pages", len(pages))
		}
		kept := strings.NewReplacer("\\", "", "\u200b", "", "<https://x.org>",
			"https://x.org").Replace(pages[0].Content)
		if kept != strings.ReplaceAll(s, "\\", "") {
			t.Errorf("%q\nbecomes\n%q", s, pages[0].Content)
		}
		if got := read(typeset.Escape(s)); len(got.live) > 0 {
			t.Errorf("Escape leaves alive %q", got.live)
		}
	}
}

// TestWordsAreNotCut: however long a sentence is, it is cut between words; in scripts without spaces never before what
// may not begin a line.
func TestWordsAreNotCut(t *testing.T) {
	for _, s := range scripts {
		words := strings.Map(func(r rune) rune { // one endless sentence
			if strings.ContainsRune(".!?。！？।؟", r) {
				return -1
			}
			return r
		}, strings.Join(s.sentences, s.gap))
		blocks := []story.Block{para(plain(strings.Repeat(words+s.gap, 40)))}
		places, seen := placesOf(blocks), 0
		pages := typeset.Blocks(blocks, typeset.Options{Limit: 400})
		check(t, blocks, pages, 400)
		for _, p := range pages[:len(pages)-1] {
			r := read(p.Content)
			seen += len(r.cells)
			next := expected(blocks)[seen].r
			if places[seen] > atWord || strings.ContainsRune("，、」”ょっゃー", next) || unicode.Is(unicode.M, next) {
				t.Errorf("%s: a page ends %q before %q", s.name, r.text[max(0, len(r.text)-20):], next)
			}
		}
		if slices.Max(places[1:]) == atSentence {
			t.Errorf("%s: the sentence has an end", s.name)
		}
	}
}
