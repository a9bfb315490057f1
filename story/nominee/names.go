package nominee

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"cliffhanger/story"
)

// least is how often a name must occur to be one, and most how many are compared with each other.
const (
	least = 2
	most  = 200
)

// Names returns at most limit names that occur in a chapter's scenes, those that occur most often first, in the form
// used most. They are found by their capitals in the middle of sentences, so that a text in a script without capitals
// has none. They are suggestions for the author: some of them will be places, and some no names at all.
func Names(c *story.Chapter, limit int) []string {
	if c == nil || limit <= 0 {
		return nil
	}
	var list []word
	for _, scene := range c.Scenes {
		for _, b := range scene.Blocks {
			if b.Kind != story.Heading { // whose words may all have capitals
				list = append(list, split(b.Text())...)
			}
		}
	}
	found := phrases(list, learn(list))
	slices.SortStableFunc(found, func(a, b phrase) int { return b.times - a.times })
	names := merge(found[:min(len(found), most)])
	var out []string
	for _, n := range names {
		if text, err := Clean(n.text); err == nil && n.times >= least && len(out) < limit {
			out = append(out, text)
		}
	}
	return out
}

// A usage is what a text shows of one spelling of a word.
type usage struct {
	inside  int // with a capital, inside a sentence
	small   int // the same word without one
	article int // after an article, of a text that capitalises nouns
}

// A lexicon is what a text shows of its words, by their small spelling.
type lexicon struct {
	words map[string]*usage
	nouns bool // it capitalises nouns
}

// learn reads through a text once.
func learn(list []word) lexicon {
	l := lexicon{words: make(map[string]*usage)}
	inside, capitals := 0, 0
	for i, w := range list {
		key := strings.ToLower(w.text)
		u := l.words[key]
		if u == nil {
			u = &usage{}
			l.words[key] = u
		}
		if !w.capital() {
			u.small++
		}
		if w.begins {
			continue
		}
		inside++
		if w.capital() {
			capitals++
			u.inside++
			if determines(list[i-1].text) {
				u.article++
			}
		}
	}
	l.nouns = inside >= 50 && capitals*100 > inside*16
	return l
}

// name reports whether a word, by itself, is used as a name.
func (l lexicon) name(w word) bool {
	if !w.capital() || w.shouts() || common(w.text) {
		return false
	}
	u := l.words[strings.ToLower(w.text)]
	return u.inside > u.small && !(l.nouns && u.article > 0)
}

// A phrase is a name of one word or several, and how often it occurs.
type phrase struct {
	text  string
	core  string // its words without titles, in small letters, with a space around each
	times int
}

// phrases returns the names of a text, each as it is spelt, in the order in which they first occur.
func phrases(list []word, l lexicon) []phrase {
	at := make(map[string]int)
	var out []phrase
	for i := 0; i < len(list); {
		end, named := run(list, i, l)
		if !named {
			i++
			continue
		}
		texts := make([]string, 0, end-i)
		core := " "
		for _, w := range list[i:end] {
			texts = append(texts, w.text)
			if !title(w.text) {
				core += strings.ToLower(w.text) + " "
			}
		}
		text := strings.Join(texts, " ")
		if _, ok := at[text]; !ok {
			at[text] = len(out)
			out = append(out, phrase{text: text, core: core})
		}
		out[at[text]].times++
		i = end
	}
	return out
}

// run returns where the name that begins at i ends, if one does: titles and names, and between names a particle.
func run(list []word, i int, l lexicon) (end int, named bool) {
	part := func(w word) bool { return title(w.text) || l.name(w) }
	if !part(list[i]) {
		return i, false
	}
	for end = i; end < len(list) && part(list[end]) && (end == i || list[end].joined); end++ {
		named = named || !title(list[end].text)
		if end+2 < len(list) && named && particle(list[end+1].text) && list[end+1].joined && list[end+2].joined &&
			l.name(list[end+2]) {
			end++
		}
	}
	return end, named
}

// merge adds up names of which one is a part of exactly one other ("Vale", "Miss Vale", "Corisande Vale"), those that
// occur most often first.
func merge(list []phrase) []*phrase {
	whole := make([]string, len(list)) // the core that each belongs to
	for i, p := range list {
		longer := make(map[string]bool)
		for _, q := range list {
			if len(q.core) > len(p.core) && strings.Contains(q.core, p.core) && !contained(q.core, list) {
				longer[q.core] = true
			}
		}
		whole[i] = p.core
		if len(longer) == 1 {
			for core := range longer {
				whole[i] = core
			}
		}
	}
	best := make(map[string]*phrase)
	var out []*phrase
	for i, p := range list {
		b := best[whole[i]]
		if b == nil {
			b = &phrase{text: mostUsed(list, whole, whole[i])}
			best[whole[i]] = b
			out = append(out, b)
		}
		b.times += p.times
	}
	slices.SortStableFunc(out, func(a, b *phrase) int { return b.times - a.times })
	return out
}

// contained reports whether a core is a part of a longer one.
func contained(core string, list []phrase) bool {
	return slices.ContainsFunc(list, func(q phrase) bool {
		return len(q.core) > len(core) && strings.Contains(q.core, core)
	})
}

// mostUsed returns the form of a name that occurs most often, of several the longest.
func mostUsed(list []phrase, whole []string, core string) string {
	var top phrase
	for i, p := range list {
		if whole[i] == core && cmp.Or(cmp.Compare(p.times, top.times), cmp.Compare(len(p.text), len(top.text))) > 0 {
			top = p
		}
	}
	return top.text
}

// capital reports whether a word begins with a capital.
func (w word) capital() bool {
	for _, r := range w.text {
		return unicode.IsUpper(r) || unicode.IsTitle(r)
	}
	return false
}

// shouts reports whether a word has capitals only, as a sign or a cry has.
func (w word) shouts() bool { return strings.ToUpper(w.text) == w.text }
