package cuts

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"cliffhanger/story"
)

// A cue is one thing that speaks for a cut, or with a weight below 0 against it.
type cue struct {
	weight float64
	reason string // in words; empty where it only counts
}

// score returns the sum of the gap's cues.
func (g gap) score() float64 {
	sum := 0.0
	for _, c := range g.cues {
		sum += c.weight
	}
	return math.Round(sum*100) / 100
}

// mostReasons is how many reasons a suggestion gives.
const mostReasons = 3

// reasons returns what speaks for a cut, in words, the strongest first, at least one.
func (g gap) reasons() []string {
	list := slices.Clone(g.cues)
	slices.SortStableFunc(list, func(a, b cue) int { return cmp.Compare(b.weight, a.weight) })
	var out []string
	for _, c := range list {
		if c.weight > 0 && c.reason != "" && !slices.Contains(out, c.reason) && len(out) < mostReasons {
			out = append(out, c.reason)
		}
	}
	if out == nil {
		return []string{"the length suits, and nothing speaks for another place nearby"}
	}
	return out
}

// A look is one gap with all that cues look at.
type look struct {
	book          *book
	above, below  paragraph
	higher, next  paragraph // those above and below these two; may be empty
	before, after side
	at            int           // words above
	seen          map[int32]int // of every name, the words above its latest use
	found         []cue
}

// add notes a cue.
func (l *look) add(weight float64, reason string) { l.found = append(l.found, cue{weight, reason}) }

// cues returns what speaks for and against the gap, and whether nothing may be cut there at all.
func (l *look) cues() ([]cue, bool) {
	l.structure()
	l.talk()
	if l.book.named {
		l.names()
	}
	if l.book.english {
		l.time()
		l.place()
		l.manner()
		l.end()
		l.teller()
	}
	l.cohesion()
	return l.found, l.above.kind == story.Heading
}

// structure looks at kinds and lengths.
func (l *look) structure() {
	if l.below.kind == story.Heading {
		l.add(4, "a heading follows")
	}
	if l.above.kind != l.below.kind && l.below.kind != story.Heading {
		l.add(-0.7, "") // a letter belongs to what it is read in
	}
	longer := math.Log(float64(max(l.below.count, 1)) / l.book.mean)
	l.add(0.59*min(max(longer, -1), 1.1), "")
	switch l.above.end {
	case ':', ',', ';', '–', '—', '-':
		l.add(-1, "")
	}
}

// talk looks at who speaks: a conversation is not cut, its end is a good place.
func (l *look) talk() {
	switch {
	case l.below.speech && l.above.speech:
		l.add(-1.28, "")
	case l.below.speech:
		l.add(-0.77, "")
	}
	if l.above.end == '?' {
		l.add(-0.28, "")
	}
	change := share(l.before.spoken, l.before.words) - share(l.after.spoken, l.after.words)
	reason := ""
	if change > 0.3 && l.below.tally.spoken == 0 {
		reason = "the talk is over"
	}
	l.add(0.75*math.Abs(change), reason)
}

// share returns part of whole, 0 of nothing.
func share(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return float64(part) / float64(whole)
}

// names looks at who is there.
func (l *look) names() {
	for _, w := range l.below.first {
		if w.spoken || !l.book.isName(w) {
			continue
		}
		name := l.book.v.entry[w.id].text
		switch at, known := l.seen[w.id]; {
		case !known:
			l.add(0.6, fmt.Sprintf("%s is new", name))
		case l.at-at > away:
			l.add(0.5, fmt.Sprintf("%s comes back", name))
		default:
			continue
		}
		break
	}
	if l.strangers() {
		l.add(0.4, "other people are there")
	}
}

// strangers reports whether there are names on both sides, and none of them on both.
func (l *look) strangers() bool {
	below := 0
	for _, p := range l.after.list {
		below += len(p.names)
		if slices.ContainsFunc(p.names, l.before.mentions) {
			return false
		}
	}
	return below > 0 && slices.ContainsFunc(l.before.list, func(p paragraph) bool { return len(p.names) > 0 })
}

// time looks for words that say when, in the paragraph's opening and in its first sentence. Where a scene opens with a
// line of speech, the time is told below it.
func (l *look) time() {
	if l.below.speech && !l.above.speech && !l.next.speech {
		if weight, reason := l.clock(l.next); weight > 0 {
			l.add(0.75*weight+0.4, reason)
		}
	}
	weight, reason := l.clock(l.below)
	if weight == 0 {
		return
	}
	l.add(weight, reason)
	if l.above.speech && !l.higher.speech {
		l.add(-0.5*weight, "")
	}
}

