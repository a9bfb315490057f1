package manuscript

import (
	"strings"

	"cliffhanger/story"
)

var (
	fanFicFareLabel = pattern(`^(Summary|Warnings|Archive Warnings): *(\S.*)$`)
	fanFicFareHead  = pattern(`^(?:\t| {8})\S`)
)

// fanFicFare reads a text that FanFicFare made of pages, and reports whether it is one: the title, "by" the author,
// what it knows of the story, a list of contents, chapters below lines that begin with a tab, and "End file.".
func (f *file) fanFicFare(text string) (volume, bool) {
	lines := strings.Split(strings.TrimRight(text, " \t\n"), "\n")
	last := len(lines) - 1
	var top []int // where the first lines stand that are not empty
	for i := 0; i < last && len(top) < 2; i++ {
		if strings.TrimSpace(lines[i]) != "" {
			top = append(top, i)
		}
	}
	if len(top) < 2 || strings.TrimSpace(lines[last]) != "End file." || !strings.HasPrefix(lines[top[1]], "by ") {
		return volume{}, false
	}
	heads := fanFicFareHeads(lines[:last])
	if len(heads) == 0 {
		return volume{}, false
	}
	v := volume{title: oneLine(lines[top[0]]), author: oneLine(strings.TrimPrefix(lines[top[1]], "by "))}
	f.fanFicFareAbout(&v, lines[top[1]+1:heads[0]])
	f.report(top[0]+1, 1, story.Notice, "what FanFicFare put above the first chapter and below the last is not "+
		"posted", "")
	for i, at := range heads {
		end := last
		if i+1 < len(heads) {
			end = heads[i+1]
		}
		title := oneLine(lines[at])
		paras := []para{{line: at + 1, col: 2, level: 1,
			Block: story.Block{Kind: story.Heading, Runs: []story.Run{{Text: title}}}}}
		body := newSource(strings.Join(lines[at+1:end], "\n"), at+2)
		v.drafts = append(v.drafts, draft{paras: append(paras, f.plainBody(body)...)})
	}
	return v, true
}

// fanFicFareHeads returns where the chapters' headings stand: indented lines, alone between empty ones, of which the
// first stands below another empty one.
func fanFicFareHeads(lines []string) []int {
	empty := func(i int) bool { return i < 0 || i >= len(lines) || strings.TrimSpace(lines[i]) == "" }
	var out []int
	for i, line := range lines {
		if fanFicFareHead().MatchString(line) && empty(i-1) && empty(i-2) && empty(i+1) &&
			len(oneLine(line)) < breakLongest*2 {
			out = append(out, i)
		}
	}
	return out
}

// fanFicFareAbout takes over what is said of the story above the list of contents.
func (f *file) fanFicFareAbout(v *volume, lines []string) {
	key := ""
	said := map[string]string{}
	for _, line := range lines {
		m := fanFicFareLabel().FindStringSubmatch(line)
		label, _, labelled := strings.Cut(line, ": ")
		switch {
		case strings.TrimSpace(line) == "":
			key = ""
		case m != nil:
			key, said[m[1]] = m[1], m[2]
		case labelled && len(strings.Fields(label)) < 4:
			key = ""
		case key != "":
			said[key] += " " + strings.TrimSpace(line)
		}
	}
	v.blurb = oneLine(said["Summary"])
	for _, w := range strings.Split(said["Warnings"]+","+said["Archive Warnings"], ",") {
		if w = oneLine(w); w != "" && !strings.HasPrefix(w, "No Archive Warnings") {
			v.warnings = union(v.warnings, []string{w})
		}
	}
}
