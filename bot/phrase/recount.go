package phrase

import (
	"fmt"
	"strings"
)

// What an author is told of a vote that is counted again, or handed out.

// RecountHead heads a recount.
func (b English) RecountHead(entries uint64, root string) string {
	return fmt.Sprintf("I have folded and chained the journal again: %s, root\n`%s`", b.Count(int(entries), "entry", "entries"),
		root)
}

// RecountCounts says what it comes to.
func (b English) RecountCounts(voters int, counts []string) string {
	if voters == 0 {
		return "It holds no ballot that counts."
	}
	return b.Count(voters, "reader", "readers") + ": " + strings.Join(counts, ", ") + "."
}

// RecountAgrees says that everything agrees; announced, also what was announced.
func (English) RecountAgrees(announced bool) string {
	if announced {
		return "✓ **It agrees** with what was announced: every entry, the chain, the counts and the outcome."
	}
	return "✓ **It agrees** with itself: every entry, and the chain. Nothing has been announced yet."
}

// RecountDrawn says what the published seed draws.
func (English) RecountDrawn(option string) string {
	return "✓ The draw, repeated with its seed and this root, falls on **" + option + "** again."
}

// RecountDiffers says that something does not agree; problem is the first such thing, technical and without backticks.
func (English) RecountDiffers(problem string) string {
	return "⚠ **It does not agree.** The first thing that is wrong: `" + problem + "`.\nKeep the export (`/poll export`), and show both to whoever runs me."
}

// ExportReady comes with the files of an export.
func (English) ExportReady(open bool) string {
	text := "The whole vote, without names: the JSON file for `cliffhanger recount`, the CSV file for a spreadsheet. " +
		"Readers find their own lines by the mark that `/vote verify` shows them, so you may publish both."
	if open {
		text = "The vote is open: this is how it stands now, not its result.\n" + text
	}
	return text
}

// ExportPacked says that the files are packed, since Discord takes no larger ones.
func (English) ExportPacked() string {
	return "They are packed (gzip), because Discord takes no larger files."
}

// ExportTooLarge says that Discord does not take the files.
func (English) ExportTooLarge() string {
	return "This vote’s journal is too large for a file in Discord, even packed. `/poll recount` checks it all the same; " +
		"whoever runs me has it in the data."
}
