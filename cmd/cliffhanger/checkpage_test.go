package main

import (
	"encoding/json"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cliffhanger/story"
	"cliffhanger/story/sample"
	"cliffhanger/story/typeset"
)

func TestChatHTML(t *testing.T) {
	for content, want := range map[string]string{
		"She *ran* **fast**, ~~not~~ __so__.": "She <em>ran</em> <strong>fast</strong>, <s>not</s> <u>so</u>.",
		"***both*** *a*\u2060**b**":           "<strong><em>both</em></strong> <em>a</em>\u2060<strong>b</strong>",
		`\*no\* 5\*3 \_x\_ \<b\> \# \`:        "*no* 5*3 _x_ &lt;b&gt; # \\",
		"||x|| `a*b` ``a`b``":                 `<span class="spoiler" tabindex="0">x</span> <code>a*b</code> <code>a` + "`" + `b</code>`,
		"* not emphasis, 5 * 3":               "<ul><li>not emphasis, 5 * 3</li></ul>",
		"One.\n\nTwo.\nThree.":                "One.\n\nTwo.\nThree.",
		"One.\n\n> a *b*\n> \n> c\nTwo.":      "One.\n\n<blockquote>a <em>b</em>\n\nc</blockquote>Two.",
		"### A\n\nb\n-# small":                "<h4>A</h4>\nb<small>small</small>",
		"- a\n- b\n3. c\n4. d":                `<ul><li>a</li><li>b</li></ul><ol start="3"><li>c</li><li>d</li></ol>`,
		"<https://example.com/?a=1&b=\">":     `<a href="https://example.com/?a=1&amp;b=&#34;" rel="noreferrer">https://example.com/?a=1&amp;b=&#34;</a>`,
		"<script>alert(1)</script>":           "&lt;script&gt;alert(1)&lt;/script&gt;",
		"<javascript:x> <@&12>":               `&lt;javascript:x&gt; <span class="mention">@role</span>`,
		"*open **and __never closed":          "*open **and __never closed",
		"":                                    "",
	} {
		if diff := cmp.Diff(want, chatHTML(content)); diff != "" {
			t.Errorf("%q: -want +got:\n%s", content, diff)
		}
	}
}

// FuzzChatHTML checks that nothing of a message can get out of its place in the page, or make it fail.
func FuzzChatHTML(f *testing.F) {
	for _, seed := range []string{"*a **b* c**", "> \n> - <b>", "`<` ** \\", "<https://x\"y>", "||*_~~`||"} {
		f.Add(seed)
	}
	own := regexp.MustCompile(`</?(?:strong|em|u|s|small|ul|li|blockquote|code|h4)>|<ol start="\d+">|</(?:ol|span|a)>|` +
		`<h4 class="h[12]">|<span class="(?:mention|when)">|<span class="spoiler" tabindex="0">|` +
		`<a href="https?://[^"<>]*" rel="noreferrer">`)
	f.Fuzz(func(t *testing.T, content string) {
		if rest := own.ReplaceAllString(chatHTML(content), ""); strings.ContainsAny(rest, "<>") {
			t.Errorf("%q becomes %q", content, rest)
		}
	})
}

// words returns what a message's HTML says without its looks.
func words(of string) string {
	text := html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(of, " "))
	return strings.Join(strings.Fields(strings.ReplaceAll(text, "\u2060", "")), "")
}

// What a page shows of the sample are its words, all of them, in their order.
func TestPagesShowTheWords(t *testing.T) {
	s, _, err := sample.Story()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range s.Chapters {
		for i, scene := range c.Scenes {
			var got, want strings.Builder
			for _, p := range typeset.Scene(scene, typeset.Options{}) {
				got.WriteString(words(chatHTML(p.Content)))
			}
			want.WriteString(scene.Label)
			for _, b := range scene.Blocks {
				if b.Kind != story.Item {
					want.WriteString(b.Text())
				}
			}
			if diff := cmp.Diff(strings.Join(strings.Fields(want.String()), ""), got.String()); diff != "" {
				t.Errorf("chapter %d, scene %d: -want +got:\n%s", c.Number, i+1, diff)
			}
		}
	}
}

