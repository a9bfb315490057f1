package manuscript

import (
	"iter"
	"slices"
)

// A phrase is words that authors use when they speak to readers and seldom inside a story, and what they are worth.
type phrase struct {
	id     int // its place in the lexicon
	words  []term
	weight float64
}

// A usage is how often each phrase is used; none where it is empty.
type usage []int

// newUsage returns one of all phrases.
func newUsage() usage { return make(usage, len(known().phrases)) }

// of returns how often a phrase is used.
func (u usage) of(p *phrase) int {
	if len(u) == 0 {
		return 0
	}
	return u[p.id]
}

// A sign is a group of phrases of equal weight, with commas between.
type sign struct {
	weight  float64
	phrases string
}

// What authors say to readers, by how much it is worth. Clear phrases are hardly ever said in a story outside of
// quotation marks; weak ones are only more common in notes; mere ones are no evidence.
const (
	surePhrases = "happy reading, writer's block, constructive criticism, buy me a coffee, not my first language, " +
		"isn't my first language, double update, posting schedule, dziękuję za czytanie, lasst mich wissen, " +
		"wie soll es weitergehen, n'hésitez pas, thanks for reading, thank you for reading, " +
		"thank you so much for reading, thank you all for reading, thank you all so much for reading, " +
		"thanks so much for reading, thanks everyone for reading, hope you enjoyed this, " +
		"hope you enjoyed the chapter, hope you liked the chapter, trigger warning, content warning, " +
		"in the next chapter, danke fürs lesen, gracias por leer, gracias por leerme, merci d'avoir lu, " +
		"merci de m'avoir lu, merci de m'avoir lue, nächste kapitel, nächstes kapitel, próximo capítulo, " +
		"prochain chapitre, obrigado por ler, obrigada por ler, grazie per aver letto"
	clearPhrases = "saw that coming, see that coming, the first paragraph, very first paragraph, last paragraph, " +
		"opening paragraph, thanks for being here, thank you for being here, some of you, a few of you, " +
		"many of you, several of you, those of you, most of you, that was a long one, long chapter, " +
		"short chapter, fun to write, hard to write, quick question, rückmeldung, rückmeldungen, concrit, " +
		"updated the tags, wip, wips, nanowrimo, plot hole, plot holes, foreshadowing, worldbuilding, fic, " +
		"fics, fanfic, ao3, one shot, oneshot, goodreads, substack, giveaway, preorder, tip jar, google doc, " +
		"google docs, love you all, wrong answers only, rate the story, bonus chapter, bonus scene, " +
		"side story, writing process, best line, einen kommentar, kommentar, lasst mir, tardanza, " +
		"un comentario, votad, voten, votez, votem, vos avis, os leo, prossimo capitolo, commenti, " +
		"następny rozdział, komentarze, comentários, for reading, reading this, hope you enjoyed, " +
		"hope you liked, hope you enjoy, hope you're enjoying, hope you all enjoyed, let me know, " +
		"next chapter, next chapters, this chapter, last chapter, previous chapter, in the comments, " +
		"for the comments, comment below, leave a comment, drop a comment, patreon, patrons, ko-fi, kofi, " +
		"ko fi, see you next, see you in the next, see you all, until next time, till next time, " +
		"beta reader, beta reading, betas, stay tuned, cliffhanger, cliffhangers, cliffie, poll, " +
		"next update, update schedule, hiatus, kudos, sorry for the wait, sorry for the delay, word count, " +
		"your theories, all the theories, theories below, dear readers, my readers, lovely readers, " +
		"reading along, royal road, wattpad, newsletter, headcanon, what do you think will, " +
		"what did you think of, favourite line, favorite line, favourite part, favorite part, " +
		"favourite moment, favorite moment, favourite character, favorite character, your favourite, " +
		"your favorite, sorry this is late, sorry it's late, sorry this is so late, leave a review, " +
		"leaving a review, leaving a rating, leave a rating, fun fact, tumblr, instagram, bluesky, " +
		"vote below, cast your vote, vote in the comments, time to vote, voting closes, voting ends, " +
		"advance chapters, in the last one, for the last one, fan art, fanart, playlist, " +
		"first draft of this, lmk, next one will be up, posted the first chapter, started posting, " +
		"this story is, read ahead, chapters ahead, next part, link in my bio, in my profile, sneak peek, " +
		"spoilers, amwriting, deleted scene, your turn, reviews are love, please review, please comment, " +
		"nächsten kapitel, dieses kapitel, diesem kapitel, langes kapitel, in die kommentare, " +
		"in den kommentaren, kommentare, was glaubt ihr, was meint ihr, was denkt ihr, wem traut ihr, " +
		"wie fandet ihr, hat euch gefallen, euch gefallen, bis zum nächsten, tut mir leid dass es so lange, " +
		"este capítulo, nos leemos, en los comentarios, comentarios, qué os ha parecido, qué les pareció, " +
		"quién creéis, qué creéis, ce chapitre, en commentaire, dans les commentaires, commentaires, " +
		"la suite arrive, la suite arrivera"
	likelyPhrases = "bet you can't guess, " +
		"it's been a month, it's been a week, it's been a while, it's been a year, it has been a while, " +
		"it's been so long, no excuse, a day late, a week late, late again, so late, as promised, " +
		"message me, dm me, would you rather, actually read, rough week, long week, busy week, summary, " +
		"timeline, dreamed this one, when i started, when i began, when i put up, say so, ich freue mich, " +
		"wie immer, vous en pensez, shout out, shoutout, special thanks, big thanks, huge thanks, " +
		"massive thanks, massive thank you, many thanks to, thank you to, proofread, proofreading, grammar, " +
		"formatting, layout, on pause, season one, season two, reviews, reviewers, reviewer, canon, ocs, " +
		"smut, fluff, angst, slow burn, spoiled, spoil, who else, stay safe, take care, i am alive, " +
		"i'm alive, i'm back, i'm not dead, happy birthday, correction, audiobook, ebook, paperback, " +
		"easter egg, easter eggs, protagonist, mc, dialogue, prologue, epilogue, trilogy, upload, uploaded, " +
		"uploading, back on schedule, every other week, cover by, art by, map by, cover art, inspired by, " +
		"based on a, just a reminder, quick reminder, reminder, quick note, small note, to write about, " +
		"put it in a book, heard from me, bear with me, wish me luck, ask me anything, ama, " +
		"tell me anything, fewer updates, more updates, i'll post, i'll update, i'll be back, " +
		"pick this up again, side project, real life, burnout, day job, my editor, the invite, our server, " +
		"my server, on my phone, the good stuff, happy ending, sequels, versions of what, two versions, " +
		"hinweis, weitergehen, viel spaß, leser, leserinnen, hochladen, perdonad, lectores, subiré, " +
		"à bientôt, lecteurs, chapitres, capítulos, whew, phew, puh, uff, long one, chapter, chapters, vote, " +
		"voting, comment, comments, pov, for those of you who, for those who are, took some liberties, " +
		"took liberties, for your patience, feedback, typo, typos, readers, favourite, favorite, " +
		"i'd love to know, i'd love to hear, to write this, writing this, wrote this, rewrote this, " +
		"rewriting this, rewrote the, in the first draft, first draft, my outline, writing group, " +
		"what do you think, what did you think, what do you all think, so far, hope you, hope it was worth, " +
		"posting, posted, discord, subscribe, like and, reread, rereading, muahaha, muahahaha, mwahaha, " +
		"bwahaha, lol, haha, hahaha, xd, that's a wrap, that's it for, that's all for, funny story, " +
		"happy new year, happy holidays, merry christmas, to celebrate, time to decide, time to choose, " +
		"you decide, you get to decide, pick one, react with, react to vote, help me decide, quick vote, " +
		"help me choose, followers, subscribers, views, your support, you guys, hi everyone, hello everyone, " +
		"hey everyone, hi all, hey all, hey guys, hi guys, welcome back, heads up, the sequel, a sequel, " +
		"end of the book, the algorithm, goodnight, yell at me, scream at me, don't hate me, don't kill me, " +
		"i regret nothing, i'll be posting, this one is, this one was, this one got, this one's, " +
		"next one is, the next one, see you in, see you on, see you then, see you soon, on request, " +
		"translations, historical notes, native speaker, book two, part two, for the curious, sad news, " +
		"good news everyone, exciting news, small announcement, announcement, my beta, dedicated to, " +
		"based on something, if you have been reading, if you enjoyed, if you liked, if you'd like, " +
		"if you want more, on my website, on the website, commentary, bis bald, umfrage, abstimmung, " +
		"ich hoffe, kapitel, eure meinung, votación, encuesta, capítulo, sondage, chapitre, lecture, " +
		"perdón por el retraso, lo siento por, désolée, désolé, j'espère, espero que, os haya gustado, " +
		"les haya gustado"
	weakPhrases = "this one, keep going, one for you, moved things around, bet you, you can't guess, next two, " +
		"convince me, right answer, version, versions, server, typed, written, favourites, reader, " +
		"on schedule, teil, episode, the outline, reading, update, updates, character, characters, scene, " +
		"scenes, draft, schedule, story, stories, plot, arc, theory, theories, btw, writing, write, outline, " +
		"xoxo, originally, inspired, inspiration, readers', ending, endings, title, titles, flashback, " +
		"flashbacks, teaser, preview, bonus"
	merePhrases = "hope you are well, hope you're well, let me know when you, " +
		"let me know if you need, if you are reading this, if you're reading this, early, birthday, " +
		"pause, break, members, season, part, parts, cover, map, worked, december, january, " +
		"phone, bridge, minute, fight, wrote, y'all, together, comes next, line, lines, cut, on time, " +
		"tonight's, today's, urlaub, nächste woche, nächster, final, grazie, obrigada, obrigado, dzięki, " +
		"prochaine, dear reader, in reality, thank, thanks, thank you, next week, next time, next friday, " +
		"next sunday, next saturday, next monday, next month, two weeks, enjoy, enjoyed, guys, everyone, " +
		"everybody, folks, sorry, team, week, tuesday, wednesday, friday, sunday, saturday, thursday, " +
		"monday, support, excited, curious, honestly, okay, ok, anyway, anyways, book, apologies, apologise, " +
		"apologize, promise, holiday, holidays, vacation, exams, laptop, hugs, cheers, personally, " +
		"basically, research, historical, notes, words, twist, opening, funny, danke, grüße, woche, sonntag, " +
		"freitag, samstag, montag, gracias, semana, viernes, domingo, perdón, merci, semaine, vendredi, " +
		"dimanche, bientôt, uni, hoffentlich"
)

