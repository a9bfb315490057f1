package docx

import (
	"strings"

	"cliffhanger/story"
	"cliffhanger/story/manuscript/archive"
	"cliffhanger/story/manuscript/office"
)

// mostFields is how deep fields may lie in one another, mostCode how much of a field's code is looked at.
const (
	mostFields = 64
	mostCode   = 4096
)

// A field is text that Word fills in: first a code, "HYPERLINK …", then its result, which is what readers see.
type field struct {
	code   []byte
	result bool // the code has ended
	mute   bool // what is read now is not shown
	link   string
}

// fieldSign reads a sign that begins, parts, or ends a field.
func (r *reader) fieldSign(e office.Element) error {
	n := len(r.fields)
	switch e.Attr("fldCharType") {
	case "begin":
		return r.beginField()
	case "separate":
		if n > 0 {
			r.showField()
		}
	case "end":
		if n > 0 {
			if r.fields[n-1].mute {
				r.muted--
			}
			r.fields = r.fields[:n-1]
		}
	}
	return nil
}

// beginField begins a field, of which the code comes first.
func (r *reader) beginField() error {
	if len(r.fields) == mostFields {
		return &archive.Refusal{
			Message: "fields in this document never end, or lie too deep in one another",
			Hint:    "open it in Word, select all, turn fields into text (Ctrl+Shift+F9), and save it again",
		}
	}
	r.fields = append(r.fields, field{mute: true})
	r.muted++
	return nil
}

// showField begins the result of the innermost field.
func (r *reader) showField() {
	f := &r.fields[len(r.fields)-1]
	if f.result {
		return
	}
	f.result = true
	words := strings.Fields(string(f.code))
	if len(words) == 0 {
		words = []string{""}
	}
	switch strings.ToUpper(words[0]) {
	case "TOC", "INDEX", "TOA", "BIBLIOGRAPHY":
		r.page.Once("contents", story.Notice, "the table of contents or index is left out", "")
		r.lost()
		return
	case "PAGE", "NUMPAGES", "SECTIONPAGES", "SECTION", "XE", "TC", "RD":
		r.lost()
		return
	case "HYPERLINK":
		if len(words) > 1 && !strings.HasPrefix(words[1], `\`) {
			f.link = r.page.Link(strings.Trim(words[1], `"“”`))
		}
	}
	f.mute = false
	r.muted--
}

// lost notes that something in the paragraph is left out.
func (r *reader) lost() {
	if p := r.page.Para(); p != nil {
		p.Lost = true
	}
}

// fieldCode reads a field's code.
func (r *reader) fieldCode() error {
	return r.scan.Each(func(office.Element) error { return nil }, func(b []byte) {
		if n := len(r.fields); n > 0 && !r.fields[n-1].result {
			if f := &r.fields[n-1]; len(f.code)+len(b) <= mostCode {
				f.code = append(f.code, b...)
			}
		}
	})
}

// simpleField reads a field whose code is an attribute.
func (r *reader) simpleField(e office.Element) error {
	if err := r.beginField(); err != nil {
		return err
	}
	n := len(r.fields)
	code := e.Attr("instr")
	r.fields[n-1].code = []byte(code[:min(len(code), mostCode)])
	r.showField()
	err := r.within()
	for len(r.fields) >= n { // also those that began in it and did not end
		if r.fields[len(r.fields)-1].mute {
			r.muted--
		}
		r.fields = r.fields[:len(r.fields)-1]
	}
	return err
}

// target returns where the words that are read now lead.
func (r *reader) target() string {
	for i := len(r.fields) - 1; i >= 0; i-- {
		if r.fields[i].link != "" {
			return r.fields[i].link
		}
	}
	return r.link
}

// unended tells of fields that never end although what follows them is not shown.
func (r *reader) unended() {
	if r.muted > 0 {
		r.page.Report(story.Error, "a field in this document never ends, so that the text behind its beginning is missing",
			"open it in Word, select all, turn fields into text (Ctrl+Shift+F9), and save it again")
	}
}

// finish ends the reading.
func (r *reader) finish() { r.unended() }
