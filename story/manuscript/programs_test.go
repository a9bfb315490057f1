package manuscript_test

import (
	"strings"
	"testing"

	"cliffhanger/story"
	"cliffhanger/story/manuscript"
)

// A programText is a text as a program or a library writes it, and what of it is the story.
type programText struct {
	name, text string
	title      string
	author     string
	blurb      string
	chapters   []string // each as its title, ": " and its sketch
}

const gutenbergTop = `The Project Gutenberg eBook of The Lamp Room, LEAK

This ebook is for the use of LEAK anyone anywhere.

Title: The Lamp Room,
        a Tale of the Coast

Author: A. Keeper

Release date: January 1, 2026 [eBook #99999]

Language: German

Credits: LEAK Producers

`

const gutenbergBottom = `

*** END OF THE PROJECT GUTENBERG EBOOK THE LAMP ROOM ***

Updated editions LEAK will replace the previous one.

START: FULL LICENSE

THE FULL PROJECT GUTENBERG LICENSE LEAK
`

// wrappedProse is two paragraphs of lines broken at 72 characters.
const wrappedProse = `The lamp room was _never_ locked, and nobody in the harbour could say
why. Tam held the lantern so that she could see the stairs, and not his
face, which was as well for both of them that night.

“You first,” he said. She counted nineteen steps on the way down, and
on the nineteenth she stood still, because the wick was burning and no
hand had been near it since the spring.
`

const proseSketch = "The lamp room was {i:never} locked, and nobody in the harbour could say why. Tam held the " +
	"lantern so that she " +
	"could see the stairs, and not his face, which was as well for both of them that night.\n“You first,” he said. She " +
	"counted nineteen steps on the way down, and on the nineteenth she stood still, because the wick was burning " +
	"and no hand " +
	"had been near it since the spring."

var programTexts = []programText{
	{"gutenberg.txt", gutenbergTop + "*** START OF THE PROJECT GUTENBERG EBOOK THE LAMP ROOM,\nA TALE OF THE COAST " +
		"***\n\n\n\n" +
		"Produced by LEAK and the Online LEAK Team\n\n\n\nTHE LAMP ROOM, A TALE OF THE COAST\n\nby\n\nA. KEEPER\n\n\n\n" +
		wrappedProse + "\n       *       *       *       *       *\n\n" + wrappedProse + gutenbergBottom,
		"The Lamp Room, a Tale of the Coast", "A. Keeper", "",
		[]string{"The Lamp Room, a Tale of the Coast: " + proseSketch + "\n|\n" + proseSketch}},
	{"gutenberg-book.txt", gutenbergTop + "***START OF THE PROJECT GUTENBERG EBOOK THE LAMP ROOM***\n\n\nTHE LAMP " +
		"ROOM\n\n\n" +
		"CONTENTS\n\nCHAPTER I. OIL\n\nCHAPTER II. WICK\n\n\n\nCHAPTER I. OIL\n\n" + wrappedProse + "\n\n\nCHAPTER " +
		"II. WICK\n\n" +
		wrappedProse + "\n\nEnd of the Project Gutenberg EBook of LEAK, by LEAK\n" + gutenbergBottom,
		"The Lamp Room, a Tale of the Coast", "A. Keeper", "",
		[]string{"OIL: " + proseSketch, "WICK: " + proseSketch}},
	{"gutenberg-old.txt", "Information about Project Gutenberg LEAK\n\n*END*THE SMALL PRINT! FOR PUBLIC DOMAIN " +
		"ETEXTS*Ver.04.29.93*END*\n" +
		"\n\n" + wrappedProse + "\nEnd of Project Gutenberg's LEAK\n",
		"Gutenberg old", "", "", []string{": " + proseSketch}},
	{"fanficfare.txt", "\n\n\nThe Lamp Room\n\nby A. Keeper\n\n\n\nCategory: LEAK\nStatus: In-Progress\nSummary: A " +
		"wick burns, and\n" +
		"nobody lit it.\nArchive Warnings: No Archive Warnings Apply\nWarnings: Fire, Deep Water\nUpdated: 2026-01-01 " +
		"LEAK\n\n\n\n" +
		"\n\nTABLE OF CONTENTS LEAK\n\n\n1. Oil\n\n2. Wick\n\n\n\n\t1. Oil\n\n" + wrappedProse + "\n* * " +
		"*\n\n" + wrappedProse + "\n\n\n        2. Wick\n\n" +
		wrappedProse + "\n\n\nEnd file.\n",
		"The Lamp Room", "A. Keeper", "A wick burns, and nobody lit it.",
		[]string{"Oil: " + proseSketch + "\n|\n" + proseSketch, "Wick: " + proseSketch}},
	{"novelwriter.txt", "%%~name: LEAK\n#! The Lamp Room\n\n>> By A. Keeper <<\n\n# Part One LEAK\n\n##! " +
		"Prologue\n\n@pov: Ines LEAK\n\n" +
		"% Synopsis: LEAK what happens\n\n### First scene LEAK\n\nNobody _ever_ locked it.\n% LEAK a " +
		"remark\n\n[newpage]\n>> The bell. <<\n\n> a letter <\n\n###! Second scene LEAK\n\n" +
		"[i]Why[/i] not?\n\n#### A section LEAK\n\nNobody knew.[footnote:f1]\n\n## The Stairs\n\n@char: Tam " +
		"LEAK\n\n### Down LEAK\n\nShe went **down**.\n",
		"The Lamp Room", "A. Keeper", "",
		[]string{"Prologue: Nobody {i:ever} locked it.\nThe bell.\nQ a letter\n|\n{i:Why} not?\nNobody knew.",
			"The Stairs: She went {b:down}."}},
	{"scene.nwd", "%%~name: LEAK\n%%~kind: NOVEL/DOCUMENT LEAK\n### Down LEAK\n\nShe went down.\n\n### Up " +
		"LEAK\n\nAnd up.\n",
		"Scene", "", "", []string{": She went down.\n|\nAnd up."}},
}

