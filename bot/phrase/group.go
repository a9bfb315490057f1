package phrase

import "fmt"

// AnswerGroup is a line of a result: answers that the author found to say the same.
func (b English) AnswerGroup(name string, n int) string {
	return "• **" + name + "** · " + b.Count(n, "reader", "readers")
}

// AnswersUngrouped is the line of those in no group.
func (b English) AnswersUngrouped(n int) string {
	return "• something else · " + b.Count(n, "reader", "readers")
}

// GroupHead heads the numbered list of answers.
func (English) GroupHead(page, pages int) string {
	text := "Give answers that say the same a name: `/poll group name:The sea answers:1 4 7-9`. The result shows how many " +
		"said each."
	if pages > 1 {
		text += fmt.Sprintf(" Page %d of %d.", page, pages)
	}
	return text
}

// GroupLine is an answer in that list; group is the one it is in, "" for none.
func (English) GroupLine(n int, words, group string) string {
	if group != "" {
		group = " · in **" + group + "**"
	}
	return fmt.Sprintf("%d. %s%s", n, words, group)
}

// Grouped confirms a group.
func (b English) Grouped(name string, n int) string {
	return "✓ **" + name + "** holds " + b.Count(n, "answer", "answers") + " now, and the result says so."
}

// Ungrouped confirms that a group is gone.
func (English) Ungrouped(name string) string {
	return "✓ There is no group **" + name + "** any more."
}

// GroupNumbers refuses numbers that cannot be read, or that no answer has.
func (b English) GroupNumbers(most int) string {
	return "Name the answers by their numbers, such as `1 4 7-9`. They go from 1 to " + fmt.Sprint(most) + "; `/poll group` " +
		"without anything lists them."
}

// GroupFull refuses one more group, or a name that is too long.
func (b English) GroupFull(most, name int) string {
	return fmt.Sprintf("A question has %d groups at most, and a name %d letters. Take a group away by its name without "+
		"answers, or put more into the others.", most, name)
}

// GroupOpen refuses to group while answers come in.
func (English) GroupOpen() string {
	return "Answers still come in. Group them when the question has closed; `/poll close` closes it now."
}

// GroupSoon refuses to group before the result is posted.
func (English) GroupSoon() string {
	return "The question has just closed, and its result is being posted. Try again in a minute."
}

// GroupNone is said where nobody answered.
func (English) GroupNone() string {
	return "Nobody answered this question, so there is nothing to group."
}
