package markup_test

import (
	"strings"
	"testing"

	"cliffhanger/story/manuscript/markup"
)

// That a page's style is not read, or not followed, is told once.
func TestOuterStyle(t *testing.T) {
	const file, variable = "stands in another file", "by a variable"
	for _, test := range []struct{ in, told string }{
		{`<link rel=stylesheet href=a.css><link rel="preload stylesheet" href=b.css><p>a`, file},
		{`<link rel="STYLESHEET" media="screen" href=a.css><p>a`, file},
		{`<style>@import url("a.css");</style><p>a`, file},
		{`<link rel=stylesheet media=print href=a.css><link rel=icon href=b.png><p>a`, ""},
		{`<style>@import url(https://themes.googleusercontent.com/fonts/css?kit=x);</style><p>a`, ""},
		{`<link rel="alternate stylesheet" href=a.css><p>a`, ""},
		{`<style>p{display:var(--d)} b{visibility:var( --v )}</style><p style="display:var(--d)">a`, variable},
		{`<p style="display: var(--d)">a`, variable},
		{`<style>p{color:var(--c);margin:var(--m)}</style><p>a`, ""},
	} {
		_, problems := markup.Read("a.html", []byte(test.in))
		told := ""
		for _, p := range problems {
			told += p.String()
		}
		if len(problems) > 1 || !strings.Contains(told, test.told) || test.told == "" && told != "" {
			t.Errorf("%s: told %q, want %q", test.in, told, test.told)
		}
	}
}
