package docx

import (
	"cliffhanger/story"
	"cliffhanger/story/manuscript/office"
)

// paragraph reads a paragraph.
func (r *reader) paragraph() error {
	outer, err := r.page.Begin()
	if err != nil {
		return err
	}
	look, styled := r.para, r.styled
	r.para, r.styled = unsaidPara(), r.styles.of(r.styles.basic)
	if r.styled != nil {
		r.para = r.styled.para.over(r.para)
	}
	end := mark{}
	err = r.scan.Each(func(e office.Element) error {
		if e.Name.Local == "pPr" && e.Name.Space == office.WordSpace {
			return r.properties(&end)
		}
		return r.visit(e)
	}, nil)
	r.describe(end)
	r.page.End(outer)
	r.para, r.styled = look, styled
	return err
}

// properties reads what is said of a paragraph and of the sign at its end.
func (r *reader) properties(end *mark) error {
	var sign charLook
	own := unsaidPara()
	err := r.scan.Each(func(e office.Element) error {
		if e.Name.Local != "rPr" {
			return own.read(r.scan, e)
		}
		return r.scan.Each(func(e office.Element) error {
			switch e.Name.Local {
			case "del", "moveFrom":
				end.gone = true
				r.changed()
			case "specVanish":
				end.gone = end.gone || truth(e)
			}
			sign.read(e)
			return nil
		}, nil)
	}, nil)
	if own.style != "" {
		r.styled = r.styles.of(own.style)
	}
	r.para = own
	if r.styled != nil {
		r.para = r.styled.para.over(own)
	}
	end.gone = end.gone || r.effective(sign).on&hidden != 0
	return err
}

// describe tells the page what the paragraph is.
func (r *reader) describe(end mark) {
	p := r.page.Para()
	look := r.para
	p.Centred = look.centred == yes
	p.PageBefore, p.PageAfter = look.pageBefore == yes, look.sectionEnd
	p.Joins = end.gone || look.dropCap
	if look.border != nil {
		p.Border = *look.border
	}
	if look.outline > 0 && look.outline < 10 {
		p.Level = look.outline
	}
	if r.styled != nil {
		p.Rank = r.styled.rank
	}
	if look.list != "" && look.list != "0" && !p.Joins {
		if p.Lost = p.Lost || p.Empty(); !p.Empty() {
			p.Label = r.lists.label(look.list, max(look.level, 0))
		}
	}
}

// effective returns how characters look in this paragraph that themselves say look.
func (r *reader) effective(look charLook) charLook {
	base := r.styles.defaults
	always := base.on
	var para, char charLook
	if r.styled != nil {
		para = r.styled.char
	}
	if look.style != "" {
		if st := r.styles.of(look.style); st != nil && st.kind != "paragraph" {
			char = st.char
		}
	}
	if r.heading() {
		para.on &= hidden | capitals // a heading is set bold anyway
		para.underline = unsaid
	}
	// Each kind of style switches what the other one says; what the defaults say stays on.
	on := para.on&para.set ^ char.on&char.set | always
	out := base.over(para).over(char)
	out.on, out.set = on, out.set|para.set|char.set
	return out.over(look)
}

// heading reports whether the paragraph that is being read is a heading.
func (r *reader) heading() bool {
	return r.para.outline > 0 && r.para.outline < 10 ||
		r.styled != nil && (r.styled.rank == office.Title || r.styled.rank == office.Subtitle)
}

// runOf reads a run.
func (r *reader) runOf() error {
	if r.page.Para() == nil {
		return r.strayRun()
	}
	look, style, mute, run := r.look, r.style, r.mute, r.run
	r.run = true
	r.wear(charLook{})
	err := r.scan.Each(func(e office.Element) error {
		if e.Name.Local == "rPr" && e.Name.Space == office.WordSpace {
			var said charLook
			err := r.scan.Each(func(e office.Element) error { said.read(e); return nil }, nil)
			r.wear(said)
			return err
		}
		if r.mute && e.Name.Local != "fldChar" && e.Name.Local != "instrText" {
			return r.hush(e)
		}
		return r.visit(e)
	}, nil)
	r.look, r.style, r.mute, r.run = look, style, mute, run
	return err
}

// strayRun reads a run outside of any paragraph, which only damaged files have, as a paragraph.
func (r *reader) strayRun() error {
	outer, err := r.page.Begin()
	if err != nil {
		return err
	}
	err = r.runOf()
	r.page.End(outer)
	return err
}

// hush tells that hidden text is left out.
func (r *reader) hush(e office.Element) error {
	if e.Name.Local == "t" {
		r.page.Para().Lost = true
		r.page.Once("hidden", story.Notice, "hidden text is left out, here and further on",
			"take the format “hidden” from it if it belongs to the story")
	}
	return nil
}

// A worn is how the characters of a run look, and all that this follows from.
type worn struct {
	known   bool
	said    charLook
	styled  *style
	heading bool

	look  charLook
	style story.Style
}

// wear takes on how the characters of a run look. Most runs are like the one before.
func (r *reader) wear(said charLook) {
	if w := &r.worn; !w.known || w.said != said || w.styled != r.styled || w.heading != r.heading() {
		look := r.effective(said)
		*w = worn{true, said, r.styled, r.heading(), look, look.shown()}
	}
	r.look, r.style = r.worn.look, r.worn.style
	r.mute = r.look.on&hidden != 0
}
