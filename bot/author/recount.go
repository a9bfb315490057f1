package author

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"strings"

	"cliffhanger/bot/discord"
	"cliffhanger/bot/render"
	"cliffhanger/bot/route"
	"cliffhanger/story"
	"cliffhanger/story/ballot"
)

// exported returns a vote as it is published. It refuses what is not voted on, and while it is open what is promised to be
// seen by nobody before it has closed, and what is secret: whoever sees entries come, with their times and in their order,
// can tell whose they are.
func (s *Service) exported(ctx context.Context, p *poll) (*ballot.Export, error) {
	switch {
	case !isCounted(&p.Vote):
		return nil, route.Say(p.book.PollNotCounted(), nil)
	case p.sealed():
		return nil, route.Say(p.book.PollSealed(p.Closes), nil)
	case p.unread():
		return nil, route.Say(p.book.PollUnread(p.Closes), nil)
	}
	x, err := s.cfg.Settlements.Export(ctx, p.VoteRef)
	if err != nil {
		return nil, p.refused(err)
	}
	return &x, nil
}

// pollRecount answers /poll recount: it counts a vote again, and says whether that is what was announced.
func (s *Service) pollRecount(ctx context.Context, _ *route.Request, p *poll) (route.Reply, error) {
	x, err := s.exported(ctx, p)
	if err != nil {
		return route.Reply{}, err
	}
	counted, wrong := x.Recount()
	lines := []string{p.head(), p.book.RecountHead(counted.Head.Count, counted.Head.Root.String()), p.counts(counted.Tally)}
	if wrong != nil {
		s.cfg.Log.Error("a vote does not agree with its recount", "guild", p.Guild, "message", p.Message, "cause", wrong)
		return route.Text(render.Fit(append(lines, p.book.RecountDiffers(problem(wrong))))), nil
	}
	if counted.Drawn >= 0 {
		name, _ := render.ChoiceName(p.book, &p.Question, story.Choice(counted.Drawn), mostCounted)
		lines = append(lines, p.book.RecountDrawn(name))
	}
	return route.Text(render.Fit(append(lines, p.book.RecountAgrees(x.Announced != nil)))), nil
}

// mostWrong is how many code points are told of what a recount found wrong.
const mostWrong = 300

// problem is what a recount found wrong, to be quoted as code.
func problem(err error) string {
	text := strings.TrimPrefix(err.Error(), "ballot: recounting: ")
	return strings.ReplaceAll(short(text, mostWrong), "`", "'")
}

// mostAttached is how large files may be together, in bytes: Discord takes 10 MiB, with what is around them.
const mostAttached = 9 << 20

// pollExport answers /poll export.
func (s *Service) pollExport(ctx context.Context, _ *route.Request, p *poll) (route.Reply, error) {
	x, err := s.exported(ctx, p)
	if err != nil {
		return route.Reply{}, err
	}
	files, packed, err := exportFiles(x, fmt.Sprintf("vote-%d-%d", p.Chapter, p.Message), mostAttached)
	if err != nil {
		return route.Reply{}, fmt.Errorf("export vote %d: %w", p.Message, err)
	}
	if files == nil {
		return route.Reply{}, route.Say(p.book.ExportTooLarge(), nil)
	}
	text := p.head() + "\n" + p.book.ExportReady(p.Open())
	if packed {
		text += " " + p.book.ExportPacked()
	}
	return route.Reply{Message: &render.Message{Content: text}, Files: files}, nil
}

// exportFiles are a vote as JSON and as a table, packed if they are larger than most together; none if even then.
func exportFiles(x *ballot.Export, name string, most int) (files []discord.File, packed bool, err error) {
	var plain, table bytes.Buffer
	if err := x.WriteJSON(&plain); err != nil {
		return nil, false, err
	}
	if err := x.WriteCSV(&table); err != nil {
		return nil, false, err
	}
	files = []discord.File{
		{Name: name + ".json", Type: "application/json", Data: plain.Bytes()},
		{Name: name + ".csv", Type: "text/csv", Data: table.Bytes()},
	}
	if plain.Len()+table.Len() <= most {
		return files, false, nil
	}
	size := 0
	for i := range files {
		f := &files[i]
		if f.Data, err = zipped(f.Data); err != nil {
			return nil, true, err
		}
		f.Name, f.Type = f.Name+".gz", "application/gzip"
		size += len(f.Data)
	}
	if size > most {
		return nil, true, nil
	}
	return files, true, nil
}

func zipped(data []byte) ([]byte, error) {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(data); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