// TestPrograms reads texts as programs write them: what they add is never shown.
func TestPrograms(t *testing.T) {
	for _, test := range programTexts {
		s, problems := manuscript.ReadWork(test.name, []byte(test.text))
		if story.HasErrors(problems) {
			t.Errorf("%s: %v", test.name, problems)
		}
		if s.Title != test.title || s.Author != test.author || s.Blurb != test.blurb {
			t.Errorf("%s: %q by %q: %q", test.name, s.Title, s.Author, s.Blurb)
		}
		var got []string
		for _, c := range s.Chapters {
			got = append(got, c.Title+": "+sketch(c))
			checkRoundTrip(t, c)
		}
		if strings.Join(got, "\n=\n") != strings.Join(test.chapters, "\n=\n") {
			t.Errorf("%s: got\n%s\nwant\n%s", test.name, strings.Join(got, "\n=\n"), strings.Join(test.chapters, "\n=\n"))
		}
		if test.name == "fanficfare.txt" && strings.Join(s.Warnings, "; ") != "Fire; Deep Water" {
			t.Errorf("warnings %q", s.Warnings)
		}
		for _, c := range s.Chapters {
			if text := string(manuscript.Print(c)); strings.Contains(text, "LEAK") {
				t.Errorf("%s: a word leaks:\n%s", test.name, text)
			}
		}
	}
}

// TestLicence refuses what may have a licence in it, and leaves alone what only speaks of one.
func TestLicence(t *testing.T) {
	for text, want := range map[string]string{
		"*** START OF THE PROJECT GUTENBERG EBOOK X ***\n\nProse.\n\nThis is the Project Gutenberg " +
			"License.\n": "a.txt:5:1: error: " +
			"this names Project Gutenberg",
		"The Project Gutenberg eBook.\n\nProse.\n\n*** END OF THE PROJECT GUTENBERG EBOOK X " +
			"***\n\nLicense.\n": "a.txt:1:1: error: " +
			"this names Project Gutenberg",
		"*** START OF THE PROJECT GUTENBERG EBOOK X ***\n\nProse.\n": "a.txt:2:1: note: what Project Gutenberg put",
		"She read the page.\n\nFULL LICENSE\n\nThat was all.\n":      "",
		"She had it from Project Gutenberg, she said.\n":             "",
	} {
		_, problems := manuscript.Read("a.txt", []byte(text))
		if want == "" && len(problems) > 0 || want != "" &&
			(len(problems) == 0 || !strings.HasPrefix(problems[0].String(), want)) {
			t.Errorf("%q: %v, want %q", text, problems, want)
		}
	}
}
