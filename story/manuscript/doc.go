// Package manuscript reads what an author wrote, in whatever shape it comes, into a [story.Chapter] or a whole
// [story.Story], and says of everything it is not sure about where that is and what to do.
//
// [Read] reads one chapter, [ReadWork] a file with as many as it has, [ReadFolder] and [ReadPath] a story. They never
// fail over content: a mistake of the author's is a [story.Problem] with file, line, column and a hint. [Print] writes
// a chapter back as canonical Markdown. [ExcerptOf] gives the words that a problem speaks of, for showing them.
//
// # What is read
//
//	.md .markdown            Markdown, see below
//	.txt .text               plain text, see below; of no more than 2 MiB, as Markdown
//	.nwd                     novelWriter's documents; its text is also known in .txt and .md
//	.html .htm .xhtml .xht   pages saved or downloaded, see package markup
//	.epub                    books, see package epub
//	.docx                    Word, Google Docs, LibreOffice, see package docx
//	.odt                     LibreOffice, see package odt
//
// What a file's content says beyond doubt goes before its name, and a notice tells. Of what cannot be read (.rtf, .pdf,
// .doc, .pages, .gdoc, .scriv, .fb2 and others), an error says what to export instead. No file of more than 64 MiB is
// read. A paragraph of more than a million characters is an error in every format but text and Markdown. A file of a
// folder that cannot be read (no permission, a link that leads nowhere, a failing disk) is an error of that file, and
// all others are read.
//
// A place inside a book is told as "book.epub!OEBPS/chapter3.xhtml", with the line there. In .docx and .odt a line is a
// paragraph of the document and a column a character in it. Front matter is only known in Markdown and plain text.
//
// # A story folder
//
// Beside the chapters stands story.yaml (or story.yml). One file per chapter is usual; a file of several gives all of
// them, and files of different formats may stand side by side:
//
//	id: the-ferry            # default: from the folder's name; what is stored is found by it, so do not change it
//	title: The Ferry         # default: from the folder's name
//	author: A. Writer
//	blurb: One paragraph.
//	language: en             # a BCP 47 tag
//	zone: Europe/Berlin      # IANA, also "timezone"; default UTC
//	schedule: tue,fri 19:00  # as package story/schedule reads it; what counts from a first day may count from start
//	start: 2026-12-04 18:00  # a date or a date and time in the zone, or RFC 3339 with an offset
//	gap: 90s                 # between two scenes; s, m, h or whole days ("2d"), 0 to 7d; or "by reading 230 wpm"
//	vote: 48h                # how long a question stays open, a second to 366 days; or a mapping, see Votes
//	late: post               # a drop that is late: "post" it, "ask" the author first, or "skip" to the next date
//	per_drop: chapter        # or a number of scenes, "3 scenes"
//	channel: drops           # a name, with or without "#" (then in quotes), or an id; so for every channel
//	early:                   # channels that are told the story ahead of its dates
//	  - channel: patrons
//	    lead: 7d             # at least a minute
//	    role: Patron         # pinged there; a name or an id
//	ping: Readers            # the role each chapter pings once; nobody without it
//	desk: author-desk        # where the author is told what needs them
//	authors: [110000000000000001]  # who may use the author's commands; without it whoever may manage the server
//	discuss: thread          # a thread for each chapter, or a forum's name; none without it
//	index: yes               # keep a pinned list of the chapters
//	adults: yes              # only into channels that are age-restricted
//	warnings: [blood, grief]
//
// Everything but a title may be left out. What cannot be understood is an error, because a story that goes to the wrong
// place or at the wrong time cannot be taken back; a key that is not known is a warning that names the nearest one.
//
// A chapter's number is told by its front matter, else by its heading ("Chapter 7: The Cellar", "VII", "Seven"), else
// by its file's name ("07-the-cellar.md"), else by its place in the natural order of names. A prologue "00" moves the
// numbers of file names up by one, and those of headings if one of them is 1. A file "3.5-half.md" is the chapter after
// 3; where that number is taken it is an error, as chapters that are out would count one higher.
//
// # A project of Longform
//
// A folder with a note whose front matter has "longform:" and "format: scenes" is read in the order of its list, from
// sceneFolder, whatever the files are called. A scene that is not indented begins a chapter, with its heading or else
// its name in the list as title; indented ones below it, however deep, go on in that chapter as further scenes, and
// their titles, which are working titles, are not shown. A scene without text that others are indented below is only
// a title. What the index itself says is not posted. Files that are neither listed nor among ignoredFiles are told; a
// listed one that is missing is an error. With an index for each draft, give the file of the index in place of the
// folder.
//
// # Several chapters in one file
//
// Books and downloads say themselves where their chapters begin. Any other file has several where headings of one level
// (in a text: lines of their own, also between signs, as "~ Chapter 4 ~") say "Chapter" and a number, in one of some
// twenty languages ("第三話", "Chapitre premier"), each larger than the last, or 1 again below the heading of a part; a
// prologue, an interlude and an epilogue between them are chapters too. A number that is missing is a warning. Headings
// that do not ascend are chapters too, with a warning, if most of their level are such; lines of a text are not, nor
// are headings of several levels, which a warning tells. Where none says "Chapter", headings that are numbers and count
// up from 1 do, which is told: with titles ("I. Rope"), or of the first level ("# One"); but not in a file that its
// name numbers, where they are those of scenes. "Chapter 0", "Chapter 3.5" and "Chapter 3a" are chapters like the
// others, which a notice tells: chapters are counted in whole numbers from 1 on. Lines without text below them are a
// list of contents. Up to 60 words above the first chapter are taken for a title page and not posted, which is told;
// more are a chapter of their own. Front matter that says more than a title and warnings makes the file one chapter.
//
// Where the numbers leave no room for a prologue or for 3.5, or begin anew, all chapters of the file are counted by
// their places, from the first number on if that is the smallest, which is told. A chapter without text, as for a
// part's title, is passed over.
//
// What a file read by itself tells of title, author, blurb, language and warnings is the story's. Of files in a folder
// the author is taken where story.yaml names none, and all warnings are.
//
// # A chapter
//
// A chapter in Markdown or plain text may begin with front matter:
//
//	---
//	title: The Cellar
//	number: 7
//	date: 2026-12-24 18:00   # a date of its own, in the story's zone
//	hold: [2, 4]             # these scenes wait until the author frees them; "yes": the whole chapter
//	silent: yes              # pings nobody
//	warnings: [spiders]
//	note: Thank you for *reading*.
//	question:
//	  text: What should she do?
//	  options: ["🗝 Open the door", Leave it]   # none: an open question. Without an emoji: 🇦, 🇧, …
//	  follow_up: What else?                      # for those who would choose none
//	vote: 24h                # beside "question", as in story.yaml; also a mapping, see Votes
//	branch: The boat         # told only where a vote chose that, see Ways
//	---
//
// A scene is also held by a line "[hold]" or a comment "<!-- hold -->" right above it, or above the break before it.
// The line is never published; one that stands inside a scene, or that no scene follows, is an error.
//
// "note: none" and "question: none" say that there is none. A question of one text may stand behind "question:".
//
// Instead, note and question may stand in the text below a heading or a line of their own: "Author's note", "Question",
// "Vote", "Poll". Such a part ends at the next heading, or at a scene break below which the story goes on; one in the
// middle of the story is posted below it, which is told. Where there is none, the last paragraphs are read for signs of
// an author who speaks to readers ("A/N:", "Poll:", thanks, smileys, questions to "you", options). What is found is told
// in a problem of severity [story.Notice]; every word that is taken out of the scenes is in the note or in the question,
// but for heads such as "A/N:" and the letters of options. A note above the story is posted below it. Above an "A/N:"
// only a question that is marked is taken too, and above "Poll:" or a scene break only what would be a note by itself,
// since the last line of a story may sound like its author. So may a few words alone: "See you soon." is story. Of what
// stands below "The letter said:" nothing is a note or a question, nor is a letter that the story tells of ("Dear Mara,
// …").
//
// Options may stand as a list, with letters, numbers or emoji, or inside the question: "stay or go?", "a / b / c".
// "… or not?" stays an open question. What stands in parentheses below, such as "(What else?)", is the follow-up.
//
// Where a format says what an author's note is, as downloads of the Archive of Our Own and Royal Road do, that is the
// note, and the question is looked for in it. A summary is not posted, which is told.
//
// # Votes
//
// How readers vote is said behind "vote", in story.yaml for all questions, in a chapter's front matter for its own. One
// length of time says how long the vote is open. A mapping says more:
//
//	vote:
//	  open: 48h              # how long the vote, or the answering in words, lasts
//	  nominate: 24h          # a question without options: how long names are put forward before
//	  style: reactions       # or "secret", a private menu; or "answers": in words alone, for questions without options
//	  admit: author          # you let in each name that is put forward; or "all": each is in unless you strike it
//	  choose: 1              # how many options one may choose, 1 to 19, or "any"
//	  tie: runoff            # or "author", who decides; or "draw", which everybody can repeat
//	  counts: live           # who sees the counts while it runs: everybody; who has "voted"; or "closed", nobody
//	  roles: [Patron, Crew]  # one of these roles is needed, by name or id; "none": no role is
//	  account: 30d           # how old a reader's account must be; "none": any age will do
//	  member: 7d             # how long a reader must have been in the server; "none": no time
//	  read: yes              # a reader must have reached the scene that the question closes
//
// These are what holds where nothing is said, but for the last four, which then ask for nothing. A chapter goes over
// the story key by key: "vote: {choose: 2}" leaves the rest as it is. A question that has any rules of its own has all
// of them in [story.Question.Voting], and [Print] writes them all.
//
// What a word or a length of time cannot be is an error. Rules that contradict each other or mean nothing together,
// such as "nominate" where there are options, are warnings; so is a story with a channel and no desk, whose author would
// have to let names in and is told of none. "style: answers" of a question with options is an error in its chapter. In
// story.yaml it speaks of the questions without options, and the others are voted on by reactions.
//
// # Ways
//
// Where readers decide how a story goes on, several files have the same number, and each says behind "branch" to which
// option of the question before it belongs:
//
//	branch: 🏮               # an option of the newest question before, by its emoji or its words
//	branch: none             # "none of these"; an option called so is meant by its emoji
//	branch: else             # whatever has no file of its own
//	branch: 3/The boat       # an option of chapter 3's question, although a chapter in between asks too
//
// They are [story.Story.Ways]; a chapter without a branch is told on every way, so that ways may come together again.
// All ways of a vote begin with the same number, and one may be longer than another. An option that is not asked for,
// two files for one option and ways that begin with different numbers are errors. An option without a file, where
// there is none for "else", is a warning: if it is chosen the story waits, and its author is asked. Where chapters of
// the same number ask on several ways, their options count as those of one question.
//
// # Scene breaks
//
// Every line that may be a scene break is given a confidence from 0 to 1 and a reason. From 0.6 on it is one; between
// 0.3 and 0.6 it stays prose, and a problem asks, with what to write if it is one:
//
//	a line of signs (***, ⁂, ~~~, # # #, -*-), words between them      0.97, 0.9
//	letters as an ornament (oOo, xXx, -x-, x x x)                      0.8, in capitals or many of them 0.7
//	one sign alone (#, §, ◆)                                           0.75; one used in sentences (+, &, %) 0.4
//	words for a break (scene break, [line break], ~time skip~)         0.9
//	a point of view (Mara's POV, POV: Mara, [Mara], MARA)              0.9; the name alone (Mara) 0.45
//	heads of time (~ two years later ~, [The next day], FLASHBACK)     0.9; in a plain line (Three days later) 0.5
//	numbers alone on their lines, counting up with prose in between    0.9; any other number 0
//	dots, a dash, an emoji alone                                       0.4, 0.4, 0.5
//	anything in quotation marks, "?!", faces (^_^), sums of money      0
//
// What stands in the middle of the line, or is a head in bold, is surer by 0.35. What is taken for a break with less
// than 0.74 is told. Words between ornaments, the name whose point of view it is, heads of time and numbers become the
// label of the scene below. A name is a word that the chapter uses as one at least twice.
//
// In plain text without any such line, gaps wider than usual are breaks where they are rare, which is told. Where an
// author marks no scenes at all, package cuts suggests some; nothing is cut here that is not marked.
//
// In formats that mark breaks (a rule, a border, a new page) these are breaks. Empty paragraphs are where there is no
// other sign and they are at most a quarter of the others; where they are more, they are spacing, and two in a row
// count.
//
// # Markdown
//
// CommonMark without what hurts prose: indented paragraphs are no code, a line of dashes makes no heading of the
// paragraph above, "[Mara]: hello" defines no link, what is not HTML in angle brackets is prose. Further
// ~~strike~~, ||spoiler|| and <u>underline</u>. Comments in HTML's or Obsidian's way (%%…%%) are never published.
// Nor is, which is told, what HTML hides by "hidden", by a style or by a style sheet in the file, and what stands in
// <script>, <style> and the like, unless it is code or "\<script>".
// Footnotes and their marks, also "^[…]" in their places, are left out, which is told. Links by label, "[words][label]"
// or "[label][]", are links, and so is <a href="https://…">. Of a link that readers could not follow the words are kept,
// and a warning says so. A heading above the story is its title, if only of pictures ("# ☕"), but not as "# ***".
//
// A list with "-" whose items are mostly whole sentences or speech is dialogue in dashes and stays paragraphs, dash and
// all; so does a lone "1986. It rained.", and "1986. … 1990. …" where the numbers do not count up. Items "7) … 9) …"
// keep their numbers, and where all are 1 they are counted. Lists with "*" or "+" are always lists. Nested lists are
// made flat.
// Reddit's spoilers (>!…!<) are spoilers. Tables are set as lines, with cells between " | ", which is told. Lines that
// stand together and begin with who says them, as in a chat, are paragraphs of their own, and so are those that begin
// with "A/N:" or "Poll:". Where a line ends and the next begins with a Chinese or Japanese character, they are joined
// without a space.
//
// A paragraph of three or more lines that the author broke on purpose is [story.Verse]. Where blank lines are rare and
// lines end like sentences, every line is a paragraph, as in plain text.
//
// # Plain text
//
// The layout is told from how lines end: one paragraph per line, as pasted from a web page; paragraphs between blank
// lines; or lines broken to a width, with paragraphs told by blank lines or indents. A word broken there at a hyphen is
// one again, with the hyphen unless the text has it without elsewhere. *Italic*, _italic_ and **bold** count at the
// edges of words. Nothing else is markup.
//
// Of a text of Project Gutenberg only what stands between its two lines of asterisks is read, without the title page
// and who typed it; where one of them is missing and it still names Project Gutenberg, it is refused. Of a text of
// FanFicFare title, author, summary and warnings are taken from the top, and chapters begin at its indented lines.
//
// A text is novelWriter's if it has a heading and a tag ("@pov: Mara"), a synopsis or a heading with "!", unless it has
// front matter. Chapters begin at "##", scenes at "###", whose titles are working titles and not shown; nor are
// comments, tags, sections' titles and, which is told, the titles of parts.
//
// # Encodings
//
// Texts and pages are UTF-8, or UTF-16 with a byte order mark, or for pages what they say. Anything else is told from
// its letters, see package charset, and a warning shows a word as it was read. [Options] may name the encoding, which
// is then that of all files that are not UTF-8.
//
// # Decisions
//
// All formats are read into the same list of paragraphs with their places; titles, sections, tails and scenes are found
// there, once for all. A new format is a package that reads it into [body.Work], and one line in formats.
//
// A date without a time of day is an error, as one read wrongly would give a chapter away too early. Where other keys
// show that another program wrote the front matter, it is that program's and only told.
//
// When in doubt, prose stays prose: a note left in the story is a blemish, story lost to a note is a mutilation. An
// unclosed comment is an error rather than a guess, as both guesses would be wrong.
//
// Print tries the lightest form of a block first, reads it back, and takes a more careful one where that gives another
// block. This is slower than escaping everything, but authors edit what it writes.
//
// goldmark needs time in the square of some markup, so more than a thousand signs in one paragraph are refused.
package manuscript
