// Package nominee handles what readers put forward where the author asked a question and gave no options.
//
// [Clean] makes one line of plain text of what somebody typed, or says what is wrong with it. [Key] tells that "The
// Lighthouse-Keeper" and "lighthouse keeper" are one. [Names] finds the names in a chapter, which an author may like to
// offer as options.
//
// # Decisions
//
// A key forgives more than it should rather than less: two readers who mean one thing and split its votes do harm, and
// two things that differ only in an accent or an article can be told apart by a word more, when the author sees them.
//
// Clean refuses what is meant to be a link or a mention, and tells the reader, but takes markup away without a word:
// most of it was pasted.
//
// Names knows no language. It trusts capitals in the middle of sentences, and where there are none says nothing. A text
// that capitalises its nouns, as German does, shows itself by how many capitals there are; then a word that ever follows
// an article is no name.
package nominee
