package manuscript_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cliffhanger/story"
	"cliffhanger/story/manuscript"
)

// TestEndingsAsAuthorsWriteThem holds endings that were once read wrongly, each in the words of an author in a hurry.
func TestEndingsAsAuthorsWriteThem(t *testing.T) {
	for _, test := range []struct {
		name, file, ending string
		want               parts
	}{
		{"question inside a note", "a.txt",
			"A/N: Hello again! Do you like long chapters? I have been thinking about it. See you next chapter.\n",
			parts{Note: "Hello again!\nI have been thinking about it. See you next chapter.",
				Question: &story.Question{Text: "Do you like long chapters?"}}},
		{"head, small letters", "a.txt", "A/N - thanks for 100 followers!! what should she do??\na) open it\nb) burn it\n\n" +
			"(or something else? tell me in the comments!)\n",
			parts{Question: &story.Question{Text: "thanks for 100 followers!! what should she do??",
				Options: letters("open it", "burn it"), FollowUp: "or something else? tell me in the comments!"}}},
		{"vote without a question mark", "a.txt", "A/N: thanks! Vote for a name:\n1) Bruno\n2) Rex\n3) Fido\n",
			parts{Note: "thanks!", Question: &story.Question{Text: "Vote for a name:",
				Options: letters("Bruno", "Rex", "Fido")}}},
		{"options that ask", "a.txt", "Thanks for reading! Pick one.\n1. Bruno?\n2. Rex?\n3. Fido?\n",
			parts{Question: &story.Question{Text: "Thanks for reading! Pick one.",
				Options: letters("Bruno?", "Rex?", "Fido?")}}},
		{"options inside the question", "a.txt", "Comment below: should she (a) open it, (b) burn it, or (c) wait?\n",
			parts{Question: &story.Question{Text: "Comment below: should she (a) open it, (b) burn it, or (c) wait?",
				Options: letters("open it", "burn it", "wait")}}},
		{"a word processor's bullets", "a.txt",
			"Thank\u00a0you for reading!\u200b\nWhat should she do next?\n● Open it\n● Burn it\n",
			parts{Note: "Thank\u00a0you for reading!", Question: &story.Question{Text: "What should she do next?",
				Options: letters("Open it", "Burn it")}}},
		{"a question between emoji", "a.md", "⚔️ **What now?** ⚔️\n\n1️⃣ Fight\n2️⃣ Flee\n",
			parts{Question: &story.Question{Text: "⚔️ What now? ⚔️",
				Options: []story.Option{{Emoji: "1️⃣", Text: "Fight"}, {Emoji: "2️⃣", Text: "Flee"}}}}},
		{"a question between names of emoji", "a.md", ":crossed_swords: **What now?** :crossed_swords:\n:one: Fight\n:two: Flee\n",
			parts{Question: &story.Question{Text: ":crossed_swords: What now? :crossed_swords:",
				Options: letters("Fight", "Flee")}}},
		{"options inside the question, then a request", "a.txt",
			"So: does Mara (a) cut the rope; (b) wait; or (c) swim? Let me know in the comments!\n",
			parts{Note: "Let me know in the comments!", Question: &story.Question{
				Text: "So: does Mara (a) cut the rope; (b) wait; or (c) swim?", Options: letters("cut the rope", "wait", "swim")}}},
		{"a Spanish head", "a.txt", "N/A: ¡Gracias por leer! ¿Qué debería hacer ella?\n1. Huir\n2. Esperar\n",
			parts{Note: "¡Gracias por leer!", Question: &story.Question{Text: "¿Qué debería hacer ella?",
				Options: letters("Huir", "Esperar")}}},
		{"a question before emoji", "a.txt", "What now? ⚔️🔥\nA) Fight\nB) Flee\n",
			parts{Question: &story.Question{Text: "What now? ⚔️🔥", Options: letters("Fight", "Flee")}}},
		{"a heading and options asked below", "a.md", "## Poll\n\n- Open it\n- Burn it\n\nWhich do you choose?\n",
			parts{Question: &story.Question{Text: "Which do you choose?", Options: letters("Open it", "Burn it")}}},
		{"tasks", "a.md", "**Poll!** Who is the old man?\n\n- [ ] Her father\n- [x] Nobody\n",
			parts{Question: &story.Question{Text: "Who is the old man?", Options: letters("Her father", "Nobody")}}},
		{"heads in capitals", "a.txt", "AUTHOR'S NOTE\n\nThanks!\n\nQUESTION OF THE DAY\n\nTea or coffee?\n",
			parts{Note: "Thanks!", Question: &story.Question{Text: "Tea or coffee?", Options: letters("Tea", "coffee")}}},
		{"question below a note's heading", "a.md", "### Author's Notes\n\nThanks!\n\n#### Poll time!\n\nWhat next?\n\n" +
			"1) Open it\n2) Burn it\n",
			parts{Note: "Thanks!", Question: &story.Question{Text: "What next?", Options: letters("Open it", "Burn it")}}},
		{"headings inside a note", "a.md", "## Author's note\n\nThanks!\n\n### Read next\n\nMy other story.\n",
			parts{Note: "Thanks!\nRead next\nMy other story."}},
		{"bare options below a heading", "a.md", "## Question\n\nWhat next?\n\nOpen it\n\nBurn it\n",
			parts{Question: &story.Question{Text: "What next?", Options: letters("Open it", "Burn it")}}},
		{"bare options below a head, then thanks", "a.txt", "Poll: what next?\nOpen it\nBurn it\nThanks for voting\n",
			parts{Note: "Thanks for voting", Question: &story.Question{Text: "what next?",
				Options: letters("Open it", "Burn it")}}},
		{"one bare line is no option", "a.txt", "Poll: what next?\nHenrike's author\n",
			parts{Note: "Henrike's author", Question: &story.Question{Text: "what next?"}}},
		{"follow-up in another language", "a.txt", "Was soll Henrike tun?\nA) Öffnen\nB) Verbrennen\n(Und was sonst?)\n",
			parts{Question: &story.Question{Text: "Was soll Henrike tun?", Options: letters("Öffnen", "Verbrennen"),
				FollowUp: "Und was sonst?"}}},
		{"a list the story quotes", "a.txt",
			"The card on the door said:\nWhich one will you choose?\n1. The lamp\n2. The key\n",
			parts{Last: "2. The key"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, problems := readParts(t, test.file, "\n"+test.ending)
			if test.want.Last == "" {
				test.want.Last = "(body)"
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s%v", diff, problems)
			}
		})
	}
}

