package manuscript

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"cliffhanger/story"
)

// An Excerpt holds the words that problems of one file speak of. It is read anew for showing them: a story that is only
// told keeps no places.
type Excerpt struct {
	lines  []string // of a text, as its places count them
	paras  map[spot]string
	places bool // columns count characters of a paragraph
}

// ExcerptOf reads a file for its words, with the options it was read with before. What cannot be read has none.
func ExcerptOf(name string, data []byte, o Options) *Excerpt {
	f := &file{name: name, data: data, encoding: o.Encoding}
	if !bytes.HasPrefix(data, []byte("PK\x03\x04")) {
		text, ok := f.decode()
		if !ok && utf8.Valid(data) {
			text, ok = newlines.Replace(string(data)), true // a page may be larger than a chapter
		}
		if !ok {
			return &Excerpt{}
		}
		return &Excerpt{lines: strings.Split(text, "\n")}
	}
	v, _ := f.volume()
	e := &Excerpt{paras: map[spot]string{}}
	if f.spots == nil {
		return e
	}
	for _, d := range v.drafts {
		for _, p := range d.paras {
			n := p.line / lineStep
			if n < 1 || n > len(f.spots.all) {
				continue
			}
			at := f.spots.all[n-1]
			at.col = 0
			e.places = e.places || at.part == ""
			if _, taken := e.paras[at]; !taken && p.text() != "" {
				e.paras[at] = strings.ReplaceAll(p.text(), "\n", " ")
			}
		}
	}
	return e
}

// At returns the line of a text that a problem is in, or of a book the paragraph, and which character of that is meant,
// from 1; 0 if that cannot be told. Without words text is "".
func (e *Excerpt) At(p story.Problem) (text string, column int) {
	if p.Line > 0 && p.Line <= len(e.lines) {
		text, column = e.lines[p.Line-1], p.Column
	} else {
		_, part, _ := strings.Cut(p.File, "!")
		text = e.paras[spot{part: part, line: p.Line}]
		if e.places {
			column = p.Column
		}
	}
	if column > utf8.RuneCountInString(text)+1 {
		column = 0
	}
	return text, column
}