// clock returns what the time is worth that a paragraph begins with, and which it is.
func (l *look) clock(p paragraph) (float64, string) {
	if reason := l.when(p.first[:min(len(p.first), 7)]); reason != "" {
		return 1.64, reason
	}
	if reason := l.when(p.first[:min(len(p.first), 40)]); reason != "" {
		return 0.72, reason
	}
	return 0, ""
}

// when returns in words what time a group of words tells, or nothing. What happens every night tells no time.
func (l *look) when(words []word) string {
	v := l.book.v
	for i, w := range words {
		if reason := v.hour(w); reason != "" && (i == 0 || v.classes[words[i-1].id]&habit == 0) {
			return reason
		}
	}
	_, length := v.has(words, span)
	_, moves := v.has(words, shift)
	_, later := v.has(words[:min(len(words), 5)], lapse)
	if length && moves || later {
		return "time passes"
	}
	if _, ok := v.has(words, wakes); ok {
		return "somebody wakes"
	}
	return ""
}

// hour returns in words what time a word outside speech tells, or nothing.
func (v *vocabulary) hour(w word) string {
	c, text := v.classes[w.id], v.entry[w.id].text
	switch {
	case w.spoken:
		return ""
	case c&morning != 0:
		return "a new morning"
	case c&noon != 0:
		return "another time of the day"
	case c&evening != 0:
		return "an evening"
	case c&night != 0:
		return "a night"
	case c&dayName != 0 && strings.HasSuffix(text, "clock"):
		return "an hour is named"
	case c&dayName != 0 && w.capital:
		return "another day"
	case c&season != 0 && w.capital && !w.begins:
		return "another month"
	case c&season != 0 && strings.Contains("spring summer autumn winter", text):
		return "another season"
	}
	return ""
}

// place looks for words that say where.
func (l *look) place() {
	first := l.below.first
	v := l.book.v
	if len(first) == 0 {
		return
	}
	w, ok := v.has(first[:min(len(first), 12)], place)
	if !ok || l.before.says(w.id) {
		return
	}
	name := v.entry[w.id].text
	weight := 0.4
	if v.classes[first[0].id]&position != 0 {
		weight += 0.35
	}
	if _, ok := v.has(first, travels); ok {
		weight += 0.2
	}
	l.add(weight, fmt.Sprintf("another place: %s", name))
}

// manner looks at how the paragraph begins.
func (l *look) manner() {
	first := l.below.first
	if len(first) == 0 || first[0].spoken {
		return
	}
	v := l.book.v
	c := v.classes[first[0].id]
	switch {
	case c&goesOn != 0:
		l.add(-0.41, "")
	case c&there != 0 && len(first) > 1 && v.classes[first[1].id]&(past|present) != 0:
		l.add(0.41, "it begins like a description")
	case c&stands != 0:
		l.add(-0.3, "")
	}
	if _, ok := v.has(first[:min(len(first), 6)], travels); ok {
		l.add(0.3, "somebody arrives or sets out")
	}
	if _, before := v.has(l.above.words, back); !before {
		if _, now := v.has(first[:min(len(first), 6)], back); now {
			l.add(0.4, "it looks back")
		}
	}
}

// end looks at how what stands above ends.
func (l *look) end() {
	if w, ok := l.book.v.has(l.above.last, closing); ok && l.above.end != '?' {
		l.add(0.5, fmt.Sprintf("what stands above comes to rest (“%s”)", l.book.v.entry[w.id].text))
	}
	if l.above.count > 0 && l.above.count <= 15 && !l.below.speech && float64(l.below.count) > 1.3*l.book.mean {
		l.add(0.35, "a short line closes what stands above")
	}
}

// teller looks for another voice: another person or another tense.
func (l *look) teller() {
	if l.before.plain() < near/2 || l.after.plain() < near/2 {
		return
	}
	above, below := share(l.before.self, l.before.plain()), share(l.after.self, l.after.plain())
	if min(above, below) == 0 && max(above, below) > 0.03 {
		l.add(0.8, "another voice tells")
	}
	above = share(l.before.present, l.before.past+l.before.present)
	below = share(l.after.present, l.after.past+l.after.present)
	if math.Abs(above-below) > 0.6 {
		l.add(0.6, "the tense changes")
	}
}

// cohesion looks at how many words the two sides share. It adds little.
func (l *look) cohesion() {
	b := l.book
	b.mark++
	above, below, same := 0, 0, 0
	for _, p := range l.before.list {
		above += len(p.terms)
		for _, t := range p.terms {
			b.marks[t] = b.mark
		}
	}
	for _, p := range l.after.list {
		below += len(p.terms)
		for _, t := range p.terms {
			same += bit(b.marks[t] == b.mark)
		}
	}
	if above > 0 && below > 0 {
		l.add(max(0.3-2*share(same, below), -0.3), "")
	}
}