// TestNoteAboveTheStory checks that a note at the top takes no scene with it, whatever ends the scene, and that the
// author is told where it goes.
func TestNoteAboveTheStory(t *testing.T) {
	story1 := "Henrike woke.\n\nThe lamp was out.\n\n***\n\n" + strings.ReplaceAll(body, "\n", "\n\n")
	for _, test := range []struct{ name, text, note string }{
		{"head", "A/N: Sorry for the delay!\n\n" + story1, "Sorry for the delay!"},
		{"two paragraphs", "A/N: Sorry for the delay!\n\nI was ill, and then my laptop was.\n\n***\n\n" + story1,
			"Sorry for the delay!\nI was ill, and then my laptop was."},
		{"line of its own", "Author's Note\n\nSorry for the delay.\n\n" + story1, "Sorry for the delay."},
		{"heading", "## Author's note\n\nSorry for the delay.\n\n" + story1, "Sorry for the delay."},
		{"heading and break", "## Author's note\n\nSorry for the delay.\n\n***\n\n" + story1, "Sorry for the delay."},
		{"below the title", "# Chapter 2: The Gate\n\n*A/N: Sorry for the delay!*\n\n***\n\n" + story1,
			"Sorry for the delay!"},
	} {
		t.Run(test.name, func(t *testing.T) {
			c, problems := manuscript.Read("a.md", []byte(test.text))
			if len(c.Scenes) != 2 || story.Plain(c.Scenes[0].Blocks) != "Henrike woke.\nThe lamp was out." {
				t.Errorf("scenes %v", c.Scenes)
			}
			if got := story.Plain(c.Note.Blocks); got != test.note {
				t.Errorf("note %q, want %q", got, test.note)
			}
			if len(problems) != 1 || !strings.Contains(problems[0].Message, "posted below the story") {
				t.Errorf("problems %v", problems)
			}
		})
	}
}

