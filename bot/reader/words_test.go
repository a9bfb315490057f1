package reader_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"cliffhanger/bot/phrase"
	"cliffhanger/store"
	"cliffhanger/story"
)

// What was written while a question closed is not lost: Discord has closed the form.
func TestWordsThatAreNotTakenAreGivenBack(t *testing.T) {
	h, book := open(t, 2), phrase.For("")
	words := h.ask(1, story.Question{Text: "Why?"}, nil)
	round := h.ask(2, story.Question{Text: "Who?"}, func(v *store.Vote) { v.Round = store.RoundNominate })
	gone := words
	gone.Message += 1000
	h.close(words, store.Outcome{Winner: -1, How: store.Nobody})
	h.close(round, store.Outcome{Winner: -1, How: store.Nobody})
	forms := map[string]string{under(words, "answer", true): book.VoteClosed(), under(words, "none", true): book.VoteClosed(),
		under(round, "nominate", true): book.VoteClosed(), under(gone, "answer", true): book.NoQuestion()}
	for form, why := range forms {
		holds(t, h.submit(guild, form, " Because she *must*.\n# Not yet @everyone "),
			why+"\n"+book.YourWords()+"\n> Because she \\*must\\*.\n> \u2060# Not yet @\u200beveryone")
		if len(h.files) > 0 {
			t.Errorf("%d files for few words", len(h.files))
		}
		long := strings.Repeat("*Ab* 🗡\n", 500)
		answer := h.submit(guild, form, long)
		var sent struct{ Content string }
		must(t, json.Unmarshal([]byte(answer), &sent))
		if n := utf8.RuneCountInString(sent.Content); n > 2000 || n < 1000 || !strings.HasSuffix(sent.Content, "…") {
			t.Errorf("given back are %d characters: %q", n, sent.Content)
		}
		holds(t, answer, why+"\n"+book.YourLongWords()+"\n> \\*Ab\\* 🗡")
		if len(h.files) != 1 || string(h.files[0].Data) != strings.TrimSpace(long) || h.files[0].Name != book.WordsFile() {
			t.Errorf("the files are %v", h.files)
		}
	}
	holds(t, h.submit(guild, under(words, "answer", true), " "), book.VoteClosed())
}