func TestCheckWritesAPage(t *testing.T) {
	files := goodStory()
	files["story.yaml"] = "title: \"<script>alert(1)</script> & Co\"\n"
	dir, page := writeFolder(t, files), filepath.Join(t.TempDir(), "page.html")
	code, out, stderr := ranWith(t, "check", dir, "--html", page)
	if code != exitOK || stderr != "" || !strings.HasSuffix(out, "\nthe pages are in "+page+": open it in a browser\n") {
		t.Fatalf("%d, %s\n%s", code, stderr, out)
	}
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	got := string(text)
	for _, want := range []string{
		"&lt;script&gt;alert(1)&lt;/script&gt; &amp; Co</h1>", "<span>2 chapters</span>", "<h2>Chapter 1: Rope</h2>",
		"The rope <em>held</em>.</div>", "message 2 of 5 · scene 1 of 2 · <b>16</b> characters",
		"Author’s note", "Thank you for being here.", "<li>Cut it 🔪</li>", "<li>Leave it 🇦</li>", "<em>What else?</em>",
		"<span>🔪 <b>1</b></span>", "in 48 hours</span>", "Mara\nfell.",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	for _, not := range []string{"<script", " src=", "@import", "url(", "<link", "<img", "t:closes"} {
		if strings.Contains(got, not) {
			t.Errorf("the page holds %q", not)
		}
	}

	// A page of its own is written over; JSON and a page go together.
	code, out, stderr = ranWith(t, "check", dir, "--html", page, "--json")
	if again, err := os.ReadFile(page); code != exitOK || stderr != "" || err != nil || string(again) != got ||
		!strings.HasPrefix(out, "{") || !strings.HasSuffix(out, "}\n") {
		t.Errorf("%d, %s, %v\n%s", code, stderr, err, out)
	}
	if names := namesIn(t, filepath.Dir(page)); len(names) != 1 {
		t.Errorf("something is left behind: %v", names)
	}
}

// TestEverybodyCountsTheSameMessages: the table, the page, the JSON and the simulation agree.
func TestEverybodyCountsTheSameMessages(t *testing.T) {
	dir := writeFolder(t, goodStory())
	write(t, dir, "03-fog.md", "# Chapter 3: Fog\n\n"+strings.Repeat("The fog came in, and nobody saw the lamp. ", 200)+"\n")
	code, page, stderr := ranWith(t, "check", dir, "--html", "-")
	if code != exitOK {
		t.Fatal(code, stderr)
	}
	_, out, _ := ranWith(t, "check", dir, "--json")
	var report struct {
		Chapters []struct{ Sums checkSums }
		Totals   checkSums
	}
	if err := json.Unmarshal([]byte(out), &report); err != nil {
		t.Fatal(err)
	}
	_, out, _ = ranWith(t, "simulate", dir, "--json")
	var sim struct{ Drops []struct{ Messages int } }
	if err := json.Unmarshal([]byte(out), &sim); err != nil {
		t.Fatal(err)
	}
	if len(sim.Drops) != 3 {
		t.Fatalf("drops %+v", sim.Drops)
	}
	all := 0
	for i, c := range report.Chapters {
		n := c.Sums.Messages
		all += n
		if n != sim.Drops[i].Messages || strings.Count(page, fmt.Sprintf(" of %d · ", n)) < n ||
			!strings.Contains(page, ", "+plural(n, "message")+"</span></li>") {
			t.Errorf("chapter %d has %d messages, %d as simulated", i+1, n, sim.Drops[i].Messages)
		}
		if !strings.Contains(stderr, fmt.Sprintf("%10d%9d", n, c.Sums.Longest)) {
			t.Errorf("chapter %d: no %d messages in\n%s", i+1, n, stderr)
		}
	}
	if all != report.Totals.Messages || strings.Count(page, "<article") != all ||
		!strings.Contains(page, "<span>"+plural(all, "message")+"</span>") || !strings.Contains(flat(stderr), messagesAre) ||
		!strings.Contains(page, messagesAre) {
		t.Errorf("%d messages, %d in all, %d on the page", all, report.Totals.Messages, strings.Count(page, "<article"))
	}
}

func TestCheckWritesNoPageOverAnythingElse(t *testing.T) {
	dir := writeFolder(t, goodStory())
	for name, text := range map[string]string{"mine.html": "<!doctype html><p>Mine.", "empty.html": ""} {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		code, _, stderr := ranWith(t, "check", dir, "--html", path)
		if code == exitOK || !strings.Contains(stderr, "is no page that check wrote") || strings.Count(stderr, "\n") != 1 {
			t.Errorf("%s: %d, %q", name, code, stderr)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != text {
			t.Errorf("%s is %q now, %v", name, got, err)
		}
	}
	for _, path := range []string{dir, filepath.Join(dir, "no", "page.html")} {
		if code, _, stderr := ranWith(t, "check", dir, "--html", path); code == exitOK || strings.Count(stderr, "\n") != 1 {
			t.Errorf("%s: %d, %q", path, code, stderr)
		}
	}
}

// A page writes all its numbers as the bot's messages in it do.
func TestAPageWritesNumbersOneWay(t *testing.T) {
	dir := writeFolder(t, map[string]string{"01.md": "# Fog\n\n" + strings.Repeat("The fog came in, and nobody saw the lamp.\n\n", 250)})
	code, page, stderr := ranWith(t, "check", dir, "--html", "-")
	if code != exitOK {
		t.Fatal(code, stderr)
	}
	text := page[strings.Index(page, "<main>"):]
	if strings.Count(text, "2,250 words") != 2 || regexp.MustCompile(`\b\d{4,}\b`).MatchString(text) {
		t.Errorf("not each number with a comma: %.2000s", text)
	}
}
