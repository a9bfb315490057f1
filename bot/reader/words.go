package reader

import (
	"context"
	"strings"

	"cliffhanger/bot/render"
	"cliffhanger/bot/route"
)

// mostGivenBack is how many characters of what a reader wrote are quoted to them, escaped: with what is said of it, that
// is within a message.
const mostGivenBack = 1400

// givingBack has a form's handler give back what was written wherever it is not taken: Discord has closed the form, and
// a question may have closed while somebody wrote. What does not fit into the answer comes as a file.
func (d *Desk) givingBack(h route.Handler) route.Handler {
	return func(ctx context.Context, r *route.Request) (route.Reply, error) {
		reply, err := h(ctx, r)
		text := strings.TrimSpace(r.Texts[answerField])
		if err == nil || text == "" {
			return reply, err
		}
		book := d.bookOf(r)
		quoted, whole := render.Quoted(text, mostGivenBack)
		if whole {
			return reply, route.Add(err, book.Trouble(), book.YourWords()+"\n"+quoted)
		}
		return reply, route.Add(err, book.Trouble(), book.YourLongWords()+"\n"+quoted,
			route.TextFile(book.WordsFile(), text))
	}
}
