package manuscript

import (
	"bytes"

	"cliffhanger/story/manuscript/archive"
)

// sniff returns the extension that belongs to a file's content where that is beyond doubt, else "". Markdown and plain
// text have no such content.
func sniff(data []byte) string {
	bare := bytes.TrimLeft(bytes.TrimPrefix(data[:min(len(data), 2048)], []byte("\xef\xbb\xbf")), " \t\r\n")
	switch {
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		return sniffArchive(data)
	case bytes.HasPrefix(bare, []byte(`{\rtf`)):
		return ".rtf"
	case bytes.HasPrefix(bare, []byte("%PDF-")):
		return ".pdf"
	case bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		return ".doc"
	case htmlStart().Match(bare):
		return ".html"
	}
	if m := officeXML().FindSubmatch(bare); m != nil {
		return xmlOf(string(m[1]))
	}
	return ""
}

// officeXML matches the beginnings of books and documents that are one file of XML.
var officeXML = pattern(`^(?:<\?[^<>]*>\s*)*<(FictionBook|office:document|w:wordDocument|pkg:package)[\s>]`)

// xmlOf returns the extension of a document that begins with such a tag.
func xmlOf(root string) string {
	switch root {
	case "FictionBook":
		return ".fb2"
	case "office:document":
		return ".fodt"
	}
	return ".xml"
}

// htmlStart matches what nothing but a page of HTML begins with.
var htmlStart = pattern(`(?i)^(?:<\?xml[^<>]*>\s*)?(?:<!doctype html\b|<html[\s>])`)

// sniffArchive returns the extension of what is in a zip archive.
func sniffArchive(data []byte) string {
	a, err := archive.Open(data, archive.For(len(data)))
	if err != nil {
		return "" // whoever reads it says why it cannot be read
	}
	if kind, err := a.Read("mimetype"); err == nil {
		switch kind = bytes.TrimSpace(kind); {
		case bytes.Equal(kind, []byte("application/epub+zip")):
			return ".epub"
		case bytes.HasPrefix(kind, []byte("application/vnd.oasis.opendocument.text")):
			return ".odt"
		}
	}
	for _, form := range []struct{ part, ext string }{
		{"word/document.xml", ".docx"}, {"META-INF/container.xml", ".epub"}, {"Index/Document.iwa", ".pages"},
	} {
		if _, ok := a.Find(form.part); ok {
			return form.ext
		}
	}
	return ""
}

// foreign reports whether the extension belongs to a format that is no text and cannot be read.
func foreign(ext string) bool {
	switch ext {
	case ".doc", ".rtf", ".pdf", ".pages", ".zip", ".yaml", ".yml", ".json", ".gdoc", ".tex", ".rst", ".org", ".wpd",
		".wps", ".fountain", ".mdx", ".scriv", ".sxw", ".fodt", ".mobi", ".azw", ".azw3", ".kfx", ".nwx",
		".fb2", ".xml":
		return true
	}
	return false
}

// instead says what to do with a file that cannot be read.
func instead(ext string) string {
	switch ext {
	case ".rtf":
		return "open it in your writing program and save it as .docx or .odt"
	case ".doc", ".wpd", ".wps", ".sxw", ".fodt", ".xml":
		return "open it in Word or LibreOffice and save it as .docx or .odt"
	case ".pdf":
		return "a PDF does not say where paragraphs end: export what it was made of as .docx, .odt, .epub or .md"
	case ".pages":
		return "in Pages choose File, Export To, Word (or EPUB), and give that file"
	case ".gdoc":
		return "this is only a link: in Google Docs choose File, Download, Microsoft Word (.docx), and give that file"
	case ".scriv":
		return "in Scrivener choose File, Compile, to Word (.docx), EPUB or Markdown, and give that file"
	case ".mobi", ".azw", ".azw3", ".kfx", ".fb2":
		return "give the EPUB it was made of"
	case ".zip":
		return "unpack it, and give what is in it"
	case ".nwx":
		return "in novelWriter choose Tools, Build Manuscript, and give the novelWriter Markup (.txt) or the .odt it makes"
	case ".yaml", ".yml":
		return "for the whole story, give the folder it is in"
	}
	return "save it as Markdown (.md), plain text (.txt), .docx or .odt"
}