// TestLinesThatEndInOtherScripts checks that pasted text is told from wrapped text by any script's full stop.
func TestLinesThatEndInOtherScripts(t *testing.T) {
	for _, test := range []struct {
		name, text string
		paragraphs int
	}{
		{"Japanese", "　真帆は雨を見ていた。\n「一時間って言ったじゃないか」\n「だいたい一時間、よ」彼女は振り向かなかった。\n　鐘が二度鳴った。\n" +
			"「誰の番だ？」\n", 5},
		{"Chinese", "他放下灯。\n\n“你说一个小时。”\n\n外面下着雨。\n", 3},
		{"Arabic", "وضعت مارا المصباح على حافة النافذة.\nهل سيأتون؟\nلم تلتفت.\n", 3},
		{"Hindi", "मारा ने दीया रखा।\nबाहर बारिश थी।\nकोई नहीं आया।\n", 3},
	} {
		t.Run(test.name, func(t *testing.T) {
			c, problems := manuscript.Read("a.txt", []byte(test.text))
			if len(c.Scenes) != 1 || len(c.Scenes[0].Blocks) != test.paragraphs || c.Title != "" {
				t.Errorf("title %q, scenes %q, problems %v; want %d paragraphs", c.Title, c.Scenes, problems, test.paragraphs)
			}
		})
	}
}

// TestRulesInHTML checks that a rule pasted as HTML ends a scene.
func TestRulesInHTML(t *testing.T) {
	for _, rule := range []string{"<hr>", "<hr/>", "<hr />", `<HR class="x">`} {
		c, _ := manuscript.Read("a.md", []byte("The gate was shut.\n\n"+rule+"\n\nThe gate was open.\n"))
		if len(c.Scenes) != 2 {
			t.Errorf("%s: %d scenes, want 2", rule, len(c.Scenes))
		}
	}
}

// TestQuestionsInOtherScripts checks that a question is one by any script's question mark.
func TestQuestionsInOtherScripts(t *testing.T) {
	for _, test := range []struct{ ending, question, note string }{
		{"あとがき：ありがとう！\n投票：次にどうするべき？\n", "次にどうするべき？", "ありがとう！"},
		{"작가의 말: 고마워요!\n투표: 다음은?\n", "다음은?", "고마워요!"},
		{"Anmerkung der Autorin: Danke!\nUmfrage: Wer war das?\n", "Wer war das?", "Danke!"},
		{"ماذا تفعل الآن؟\nA) تفتح الباب\nB) تهرب\n", "ماذا تفعل الآن؟", ""},
	} {
		got, problems := readParts(t, "a.txt", test.ending)
		if got.Question == nil || got.Question.Text != test.question || got.Note != test.note || got.Last != "(body)" {
			t.Errorf("%q: got %+v, problems %v", test.ending, got, problems)
		}
	}
}

// TestSecondVote checks that a vote that cannot be held is said to be none.
func TestSecondVote(t *testing.T) {
	for _, ending := range []string{
		"Thanks for reading!\nWho is he?\nA) Her father\nB) Nobody\nWhat next?\nA) Open it\nB) Burn it\n",
		"Thanks for reading!\nWho is he?\n- Her father\n- Nobody\nPoll: What next?\n- Open it\n- Burn it\n",
	} {
		got, problems := readParts(t, "a.txt", ending)
		if got.Question == nil || got.Question.Text != "What next?" || !strings.Contains(got.Note, "Nobody") {
			t.Errorf("got %+v", got)
		}
		said := fmt.Sprint(problems)
		want := "a.txt:8:1: warning: a chapter has one question, so “Who is he?” and its options stay"
		if !strings.Contains(said, want) {
			t.Errorf("%s: no %q", said, want)
		}
	}
}

// TestHeadingsOfParts checks that the chapter's heading below a part's counts, but no scene's number.
func TestHeadingsOfParts(t *testing.T) {
	for _, test := range []struct {
		text, title string
		number      int
	}{
		{"# Part One\n\n# Chapter 4: The Gate\n\nShe went in.", "The Gate", 4},
		{"# Part 2: The Yard\n\n## 1\n\nShe went in.", "The Yard", 2},
		{"# Rozdział 3: Brama\n\nWeszła.", "Brama", 3},
	} {
		c, problems := manuscript.Read("a.md", []byte(test.text))
		if c.Number != test.number || c.Title != test.title {
			t.Errorf("%q: chapter %d %q, want %d %q; %v", test.text, c.Number, c.Title, test.number, test.title, problems)
		}
	}
}

