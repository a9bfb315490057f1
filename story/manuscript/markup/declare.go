package markup

import (
	"strconv"
	"strings"
)

// A property is one that matters to words.
type property uint8

const (
	display    property = iota // shown, gone, or set as a block
	visibility                 // shown or gone; inherited
	clarity                    // by opacity and colour: shown or gone
	size                       // by the size of letters: shown or gone; inherited
	position                   // shown, or moved off the page
	slant
	weight
	lines // underline and strike
	align
	spaces     // whether line breaks count
	border     // a rule above or below
	breakAbove // a page break
	breakBelow
	properties // how many there are
)

// The values of properties. Each property knows some.
const (
	plain uint8 = iota
	gone
	asBlock
	slanted
	strong
	centre
	kept
	drawn
	unknown    // it is what a variable says
	underlined = 1 << 4
	struck     = 1 << 5
)

// A declaration says what a property is to be.
type declaration struct {
	property  property
	value     uint8
	important bool
}

// hides reports whether any of the declarations makes text invisible.
func hides(does []declaration) bool {
	for _, d := range does {
		if d.property <= position && d.value == gone {
			return true
		}
	}
	return false
}

// varies reports whether any of the declarations leaves it to a variable whether text is shown.
func varies(does []declaration) bool {
	for _, d := range does {
		if d.value == unknown {
			return true
		}
	}
	return false
}

// declarations reads those that matter out of what stands between braces or in a style attribute.
func declarations(body string) []declaration {
	var out []declaration
	for body != "" {
		var one string
		one, body, _ = upTo(body, ";")
		name, value, found := strings.Cut(one, ":")
		if !found {
			continue
		}
		value = strings.ToLower(strings.TrimSpace(value))
		value, important := strings.CutSuffix(value, "important")
		if important {
			value = strings.TrimRight(value, "! ")
		}
		for _, d := range declare(strings.ToLower(strings.TrimSpace(name)), value) {
			d.important = important
			out = append(out, d)
		}
	}
	return out
}

// declare returns what a property with this value means.
func declare(name, value string) []declaration {
	one := func(p property, v uint8) []declaration { return []declaration{{property: p, value: v}} }
	if d, known := hiding(name, value); known {
		return d
	}
	switch name {
	case "font-style":
		return one(slant, pick(value == "italic" || strings.HasPrefix(value, "oblique"), slanted))
	case "font-weight":
		return one(weight, boldness(value))
	case "font":
		v := declarations("font-style:normal;font-weight:normal")
		for word := range strings.FieldsSeq(value) {
			v[0].value |= pick(word == "italic" || word == "oblique", slanted)
			v[1].value |= boldness(word)
		}
		return v
	case "text-decoration", "text-decoration-line":
		return one(lines, pick(strings.Contains(value, "underline"), underlined)|
			pick(strings.Contains(value, "line-through"), struck))
	case "text-align":
		return one(align, pick(strings.HasSuffix(value, "center"), centre))
	case "white-space":
		return one(spaces, pick(strings.HasPrefix(value, "pre") || value == "break-spaces", kept))
	case "border-top", "border-bottom", "border-top-style", "border-bottom-style":
		return one(border, pick(strings.Contains(value, "solid") || strings.Contains(value, "double") ||
			strings.Contains(value, "dotted") || strings.Contains(value, "dashed"), drawn))
	case "page-break-before", "break-before":
		return one(breakAbove, pick(newPage(value), drawn))
	case "page-break-after", "break-after":
		return one(breakBelow, pick(newPage(value), drawn))
	}
	return nil
}

// hiding returns what a property that can hide means, and whether it is one.
func hiding(name, value string) ([]declaration, bool) {
	d := declaration{}
	variable := strings.Contains(value, "var(")
	switch name {
	case "display":
		d.value = pick(variable, unknown)
		switch value {
		case "none":
			d.value = gone
		case "block", "list-item", "flex", "grid", "table":
			d.value = asBlock
		}
	case "mso-hide":
		d.property, d.value = clarity, pick(value == "all", gone)
	case "visibility":
		d.property, d.value = visibility, pick(value == "hidden" || value == "collapse", gone)|pick(variable, unknown)
	case "opacity", "color":
		d.property, d.value = clarity, pick(name == "opacity" && zero(value) || value == "transparent", gone)
	case "font-size":
		d.property, d.value = size, pick(zero(value), gone)
	case "left", "top", "right", "text-indent", "margin-left":
		d.property, d.value = position, pick(farOff(value), gone)
		if d.value != gone {
			return nil, true // an indent of another rule must not undo what a position does
		}
	default:
		return nil, false
	}
	return []declaration{d}, true
}

// pick returns value if the condition holds, else plain.
func pick(condition bool, value uint8) uint8 {
	if condition {
		return value
	}
	return plain
}

// boldness returns strong if a font's weight is that of bold letters: 600 and more.
func boldness(value string) uint8 {
	n, err := strconv.Atoi(value)
	return pick(value == "bold" || value == "bolder" || err == nil && n >= 600 && n <= 1000, strong)
}

// newPage reports whether a break's value begins a new page.
func newPage(value string) bool {
	switch value {
	case "always", "page", "left", "right", "recto", "verso":
		return true
	}
	return false
}

// zero reports whether a length or number is nothing.
func zero(value string) bool {
	n, err := strconv.ParseFloat(strings.TrimRight(value, "abcdefghijklmnopqrstuvwxyz% "), 64)
	return err == nil && n < 0.01
}

// farOff reports whether a length moves text where nobody sees it.
func farOff(value string) bool {
	n, err := strconv.ParseFloat(strings.TrimRight(value, "abcdefghijklmnopqrstuvwxyz% "), 64)
	if err != nil {
		return false
	}
	if strings.HasSuffix(value, "em") {
		n *= 10
	}
	return n <= -900
}