// authorSigns returns the phrases with their weights.
func authorSigns() []sign {
	return []sign{{4, surePhrases}, {3, clearPhrases}, {2, likelyPhrases}, {1, weakPhrases}, {mere, merePhrases}}
}

// mere is the weight of what is as often said in a story as in a note.
const mere = 0.9

// talk adds up the phrases in a text, each once, at most 6.
func talk(text string) float64 {
	about, merely, _ := heard(known().cut(nil, text), nil)
	return about + merely
}

// heard adds up, each once and weighed down by how often the story itself uses it, the phrases among words: what they
// say about the story, its readers and its author, at most 5, and what is merely said as authors would. Weak phrases
// together are worth no more than 1.5, the mere ones 1. The strongest phrase is told too.
func heard(words []term, used usage) (about, merely, strongest float64) {
	weak, strong := 0.0, 0.0
	var few [16]int
	seen := few[:0]
	for p := range phrasesIn(words) {
		if slices.Contains(seen, p.id) {
			continue
		}
		seen = append(seen, p.id)
		switch w := p.weight / float64(1+used.of(p)); {
		case p.weight > 1:
			strong += w
			strongest = max(strongest, w)
		case p.weight == 1:
			weak += w
		default:
			merely += w
		}
	}
	return min(strong+min(weak, 1.5), 5), min(merely, 1), strongest
}

// phrasesIn goes through the phrases authors use that are among words, none inside another.
func phrasesIn(words []term) iter.Seq[*phrase] {
	return func(yield func(*phrase) bool) {
		x := known()
		for i := 0; i < len(words); i++ {
			first := &x.lexemes[words[i]]
			for at := first.from; at < first.to; at++ {
				p := &x.phrases[at]
				if startsWith(words[i:], p.words) {
					if !yield(p) {
						return
					}
					i += len(p.words) - 1
					break
				}
			}
		}
	}
}

// startsWith reports whether words begin with others.
func startsWith(words, others []term) bool {
	return len(words) >= len(others) && slices.Equal(words[:len(others)], others)
}