// TestFrontMatterAsAuthorsWriteIt checks what is said of front matter that is nearly right.
func TestFrontMatterAsAuthorsWriteIt(t *testing.T) {
	for _, test := range []struct{ text, title, problem string }{
		{"\n \n---\ntitle: The Gate\n---\nShe went in.", "The Gate", ""},
		{"\n---\ntitle: A: b\n---\nShe went in.", "", "a.md:3:8: error: not valid YAML: "},
		{"\n---\ntitle: The Gate\n\nShe went in.", "",
			"a.md:2:1: error: the front matter that begins here is never closed - "},
		{"---\n\ttitle: The Gate\n---\nShe went in.", "The Gate", ""},
		{"---\ntitle: \"The Gate\n---\nShe went in.", "", "a quotation mark that begins a value needs another at its end"},
		{"+++\ntitle = \"The Gate\"\n+++\nShe went in.", "",
			"a.md:1:1: error: front matter between lines of +++ cannot be read - "},
		{"title: The Gate\nnumber: 4\n\nShe went in.", "",
			"a.md:1:1: warning: “title: The Gate” looks like front matter, but "},
		{"+++\n\nShe went in.", "", ""},
	} {
		c, problems := manuscript.Read("a.md", []byte(test.text))
		said := ""
		for _, p := range problems {
			said += p.String() + "\n"
		}
		if c.Title != test.title || !strings.Contains(said, test.problem) || (said == "") != (test.problem == "") {
			t.Errorf("%q: title %q, want %q; it says %q, want %q", test.text, c.Title, test.title, said, test.problem)
		}
		if last := c.Scenes[len(c.Scenes)-1].Blocks; !strings.Contains(last[len(last)-1].Text(), "She went in.") {
			t.Errorf("%q: the prose is %v", test.text, c.Scenes)
		}
	}
}

// TestOptionsInFrontMatterLoseTheirLetters checks that options do not get a letter beside their own.
func TestOptionsInFrontMatterLoseTheirLetters(t *testing.T) {
	for _, test := range []struct {
		options string
		want    []story.Option
	}{
		{"[A) Open it, B) Burn it]", letters("Open it", "Burn it")},
		{"[1. Open it, 2. Burn it]", letters("Open it", "Burn it")},
		{"[1. Open it, Burn it]", letters("1. Open it", "Burn it")},
	} {
		text := "---\nquestion:\n  text: What?\n  options: " + test.options + "\n---\nShe went in."
		c, _ := manuscript.Read("a.md", []byte(text))
		if diff := cmp.Diff(test.want, c.Question.Options); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.options, diff)
		}
	}
}

// TestFilesBesideChapters checks that an author's own papers are not posted and that no file is passed over in silence.
func TestFilesBesideChapters(t *testing.T) {
	s, problems := readFolder(t, map[string]string{
		"story.yml": "title: A\n", "Chapter 1.md": "A", "Chapter 2.md": "B", "notes.md": "C", "To Do.txt": "D",
		"chapter 3": "E", "~$Chapter 1.docx": "F", "cellar.md": "G", "epilogue.md": "H", ".notes": "I",
	})
	var got []string
	for _, c := range s.Chapters {
		got = append(got, fmt.Sprint(c.Number, " ", c.File))
	}
	want := []string{"1 cellar.md", "1 Chapter 1.md", "2 Chapter 2.md", "3 epilogue.md"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("chapters (-want +got):\n%s", diff)
	}
	said := strings.Join(problems, "\n")
	for _, want := range []string{
		"notes.md: note: by its name the file is no chapter", "To Do.txt: note: by its name",
		"chapter 3: note: the file is not read because its name has no ending",
		"cellar.md: warning: nothing says which chapter this is; it is taken for chapter 1",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("no %q in:\n%s", want, said)
		}
	}
	if strings.Contains(said, "~$") || strings.Contains(said, "epilogue.md: warning") {
		t.Errorf("it says:\n%s", said)
	}
}

// TestVotesWithOddLists checks options that stand above the question, below a line "POLL", and behind one emoji each.
func TestVotesWithOddLists(t *testing.T) {
	for _, test := range []struct {
		name, ending string
		want         parts
	}{
		{"line above the question", "POLL\nWho rang the bell?\n\t1.\tThe keeper\n\t2.\tA child\nThanks for reading!!\n",
			parts{Note: "Thanks for reading!!", Question: &story.Question{Text: "Who rang the bell?",
				Options: letters("The keeper", "A child")}}},
		{"options above", "Option A: Open it\nOption B: Burn it\nWhich do you choose? Vote below!\n",
			parts{Note: "Vote below!", Question: &story.Question{Text: "Which do you choose?",
				Options: letters("Open it", "Burn it")}}},
		{"emoji as bullets", "What should Henrike do?\n👉 Open it\n👉 Burn it\n👉 Wait\n",
			parts{Question: &story.Question{Text: "What should Henrike do?", Options: letters("Open it", "Burn it", "Wait")}}},
		{"question and answer", "A/N:\n\nSorry for the cliffhanger.\n\nQ: Who rang it?\nA: Tell me in the comments!\n",
			parts{Note: "Sorry for the cliffhanger.\nA: Tell me in the comments!",
				Question: &story.Question{Text: "Who rang it?"}}},
		{"a letter in the story",
			"The last page said:\n\nDear reader,\n\nThank you for reading. I hope you enjoyed my life. See " +
				"you next time.\n\nHenrike closed the book.\n", parts{Last: "Henrike closed the book."}},
		{"a colon in a note",
			"Thank you all so much for reading!\nHere is what comes:\nMore of the dog in the next chapter.\n",
			parts{Note: "Thank you all so much for reading!\nHere is what comes:\nMore of the dog in the next chapter."}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, problems := readParts(t, "a.txt", test.ending)
			if test.want.Last == "" {
				test.want.Last = "(body)"
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s%v", diff, problems)
			}
		})
	}
}

