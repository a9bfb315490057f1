package phrase

// Trouble is said when something went wrong on our side.
func (English) Trouble() string {
	return "Something went wrong on my side, and your place and vote are as they were. Try again in a minute."
}

// OldButton answers a component that this version does not know.
func (English) OldButton() string {
	return "That button is from an older version of me. `/read` and `/vote mine` do the same."
}

// UnknownCommand answers a command that this version does not know.
func (English) UnknownCommand() string {
	return "I do not know that command any more. Type `/` to see the ones there are."
}

// NoStory is said where no story is told.
func (English) NoStory() string {
	return "No story is being told in this server yet. Whoever runs me can name a channel for one."
}

// WhichStory is said when the story asked for is not told here.
func (English) WhichStory() string {
	return "I do not know that story. Pick one from the list while you type."
}

// NothingOut is said before the first scene.
func (English) NothingOut() string {
	return "Nothing has been posted yet. `/next` says when the first chapter comes."
}

// NotOut is said about a chapter that is not out.
func (English) NotOut() string {
	return "That part is not out yet. `/next` says when the story goes on."
}

// NoQuestion is said when a chapter asked nothing.
func (English) NoQuestion() string {
	return "That question is gone. `/vote mine` shows the one that is open."
}

// OnlyInServer is said in direct messages.
func (English) OnlyInServer() string { return "I tell my story in a server. Use the command there." }
