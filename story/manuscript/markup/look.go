package markup

import (
	"strings"

	"cliffhanger/story"
)

// A look is how a tag's text is set.
type look struct {
	style   story.Style
	gone    bool // not displayed, and nothing inside can be
	unseen  bool // invisible, but something inside may be visible
	tiny    bool // the same for letters without size
	centred bool
	kept    bool // line breaks count
}

// hidden reports whether text that looks so is not seen.
func (l look) hidden() bool { return l.gone || l.unseen || l.tiny }

// A verdict is what the sheets and the tag itself say of each property; set tells which are said.
type verdict struct {
	value  [properties]uint8
	weight [properties]uint64
	set    uint32
}

// put notes a declaration if none of more weight was noted.
func (v *verdict) put(d declaration, weight uint64) {
	if d.important {
		weight |= 1 << 63
	}
	if v.set&(1<<d.property) == 0 || weight >= v.weight[d.property] {
		v.set |= 1 << d.property
		v.value[d.property], v.weight[d.property] = d.value, weight
	}
}

// says reports whether the property was declared to be value.
func (v *verdict) says(p property, value uint8) bool { return v.set&(1<<p) != 0 && v.value[p] == value }

// judge returns what holds for a tag that is about to be opened on top of the stack.
func (r *page) judge(n *node) verdict {
	var v verdict
	if n.has("hidden") {
		v.put(declaration{property: display, value: gone}, 0)
	}
	if a := n.attr("align"); a != "" {
		v.put(declaration{property: align, value: pick(strings.EqualFold(a, "center") || strings.EqualFold(a, "middle"),
			centre)}, 0)
	}
	for i, sheet := range r.sheets {
		r.consider(&v, sheet.any, n, i)
		r.consider(&v, sheet.byTag[n.tag], n, i)
		if n.id != "" {
			r.consider(&v, sheet.byID[n.id], n, i)
		}
		for classes := n.class; classes != ""; {
			var class string
			class, classes, _ = strings.Cut(classes, " ")
			if class != "" {
				r.consider(&v, sheet.byClass[class], n, i)
			}
		}
	}
	if style := n.attr("style"); style != "" {
		for _, d := range declarations(uncomment(style)) {
			v.put(d, 1<<62)
			if d.value == unknown {
				r.variable()
			}
		}
	}
	return v
}

// consider notes what those of the rules say that match the tag; sheet is the place of their sheet among all.
func (r *page) consider(v *verdict, rules []*rule, n *node, sheet int) {
	r.matches += len(rules)
	for _, rule := range rules {
		if r.matches > mostMatches {
			r.giveUp("its style sheets are too involved to tell what of the text is hidden",
				"save the page as plain text, or paste the chapter into a document")
			return
		}
		if r.match(&rule.selector, n) {
			for _, d := range rule.does {
				v.put(d, uint64(rule.weight)<<28|uint64(min(sheet, 63))<<20|uint64(rule.order))
			}
		}
	}
}

// match reports whether a selector is about a tag that is about to be opened.
func (r *page) match(s *selector, n *node) bool {
	if !s.parts[0].is(n) {
		return false
	}
	return len(s.parts) == 1 || r.within(s, 1, len(r.stack)-1)
}

// within reports whether the parts of a selector from part on match the stack from place at down.
func (r *page) within(s *selector, part, at int) bool {
	if part == len(s.parts) {
		return true
	}
	child := s.joins[part-1] == '>'
	for ; at >= 0; at-- {
		if r.matches++; r.matches > mostMatches {
			return false
		}
		if s.parts[part].is(&r.stack[at]) {
			if r.within(s, part+1, at-1) {
				return true
			}
			if !s.child {
				return false // if the nearest ancestor does not help, no other does
			}
		}
		if child {
			return false
		}
	}
	return false
}

// is reports whether a tag has what the compound asks for.
func (c *compound) is(n *node) bool {
	if c.tag != "" && c.tag != n.tag || c.id != "" && c.id != n.id {
		return false
	}
	for _, class := range c.classes {
		if !hasWord(n.class, class) {
			return false
		}
	}
	for _, a := range c.attrs {
		if !n.has(a.name) || !a.is(n.attr(a.name)) {
			return false
		}
	}
	return true
}

// sees returns how a tag's text is set inside one that looks like l.
func (l look) sees(n *node) look {
	v := &n.verdict
	l.style |= tagStyle(n.tag)
	l.kept = l.kept && n.tag != "p" || n.tag == "pre" || n.tag == "listing" || n.tag == "xmp"
	l.centred = l.centred || n.tag == "center"
	l.gone = l.gone || v.says(display, gone) || v.says(clarity, gone) || v.says(position, gone)
	if v.set&(1<<visibility) != 0 {
		l.unseen = v.value[visibility] == gone
	}
	if v.set&(1<<size) != 0 {
		l.tiny = v.value[size] == gone
	}
	if v.set&(1<<slant) != 0 {
		l.style = l.style&^story.Italic | story.Style(pick(v.value[slant] == slanted, uint8(story.Italic)))
	}
	if v.set&(1<<weight) != 0 && !n.heading() {
		l.style = l.style&^story.Bold | story.Style(pick(v.value[weight] == strong, uint8(story.Bold)))
	}
	if v.set&(1<<lines) != 0 && n.tag != "a" && v.value[lines] != plain {
		l.style |= story.Style(pick(v.value[lines]&underlined != 0, uint8(story.Underline)))
		l.style |= story.Style(pick(v.value[lines]&struck != 0, uint8(story.Strike)))
	} else if v.says(lines, plain) {
		l.style &^= tagStyle(n.tag) & (story.Underline | story.Strike)
	}
	if v.set&(1<<align) != 0 {
		l.centred = v.value[align] == centre
	}
	if v.set&(1<<spaces) != 0 {
		l.kept = v.value[spaces] == kept
	}
	if hasWord(n.class, "spoiler") {
		l.style |= story.Spoiler
	}
	return l
}

// tagStyle returns the style an HTML tag sets by itself, or 0.
func tagStyle(name string) story.Style {
	switch name {
	case "i", "em", "cite", "dfn", "var", "address":
		return story.Italic
	case "b", "strong":
		return story.Bold
	case "u", "ins":
		return story.Underline
	case "s", "del", "strike":
		return story.Strike
	case "spoiler":
		return story.Spoiler
	case "code", "tt", "kbd", "samp":
		return story.Code
	}
	return 0
}