// TestHeadingsWithoutMarks checks chapter headings that carry no mark, end in a full stop or are underlined.
func TestHeadingsWithoutMarks(t *testing.T) {
	for _, test := range []struct {
		file, text, title string
		number            int
	}{
		{"a.txt", "CHAPTER IV.\n\nTHE GATE.\n\nShe went in.\n\nNobody saw.\n", "THE GATE", 4},
		{"a.txt", "Chapter 4\n\nShe went in.\n\nNobody saw.\n", "", 4},
		{"a.md", "Chapter 4\n=========\n\nShe went in.\n", "", 4},
		{"a.md", "**Chapter 4: The Gate**\n\nShe went in.\n", "The Gate", 4},
		{"a.md", "Chapter 4: The Gate\n\nShe went in.\n", "The Gate", 4},
		{"a.txt", "CW: drowning, ghosts\n\nShe went in.\n\nNobody saw.\n", "", 0},
		{"a.txt", "Room 3.02\n\nShe went in.\n\nNobody saw.\n", "Room 3.02", 0},
		{"a.md", "Part of her wanted to.\n\nShe went in.\n", "", 0},
		{"a.txt", "Chapter one of her life was over.\n\nShe went in.\n\nNobody saw.\n", "", 0},
	} {
		c, problems := manuscript.Read(test.file, []byte(test.text))
		if c.Number != test.number || c.Title != test.title || len(c.Scenes) != 1 {
			t.Errorf("%q: chapter %d %q with %d scenes, want %d %q; %v", test.text, c.Number, c.Title, len(c.Scenes),
				test.number, test.title, problems)
		}
	}
}

// TestObsidianLinks checks that links are words, and that an embedded file is told of.
func TestObsidianLinks(t *testing.T) {
	for _, test := range []struct{ text, want, problem string }{
		{"[[Mara Voss|Mara]] met [[Level Up!]].", "Mara met [[Level Up!]].", ""},
		{"She wrote [[ and went.", "She wrote [[ and went.", ""},
		{"She went.\n![[map.png]]", "She went. ![[map.png]]",
			"a.md:2:1: warning: the file embedded with ![[…]] is not posted"},
	} {
		c, problems := manuscript.Read("a.md", []byte(test.text))
		said := ""
		for _, p := range problems {
			said += p.String()
		}
		if got := story.Plain(c.Scenes[0].Blocks); got != test.want || !strings.HasPrefix(said, test.problem) ||
			test.problem == "" && said != "" {
			t.Errorf("%q is %q and says %q, want %q and %q", test.text, got, said, test.want, test.problem)
		}
	}
}

// TestLongNote checks that an author hears of a note that has taken most of the chapter.
func TestLongNote(t *testing.T) {
	paragraphs := strings.ReplaceAll(body, "\n", "\n\n")
	for _, test := range []struct {
		text string
		want bool
	}{
		{"The gate was shut.\n\n## Author's note\n\nListen to the song now.\n\n" + paragraphs, true},
		{paragraphs + "## Author's note\n\nListen to the song now.\n\nThank you.\n", false},
		{"The gate was shut.\n\n## Author's note\n\nListen to the song now.\n\nAnd thanks.\n", false},
	} {
		_, problems := manuscript.Read("a.md", []byte(test.text))
		said := fmt.Sprint(problems)
		if got := strings.Contains(said, "warning: most of the chapter ("); got != test.want {
			t.Errorf("%q says %s", test.text, said)
		}
	}
}

// TestTagsThatFold checks that words in tags which begin a line of their own are not joined.
func TestTagsThatFold(t *testing.T) {
	c, _ := manuscript.Read("a.md", []byte("<details><summary>Spoiler</summary>He falls.</details> She went in."))
	if got, want := story.Plain(c.Scenes[0].Blocks), "Spoiler\nHe falls.\nShe went in."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
