// Package cuts suggests where a chapter could be cut that its author has not cut: into scenes, or into instalments of a
// length that suits a channel.
//
// [Suggest] looks at every gap between two paragraphs, adds up what speaks for a new scene there (a new time, a new
// place, a name that was not mentioned for a while, the end of a conversation) and against it (an answer, a "Then …"),
// and picks the set of gaps that is best together. [Apply] cuts a chapter there. Each suggestion says in words what
// speaks for it:
//
//	a new morning; Henrike comes back
//
// # How good it is
//
// Finding scenes is hard, and people who mark them by hand do not agree either. What comes from here is for an author to
// accept or not: of three suggestions about one is where the author of a text had a break, and another is within three
// paragraphs of one. Without [Options.Instalments] only gaps are offered that the signs speak for clearly, which in many
// chapters are none. With it the pieces keep to a length, and the signs decide between gaps that suit equally well.
//
// TestScenes and TestInstalments take the breaks out of the stories in testdata/corpus and of the sample serial, all
// written for this project, look for them again, and print the figures beside those of cutting evenly and of cutting as
// soon as a piece is long enough.
//
// # Languages
//
// Whether the text is English is told from its commonest words. In any other language only its structure is looked at:
// the lengths of paragraphs, who speaks, which names come and go (no names where all nouns are capitalised).
//
// # Decisions
//
// A chapter with more than one scene is one whose author marks breaks: no scenes are suggested there. Instalments cut
// what is too long between two marked breaks and join nothing. [SuggestPieces] is what an author is shown: scenes where
// none are marked, and instalments inside what is too long for one, saying so; a scene that is not too long is nobody's
// business but its author's. Of those scenes it leaves out what would cut a chapter of two instalments and more into
// pieces too short for one: what is suggested there is posted piece by piece.
//
// Words are those of [story.Words], so that instalments keep their length in scripts without spaces too.
//
// The same text always gives the same suggestions: nothing is added up in the order of a map.
package cuts
