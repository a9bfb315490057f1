package office

import (
	"strings"

	"cliffhanger/story"
	"cliffhanger/story/manuscript/body"
)

// front takes title, subtitle, author and date of the work from the top of the text and returns the rest. They are told
// by their styles alone. The title stays a heading where nothing else can be the chapter's: authors of single chapters
// set the chapter's heading in the style Title.
func (f *Flow) front(w *body.Work) []body.Para {
	ranks := map[int]Rank{}
	for _, r := range f.ranks {
		ranks[r.at] = r.rank
	}
	top := 0 // paragraphs before the text proper
	for top < len(f.paras) && (ranks[top] != Plain || f.paras[top].Gap || f.paras[top].Cut) {
		top++
	}
	whole := f.titled(top)
	out := f.paras[:0]
	for i, p := range f.paras {
		rank := ranks[i]
		switch {
		case i < top && about(w, rank, p.Text(), whole):
			continue
		case i < top && rank == Plain && len(out) == 0:
			continue // a gap or a break below what was taken
		case p.Level == 0 && (rank == Title || rank == Subtitle):
			p.Kind, p.Marker, p.Level = story.Heading, "", 1+int(rank-Title)
		}
		out = append(out, p)
	}
	return out
}

// about takes what a paragraph above the text says about the work and reports whether it did.
func about(w *body.Work, rank Rank, text string, whole bool) bool {
	text = strings.TrimSpace(strings.ReplaceAll(text, "\n", " "))
	switch {
	case rank == Author:
		w.Author = joined(w.Author, text, ", ")
	case rank == Date:
	case whole && rank == Title || whole && rank == Subtitle:
		w.Title = joined(w.Title, text, ": ")
	default:
		return false
	}
	return true
}

// titled reports whether the text from top has headings of its own: one before any other text, or two of the first
// rank.
func (f *Flow) titled(top int) bool {
	level, count := 0, 0
	for i, p := range f.paras[top:] {
		if p.Level == 0 {
			continue
		}
		if i == 0 {
			return true
		}
		if level == 0 || p.Level < level {
			level, count = p.Level, 0
		}
		if p.Level == level {
			count++
		}
	}
	return count > 1
}

// joined returns a and b with a sign between them if both are there.
func joined(a, b, between string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + between + b
}
