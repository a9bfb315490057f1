package markup

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"cliffhanger/story"
	"cliffhanger/story/manuscript/body"
)

// summaryOfWork is the role of what tells of the whole work; it becomes the blurb.
const summaryOfWork body.Role = 200

// begin begins a chapter. One that was begun just now, by a list of contents or a heading that says the same, goes on.
func (r *Reader) begin(title string, heading bool) {
	if n := len(r.work.Chapters) - 1; n >= 0 && r.open && !hasText(r.work.Chapters[n].Paras) {
		last := &r.work.Chapters[n]
		if same, fuller := sameTitle(last.Title, []string{title}); title == "" || same > 0 {
			if title != "" {
				last.Title = fuller
			}
			last.Heading = last.Heading || heading
			return
		}
	}
	r.work.Chapters = append(r.work.Chapters, body.Chapter{Title: title, Heading: heading})
	if r.open = true; len(r.work.Chapters) == 1 {
		last := &r.work.Chapters[0]
		last.Paras, r.head = append(last.Paras, r.head...), nil
	}
}

// hasText reports whether some of the paragraphs are of the story.
func hasText(paras []body.Para) bool {
	return slices.ContainsFunc(paras, func(p body.Para) bool { return p.Role == body.Text && !p.Cut && !p.Gap })
}

// put appends a paragraph to the chapter that is read.
func (r *Reader) put(p body.Para) {
	switch {
	case p.Role == summaryOfWork:
		if text := p.Text(); text != "" {
			r.blurb = append(r.blurb, oneLine(text))
		}
		return
	case !r.open && (p.Cut || p.Gap):
		return
	case !r.open && p.Role != body.Text:
		r.head = body.Append(r.head, p)
		return
	case !r.open:
		r.begin("", false)
	}
	if p.Role == body.Text {
		r.after = true
	}
	last := &r.work.Chapters[len(r.work.Chapters)-1]
	last.Paras = body.Append(last.Paras, p)
	r.paras, r.runs = r.paras+1, r.runs+len(p.Runs)
}

// Work returns what was read. Chapters without any text are left out, which is told.
func (r *Reader) Work() body.Work {
	if !r.open && len(r.head) > 0 {
		r.begin("", false)
	}
	r.tellLinks()
	w := r.work
	w.Blurb = strings.Join(r.blurb, " ")
	told := r.book || r.site.chapters
	w.Chapters = nil
	for _, c := range r.work.Chapters {
		c.Paras = trim(c.Paras)
		if told {
			c = entitle(c)
		}
		if len(c.Paras) == 0 {
			if c.Title != "" {
				r.problems.Report("", 0, 0, story.Notice, fmt.Sprintf("“%s” holds no text and is left out", c.Title), "")
			}
			continue
		}
		w.Chapters = append(w.Chapters, c)
	}
	if len(w.Chapters) == 0 && !r.failed {
		r.problems.Report("", 0, 0, story.Error, "there is no text in it", "look whether this is the right file")
	}
	return w
}

// trim takes breaks and gaps from both ends of a text and of each note, leaves one of several breaks, and no gap beside
// a break.
func trim(paras []body.Para) []body.Para {
	var out []body.Para
	var gaps []body.Para // that stand since the last words
	for _, p := range paras {
		if p.Cut || p.Gap {
			if len(gaps) == 0 || !gaps[0].Cut {
				if p.Cut {
					gaps = gaps[:0]
				}
				gaps = append(gaps, p)
			}
			continue
		}
		if n := len(out); n > 0 && out[n-1].Role == p.Role {
			out = append(out, gaps...)
		}
		out, gaps = append(out, p), gaps[:0]
	}
	return out
}

// entitle takes the headings a chapter begins with into its title, as far as they say the same.
func entitle(c body.Chapter) body.Chapter {
	first := 0
	for first < len(c.Paras) && c.Paras[first].Role != body.Text {
		first++
	}
	rest := c.Paras[first:]
	heads := 0
	var text []string
	for heads < min(len(rest), 3) && rest[heads].Kind == story.Heading {
		text = append(text, rest[heads].Text())
		heads++
	}
	if heads == 0 {
		return c
	}
	n, title := sameTitle(c.Title, text)
	for n > 0 && n < heads && len(text[n]) > 3 && strings.Contains(signs(title), signs(text[n])) {
		n++ // a site says the title a second time
	}
	c.Title, c.Heading = title, c.Heading || n > 0
	c.Paras = append(c.Paras[:first:first], rest[n:]...)
	return c
}

// sameTitle returns how many of the headings say what the title says, and the fuller of both.
func sameTitle(title string, heads []string) (int, string) {
	if title == "" {
		return 1, heads[0]
	}
	known := signs(title)
	for n := len(heads); n > 0; n-- {
		if joined := signs(strings.Join(heads[:n], "")); joined == "" || strings.Contains(known, joined) {
			return n, title
		}
	}
	for n := 1; n <= len(heads); n++ {
		if strings.Contains(signs(strings.Join(heads[:n], "")), known) && known != "" {
			return n, strings.Join(heads[:n], ": ")
		}
	}
	return 0, title
}

// signs returns the letters and digits of a text, in small letters.
func signs(text string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsLetter(c) || unicode.IsDigit(c) {
			return unicode.ToLower(c)
		}
		return -1
	}, text)
}
