package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"cliffhanger/story"
	"cliffhanger/story/manuscript"
)

// A brought is what an import found, and the files it makes of that.
type brought struct {
	story    story.Story // title, author, blurb, language and warnings
	settings []byte      // a story.yaml that stood with the manuscripts
	chapters []story.Chapter
	problems []story.Problem

	files []newFile
	kept  string // the story.yaml that the folder has, "" if it gets one
}

// A newFile is one to write.
type newFile struct {
	name    string
	data    []byte
	over    bool           // it goes over one that is there
	chapter *story.Chapter // nil for story.yaml
}

// print makes the files. Without force it refuses to write over one that is there.
func (b *brought) print(d destination, force bool) error {
	if b.kept = d.settings(); b.kept == "" {
		data := b.settings
		if data == nil {
			data = settingsOf(&b.story)
		}
		b.files = append(b.files, newFile{name: settingsNames()[0], data: data})
	}
	var there []string
	for i, name := range chapterNames(b.chapters) {
		over := contains(d.names, name)
		if over {
			there = append(there, name)
		}
		if other := sameName(d.names, name); other != "" && !over {
			return fmt.Errorf("%s may be the chapter that is %s already: begin the manuscript's name with the number of the "+
				"chapter, or its text with a heading such as “Chapter %d”; nothing is written",
				b.chapters[i].File, other, b.chapters[i].Number)
		}
		b.files = append(b.files, newFile{name: name, data: manuscript.Print(b.chapters[i]), over: over,
			chapter: &b.chapters[i]})
	}
	if len(there) > 0 && !force {
		return alreadyThere(there, d)
	}
	for _, f := range b.files {
		if contains(d.others, f.name) {
			return usage(fmt.Errorf("%s in %s is a folder or leads nowhere, and nothing is written", f.name, d.path),
				"remove it, or give it another name")
		}
	}
	return nil
}

// alreadyThere refuses to write over files.
func alreadyThere(names []string, d destination) error {
	is, it := "is", "it"
	if len(names) > 1 {
		is, it = "are", "them"
	}
	return usage(fmt.Errorf("%s %s in %s already, and nothing is written", listed(names), is, d.path),
		"--force writes over "+it)
}

// listed names up to three files.
func listed(names []string) string {
	if len(names) > 3 {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:2], ", "), len(names)-2)
	}
	return strings.Join(names, ", ")
}

// sameName returns which of the names is the given one but for its number, "" if none is.
func sameName(names []string, name string) string {
	_, words, ok := strings.Cut(name, "-")
	if !ok {
		return ""
	}
	for _, n := range names {
		number, w, _ := strings.Cut(n, "-")
		if w == words && number != "" && strings.Trim(number, "0123456789") == "" {
			return n
		}
	}
	return ""
}

// chapterNames returns the name of each chapter's file, such as “07-the-cellar.md”.
func chapterNames(chapters []story.Chapter) []string {
	names := make([]string, len(chapters))
	in, seen := map[string]int{}, map[string]bool{}
	for _, c := range chapters {
		in[c.File]++
	}
	for i, c := range chapters {
		words := fileWords(c.Title)
		if words == "" && in[c.File] == 1 {
			words = fileWords(leadingNumber.ReplaceAllString(strings.TrimSuffix(c.File, filepath.Ext(c.File)), ""))
		}
		stem := strings.TrimRight(fmt.Sprintf("%02d-%s", c.Number, words), "-")
		name := stem + ".md"
		for n := 2; seen[name]; n++ {
			name = fmt.Sprintf("%s-%d.md", stem, n)
		}
		seen[name] = true
		names[i] = name
	}
	return names
}

// leadingNumber is the number that the name of a chapter's file begins with.
var leadingNumber = regexp.MustCompile(`(?i)^(?:(?:chapter|chap|ch|part|episode|ep)\b)?[ ._-]*[0-9]*`)

// mostNameBytes keeps a file's name handy, and far below what any disk takes.
const mostNameBytes = 60

// fileWords writes a title as a part of a file's name: its letters and digits, in small letters, with single dashes.
func fileWords(title string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(title) {
		switch {
		case r == '\'' || r == '’':
			continue
		case !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r):
			if b.Len() == 0 || strings.HasSuffix(b.String(), "-") {
				continue
			}
			r = '-'
		}
		if b.Len()+utf8.RuneLen(r) > mostNameBytes {
			break
		}
		b.WriteRune(r)
	}
	return strings.Trim(b.String(), "-")
}

// titleOf makes a title of a folder's name: “the-long-way” is “The long way”.
func titleOf(dir string) string {
	words := strings.Join(strings.FieldsFunc(filepath.Base(dir), func(r rune) bool {
		return r == '-' || r == '_' || unicode.IsSpace(r)
	}), " ")
	first, n := utf8.DecodeRuneInString(words)
	return string(unicode.ToUpper(first)) + words[n:]
}

// settingsOf writes a story.yaml: what is known, and what is left to say in lines that only need their # taken off.
func settingsOf(s *story.Story) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "title: %s\n", quotedYAML(s.Title))
	if s.Author != "" {
		fmt.Fprintf(&b, "author: %s\n", quotedYAML(s.Author))
	} else {
		b.WriteString("# author: Your Name\n")
	}
	if s.Blurb != "" {
		fmt.Fprintf(&b, "blurb: %s\n", quotedYAML(s.Blurb))
	} else {
		b.WriteString("# blurb: One paragraph that makes people want to read it.\n")
	}
	fmt.Fprintf(&b, "language: %s\n", s.Language)
	if len(s.Warnings) > 0 {
		b.WriteString("warnings:\n")
		for _, w := range s.Warnings {
			fmt.Fprintf(&b, "  - %s\n", quotedYAML(w))
		}
	}
	b.WriteString(`
# Where and when the story appears. To say it, take the "# " at the beginning of a line away and change what is
# behind the colon. cliffhanger preview and check work without.
# channel: story             # the channel on your server, as it is called there
# schedule: tue,fri 19:00    # when chapters appear: days and a time
# zone: Europe/Berlin        # whose time that is, by continent and city; without it UTC
# vote: 48h                  # how long readers vote on the question at a chapter's end
# id: ` + fmt.Sprintf("%-22s", "my-story") + ` # what the bot knows the story by, if not by its folder's name: never change it later
`)
	return b.Bytes()
}

// quotedYAML writes a text in double quotes, as YAML and JSON both read it.
func quotedYAML(s string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		return `""` // no text fails to be encoded; were it so, reading back would find it
	}
	return strings.TrimSpace(b.String())
}

// errNotBack says that a file does not read back as what was read. It is the program's mistake, not the author's.
var errNotBack = errors.New("does not read back as what was imported; please report this with the manuscript")
