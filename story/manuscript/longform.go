package manuscript

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"cliffhanger/story"
)

// A listedScene is a scene in the list of a Longform index.
type listedScene struct {
	name   string // of its file, in the folder that is read
	title  string // what the list calls it
	nested bool   // it is indented below another
	at     place
}

// longformKey matches the line of a note's front matter that makes it an index.
var longformKey = pattern(`(?m)^longform:[ \t]*(?:#.*)?$`)

// isLongform reports whether a note is the index of a Longform project of many scenes.
func isLongform(name string, data []byte) bool {
	if !strings.EqualFold(path.Ext(name), ".md") {
		return false
	}
	head := bytes.TrimPrefix(data[:min(len(data), maxYAML)], []byte("\xef\xbb\xbf"))
	if !bytes.HasPrefix(head, []byte("---")) || !longformKey().Match(head) {
		return false
	}
	f := &file{name: name, data: data}
	_, front := f.longformFront()
	return slices.ContainsFunc(front, func(e entry) bool {
		s, ok := scalar(e.value)
		return e.key == "format" && ok && s == "scenes"
	})
}

// longformFront returns the entries of a note's front matter and, of these, those of "longform".
func (f *file) longformFront() (all, own []entry) {
	text, ok := f.decode()
	if !ok {
		return nil, nil
	}
	head, found := strings.CutPrefix(text, "---")
	if !found {
		return nil, nil
	}
	head, _, _ = strings.Cut(head, "\n---")
	all = f.mapping(head)
	for _, e := range all {
		if e.key == "longform" {
			own, _ = f.entries(e.value)
		}
	}
	return all, own
}

// longform returns the files that the index of a Longform project lists, in its order, and whether there is one. Index
// names it, else the folder has one at most.
func (g *gathering) longform(index string, entries []fs.DirEntry) ([]listedScene, bool) {
	var found []string
	for _, e := range entries {
		if (index == "" || e.Name() == index) && g.isIndex(e) {
			found = append(found, e.Name())
		}
	}
	switch len(found) {
	case 0:
		return nil, false
	case 1:
	default:
		g.problems = append(g.problems, story.Problem{File: found[1], Severity: story.Error,
			Message: fmt.Sprintf("this is an index of Longform's, and so is %s", found[0]),
			Hint:    "give the file of the draft you mean, in place of the folder"})
		return nil, true
	}
	f := g.open(found[0])
	if f == nil {
		return nil, true
	}
	g.files-- // it is no chapter
	list := g.listOf(f)
	g.problems = append(g.problems, f.problems...)
	return list, true
}

// isIndex reports whether an entry of the folder is the index of a project. Only its beginning is read. One that cannot
// be read is none: that is told when it is to be read as a chapter.
func (g *gathering) isIndex(e fs.DirEntry) bool {
	name := e.Name()
	if e.IsDir() || strings.HasPrefix(name, ".") || !strings.EqualFold(path.Ext(name), ".md") {
		return false
	}
	if info, err := fs.Stat(g.fsys, name); err != nil || !info.Mode().IsRegular() {
		return false
	}
	r, err := g.fsys.Open(name)
	if err != nil {
		return false
	}
	head, err := io.ReadAll(io.LimitReader(r, maxYAML))
	return cmp.Or(err, r.Close()) == nil && isLongform(name, head)
}

// listOf reads an index: the title, the scenes in their order, and which files beside them are none.
func (g *gathering) listOf(f *file) []listedScene {
	all, own := f.longformFront()
	for _, e := range all {
		if s, ok := scalar(e.value); ok && e.key == "author" {
			g.story.Author = cmp.Or(g.story.Author, oneLine(s))
		}
	}
	var list []listedScene
	var ignored []placed
	title, folder := strings.TrimSuffix(f.name, path.Ext(f.name)), ""
	for _, e := range own {
		switch e.key {
		case "title":
			title = cmp.Or(oneLine(f.text(e)), title)
		case "sceneFolder":
			folder = strings.Trim(f.text(e), "/ ")
		case "ignoredFiles":
			if _, none := scalar(e.value); !none {
				ignored = f.list(e, false)
			}
		case "scenes":
			list = f.scenesOf(e.value, 0, list)
		}
	}
	g.story.Title = cmp.Or(g.story.Title, title)
	folder = cmp.Or(folder, ".")
	if !fs.ValidPath(folder) {
		f.report(0, 0, story.Error, fmt.Sprintf("the scenes' folder “%s” is outside of the story's folder", folder),
			"give the folder that both are in, or move the index")
		return nil
	}
	return g.present(f, folder, list, ignored)
}

// scenesOf appends the scenes of a list, in which a list within stands for indented scenes.
func (f *file) scenesOf(n ast.Node, depth int, out []listedScene) []listedScene {
	if seq, ok := n.(*ast.SequenceNode); ok && depth < 100 {
		for _, v := range seq.Values {
			out = f.scenesOf(v, depth+1, out)
		}
		return out
	}
	line, col := nodePlace(n)
	s, ok := scalar(n)
	if s = strings.TrimSpace(s); !ok || s == "" {
		if depth > 0 {
			f.report(line, col, story.Error, "an entry in the list of scenes is not a name", "write it in double quotes")
		}
		return out
	}
	return append(out, listedScene{title: s, nested: depth > 1, at: place{line, col}})
}

// present returns the scenes whose files are there, reports those that are not, and tells which files are neither
// scenes nor ignored.
func (g *gathering) present(f *file, folder string, list []listedScene, ignored []placed) []listedScene {
	entries, err := fs.ReadDir(g.fsys, folder)
	if err != nil {
		f.report(0, 0, story.Error, fmt.Sprintf("the scenes' folder “%s” cannot be read: %s", folder, cause(err)),
			"look at “sceneFolder” in the index")
		return nil
	}
	there, taken := map[string]bool{}, map[string]bool{f.name: true}
	for _, e := range entries {
		there[e.Name()] = !e.IsDir()
	}
	var out []listedScene
	for _, l := range list {
		l.name = path.Join(folder, l.title+".md")
		switch {
		case !there[l.title+".md"]:
			f.report(l.at.line, l.at.col, story.Error, fmt.Sprintf("the scene “%s” has no file", l.title),
				fmt.Sprintf("put %s there, or take it out of the list", l.name))
		case taken[l.name]:
			f.report(l.at.line, l.at.col, story.Error, fmt.Sprintf("“%s” is in the list twice, or is the list", l.title),
				"take it out of the list once")
		default:
			taken[l.name] = true
			out = append(out, l)
		}
	}
	for _, e := range entries {
		name := e.Name()
		stem, isNote := strings.CutSuffix(name, ".md")
		if !isNote || taken[path.Join(folder, name)] || strings.HasPrefix(name, ".") || isIgnored(stem, ignored) {
			continue
		}
		g.problems = append(g.problems, story.Problem{File: path.Join(folder, name), Severity: story.Notice,
			Message: "the file is not in Longform's list of scenes, so it is not read",
			Hint:    "if it is a scene, add it in Longform"})
	}
	return out
}

// isIgnored reports whether a file's name is among those that Longform ignores, in which * stands for anything.
func isIgnored(stem string, ignored []placed) bool {
	return slices.ContainsFunc(ignored, func(p placed) bool {
		ok, err := path.Match(p.text, stem)
		return err == nil && ok || p.text == stem
	})
}
