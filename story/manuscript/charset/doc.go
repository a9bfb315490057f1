// Package charset turns the bytes of a text into UTF-8.
//
//	text, err := charset.Read(data, "") // or the name of an encoding
//
// What nobody named is told, in this order, by a byte order mark; by the text being valid UTF-8; by the zeros of
// UTF-16; by which letters follow each other; and if none of these says anything it is taken for Windows-1252, which is
// what most programs that do not write UTF-8 have written. How it was told is [Text.By].
//
// From letters alone no program can be sure. Whoever reads a text so told should show [Text.Word] as it was read: a
// person sees at once whether “PÅ™Ãbor” is a place. On texts of some lines Windows-1252, ISO 8859-1, Shift JIS, GB
// 18030, Big5, EUC-KR, KOI8-R, Windows-1251, ISO 8859-7 and their like are told right; Windows-1250 (Polish, Czech)
// and that of old Macintoshes are not told from Windows-1252, and want to be named.
//
// # Decisions
//
// A name given is for files that do not tell themselves: in a folder some may have been saved again as UTF-8, and these
// are read as UTF-8 whatever the name says, because nothing but UTF-8 is valid UTF-8 by chance.
//
// Only the lines with letters beyond ASCII are looked at, up to 8 KiB, as the others are the same in all encodings.
// What the letters say is believed only if every one of them can be read so; of equal guesses the first by name is
// taken, so that a file is read the same way each time.
package charset
