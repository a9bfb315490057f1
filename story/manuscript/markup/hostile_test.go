package markup_test

import (
	"runtime"
	"strings"
	"testing"

	"cliffhanger/story"
	"cliffhanger/story/manuscript/markup"
)

// TestHostile reads pages that make careless readers recurse, or take memory or time out of proportion. Each must give
// an error with a sentence or its text, and take no more memory in all than ten times its size or 256 MiB. A reader
// that takes time in the square of the size does not end within the test's time.
func TestHostile(t *testing.T) {
	const many, wide = 100_000, 20_000
	up := strings.Repeat
	tests := map[string]struct{ in, want string }{
		"deep":                {up("<div>", many) + "a", "500 tags"},
		"deep styles":         {up("<i>", many) + "a", ""},
		"deep styles, mixed":  {up("<b><i><u><s>", many/4) + up("<p>a", many/4), ""},
		"deep lists":          {up("<ul><li>", many) + "a", "500 tags"},
		"deep tables":         {up("<table><tr><td>", many) + "a", "500 tags"},
		"deep spans":          {up("<span>", many) + "a", "500 tags"},
		"a long line":         {up("word ", 65<<20/5), "64 MiB"},
		"a long text":         {"<p>" + up("word ", 9<<20/5), "million characters"},
		"a long paragraph":    {"<p>a</p><p>" + up("word ", 2<<20/5) + "</p>", "million characters"},
		"a long attribute":    {"<p>a<img src='" + up("x", 9<<20) + "'>", "8 MiB"},
		"a long comment":      {"<p>a<!--" + up("x", 9<<20), "8 MiB"},
		"entities":            {"<p>" + up("&amp;", wide) + "</p>" + up("<p>&nbsp;&#10;&bogus;", wide), ""},
		"entities of its own": {"<!DOCTYPE a [<!ENTITY a 'LEAK'><!ENTITY b '&a;&a;&a;'>]><p>a&b;", ""},
		"external entities":   {"<!DOCTYPE a [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><p>a&a;", ""},
		"document type":       {"<!DOCTYPE a [" + up("x", many), "no text"},
		"attributes":          {"<p " + up("a ", wide) + ">a" + up("<p a b c d e f g h>", wide), ""},
		"rules":               {"<style>" + up("p{display:none}", many) + "</style><p>LEAK", "too many rules"},
		"rules and tags": {
			"<style>" + up("p{color:transparent}", 15_000) + "</style>" + up("<p>LEAK", wide), "too involved",
		},
		"selectors": {"<style>" + up("div ", 15) + "b > i{display:none}</style>" +
			up("<div>", 400) + up("<i>a</i>", wide), ""},
		"selectors, branching": {
			"<style>em>" + up("div>div ", 7) + "i{display:none}</style>" + up("<div>", 400) + up("<b><i>a</i>"+
				"</b>", 1000), "too involved",
		},
		"braces":            {"<style>" + up("@media screen{", many) + "</style><p>a", ""},
		"brackets":          {"<style>" + up("[(", many) + "</style><p>a", ""},
		"quotes":            {"<style>" + up("a{b:'", many) + "</style><p>a", ""},
		"comments":          {"<style>" + up("/*", wide) + "</style><p>a" + up("<!-- -->", wide), ""},
		"style attributes":  {up("<p style='display:block;display:block'>a", wide), ""},
		"line breaks":       {up("<br>", wide) + "a" + up("<br>", wide), ""},
		"lines":             {up("a<br>", wide), ""},
		"runs":              {up("a<i>b</i>", wide), ""},
		"ends":              {up("</p></div></i>", wide) + "a", ""},
		"opened and closed": {up("<p><b>a</p>", wide), ""},
		"ruby":              {"<ruby>" + up("a<rt>", wide), ""},
		"cells":             {"<table><tr>" + up("<td>", wide) + "a", ""},
		"pictures":          {"<p>a" + up("<img src=x>", wide), ""},
		"nothing":           {"", "no text"},
		"nulls":             {up("\x00", many), "no text"},
		"truncated":         {"<html><body><p>a</p><p>b <em", ""},
		"google's links":    {"<p>a<a href='" + up("https://www.google.com/url?q=", 60) + "'>b</a>", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			w, problems := markup.Read("a.html", []byte(test.in))
			runtime.ReadMemStats(&after)
			var messages string
			for _, p := range problems {
				messages += p.String() + "\n"
			}
			if story.HasErrors(problems) != (test.want != "") || !strings.Contains(messages, test.want) {
				t.Errorf("want %q, got %.300s", test.want, messages)
			}
			if test.want == "" && len(w.Chapters) == 0 {
				t.Error("there is no text")
			}
			for _, c := range w.Chapters {
				for _, p := range c.Paras {
					if strings.Contains(p.Text(), "LEAK") {
						t.Fatalf("a word leaks: %.200s", p.Text())
					}
				}
			}
			if took := after.TotalAlloc - before.TotalAlloc; took > max(256<<20, 10*uint64(len(test.in))) {
				t.Errorf("%d bytes took %d MiB", len(test.in), took>>20)
			}
		})
	}
}
