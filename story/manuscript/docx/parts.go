package docx

import (
	"path"
	"strings"

	"cliffhanger/story/manuscript/archive"
	"cliffhanger/story/manuscript/office"
)

// A relation leads from a part to another part or to an address.
type relation struct {
	kind     string // the last word of its type, such as "styles" or "hyperlink"
	target   string // a name in the archive, or an address
	external bool
}

// relateds are a part's relations by their ids.
type relateds map[string]relation

// part returns the name of the part of a kind, "" if there is none; of several the first by name.
func (r relateds) part(kind string) string {
	first := ""
	for _, to := range r {
		if to.kind == kind && !to.external && (first == "" || to.target < first) {
			first = to.target
		}
	}
	return first
}

// mainPart returns the name of the part that holds the document's text. Programs are free to name it; Word for the web
// writes word/document2.xml at times.
func mainPart(a *archive.Archive) (string, error) {
	top, err := relations(a, "")
	if err != nil {
		return "", err
	}
	for _, name := range []string{top.part("officeDocument"), "word/document.xml"} {
		if found, ok := a.Find(name); ok && name != "" {
			switch strings.SplitN(found, "/", 2)[0] {
			case "xl", "ppt", "visio":
				return "", &archive.Refusal{
					Message: "this file is a table or a presentation, not a text",
					Hint:    "save the text as .docx or .odt",
				}
			}
			return found, nil
		}
	}
	return "", &archive.Refusal{
		Message: "this file holds no Word document",
		Hint:    "save the text again as .docx; or rename the file if it is something else",
	}
}

// relations returns where a part, or with "" the whole package, leads.
func relations(a *archive.Archive, part string) (relateds, error) {
	out := relateds{}
	dir, file := path.Split(part)
	err := each(a, dir+"_rels/"+file+".rels", func(_ *office.Scan, e office.Element) error {
		kind := e.Attr("Type")
		to := relation{
			kind: kind[strings.LastIndexByte(kind, '/')+1:], target: e.Attr("Target"),
			external: strings.EqualFold(e.Attr("TargetMode"), "External"),
		}
		if !to.external {
			if rooted, ok := strings.CutPrefix(to.target, "/"); ok {
				to.target = rooted
			} else {
				to.target = path.Join(dir, to.target)
			}
		}
		out[e.Attr("Id")] = to
		return nil
	})
	return out, err
}
