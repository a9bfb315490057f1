package phrase

// NominateTitle heads the form to put something forward (at most 45 characters).
func (English) NominateTitle() string { return "Put something forward" }

// NominateLabel labels its only field (at most 45 characters).
func (English) NominateLabel() string { return "One name or idea, in a few words" }

// NominateHint describes it (at most 100 characters).
func (English) NominateHint() string { return "Everybody may read it. Your name is not shown." }

// PutForward confirms what was put forward; waits says whether it waits for the author.
func (English) PutForward(name string, waits bool) string {
	if waits {
		return "✓ **" + name + "** is put forward, and waits for the author’s word. `/vote mine` says what becomes of it."
	}
	return "✓ **" + name + "** is put forward, and stands in the list under the question."
}

// PutForwardBefore says that somebody, perhaps the same person, has put the same forward; state says what became of it.
func (English) PutForwardBefore(name, state string) string {
	return "**" + name + "** was put forward already: it " + state + ". There is nothing more to do; or put something else " +
		"forward."
}

// WasStruck ends [English.PutForwardBefore] where the author took it out.
func (English) WasStruck(reason string) string {
	if reason == "" {
		return "was taken out by the author"
	}
	return "was taken out by the author (" + reason + ")"
}

// NominateEmpty refuses something without a word in it.
func (English) NominateEmpty() string {
	return "There was nothing in it to call it by. Press the button again and write a name or a few words."
}

// NominateLong refuses something too long.
func (b English) NominateLong(most int) string {
	return "That is too long to be an option: keep it to " + b.Count(most, "character", "characters") + "."
}

// NominateLink refuses a link.
func (English) NominateLink() string {
	return "An option cannot hold a link. Press the button again and say it in words."
}

// NominateMention refuses a mention.
func (English) NominateMention() string {
	return "An option cannot hold a mention. Press the button again and write the name without an @, # or &."
}

// NominateFull says that a vote takes no more.
func (English) NominateFull() string {
	return "So much is put forward that nothing more fits. Look at the list under the question: you can vote on it soon."
}

// NominateYours says that somebody has put forward as much as one may.
func (b English) NominateYours(most int) string {
	return "You have put forward " + b.Count(most, "thing", "things") + ", as many as each reader may. `/vote mine` lists " +
		"them."
}
