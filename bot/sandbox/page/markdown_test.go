package page_test

import (
	"bytes"
	"context"
	"encoding/json"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// parseAll runs the page's Markdown parser in Node and returns the tree of each message in the notation of show.mjs.
func parseAll(t *testing.T, sources []string) []string {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("no node on PATH: the Markdown parser is only tested where Node.js is installed")
	}
	dir := t.TempDir()
	for from, to := range map[string]string{"assets/markdown.js": "markdown.mjs", "testdata/show.mjs": "show.mjs"} {
		data, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, to), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	input, err := json.Marshal(sources)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	var stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, node, filepath.Join(dir, "show.mjs"))
	cmd.Stdin, cmd.Stderr = bytes.NewReader(input), &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("node: %v\n%s", err, &stderr)
	}
	var trees []string
	if err := json.Unmarshal(out, &trees); err != nil || len(trees) != len(sources) {
		t.Fatalf("node said %.200q: %v", out, err)
	}
	return trees
}

// Each pair is a message and its tree.
var markdown = [][2]string{
	// spans
	{"*i* _i_ **b** __u__ ~~s~~ ||x||", "{em i} {em i} {strong b} {underline u} {strike s} {spoiler x}"},
	{"***both***", "{strong {em both}}"},
	{"___both___", "{underline {em both}}"},
	{"**a *b* c**", "{strong a {em b} c}"},
	{"||a **b**||", "{spoiler a {strong b}}"},
	{"a*b*c", "a{em b}c"},
	{"2 * 3 * 4", "2 * 3 * 4"},
	{"so * sigh *", "so * sigh *"},
	{"*sigh *", "*sigh *"},
	{"snake_case_name", "snake_case_name"},
	{"_a_b", "_a_b"},
	{"a_b_", "a{em b}"},
	{"é_x_é", "é{em x}é"},
	{`he said_ "no"_`, `he said{em  "no"}`},
	{"**one\n\ntwo**", "{strong one\n\ntwo}"},
	{"an *orphan", "an *orphan"},
	{"**", "**"}, {"****", "****"}, {"____", "____"}, {"||||", "||||"},
	{"***", "***"}, {"---", "---"}, {"~~~~", "~~~~"},
	{"a || b || c", "a {spoiler  b } c"},
	// code
	{"`a*b*`", "{code a*b*}"},
	{"``it`s``", "{code it`s}"},
	{"`` `x` ``", "{code `x`}"},
	{"it`s alone", "it`s alone"},
	{"```go\nx := 1\n```\nafter", "{fence go|x := 1}after"},
	{"```\n**x**\n```", "{fence |**x**}"},
	{"```one line```", "{fence |one line}"},
	{"```go\n```", "{fence |go}"},
	{"``````", "``````"},
	// escapes
	{`\*x\*`, "*x*"}, {`\\`, `\`}, {`\a`, `\a`}, {`\_\_x\_\_`, "__x__"}, {`\# x`, "# x"}, {`\> x`, "> x"},
	{`1986\. A year`, "1986. A year"}, {`\- Yes`, "- Yes"}, {`\|\|x||`, "||x||"}, {"a\\", "a\\"},
	{`¯\_(ツ)_/¯`, `¯\_(ツ)_/¯`},
	{`**a\*b**`, "{strong a*b}"},
	// blocks
	{"# One\n## Two\n### Three\n#### Four", "{heading 1 One}{heading 2 Two}{heading 3 Three}#### Four"},
	{"#none\na # b", "#none\na # b"},
	{"-# small\nbig", "{subtext small}big"},
	{"> a\n> b\nc", "{quote a\nb}c"},
	{">a", ">a"}, {"a > b", "a > b"},
	{">>> a\nb\n\nc", "{quote a\nb\n\nc}"},
	{"> # T\n> x", "{quote {heading 1 T}x}"},
	{"> > a", "{quote > a}"},
	{"x\n# T", "x\n{heading 1 T}"},
	{"*a\n# b*", "{em a\n# b}"},
	{"- a\n- b", "{list a | b}"},
	{"* a\n* b", "{list a | b}"},
	{"- a\n  - b\n    - c\n- d", "{list a{list b{list c}} | d}"},
	{"3. a\n9. b\nc", "{list 3. a | b}c"},
	{"- a\n  more\n- b", "{list a\nmore | b}"},
	{"  - a\n- b", "{list a | b}"},
	{"- a\n1. b", "{lists {list a}{list 1. b}}"},
	{"- a\n\n- b", "{list a}\n{list b}"},
	{"-a\n1.b", "-a\n1.b"},
	{"1986. A great year", "{list 1986. A great year}"},
	// links
	{"see https://a.example/b_c_d. Yes", "see {link https://a.example/b_c_d|https://a.example/b_c_d}. Yes"},
	{"(https://a.example/x(y))", "({link https://a.example/x(y)|https://a.example/x(y)})"},
	{"**https://a.example**", "{strong {link https://a.example|https://a.example}}"},
	{"<https://a.example>", "{link https://a.example|https://a.example}"},
	{"[here](https://a.example)", "{link https://a.example|here}"},
	{"[*a* [b]](<https://a.example/(x)>)", "{link https://a.example/(x)|{em a} [b]}"},
	{`[a](https://a.example "t")`, "{link https://a.example|a}"},
	{`[a\*b](https://a.example)`, `{link https://a.example|a\*b}`},
	{"[aside](she said)", "[aside](she said)"},
	{"[x](javascript:alert(1))", "[x](javascript:alert(1))"},
	{"[https://a.example](https://b.example)",
		"[{link https://a.example|https://a.example}]({link https://b.example|https://b.example})"},
	{"<a@b.example>", "{link mailto:a@b.example|a@b.example}"},
	{"https:// nothing", "https:// nothing"},
	// what Discord puts in angle brackets
	{"<@1> <@!2> <@&3> <#4>", "{user 1} {user 2} {role 3} {channel 4}"},
	{"</read:5> </story set:6>", "{command read:5} {command story set:6}"},
	{"<:ok:7> <a:go:8>", "{emoji ok:7} {emoji a:go:8}"},
	{"<t:1795806000> <t:-1:R> <t:1:s>", "{timestamp 1795806000 f} {timestamp -1 R} {timestamp 1 s}"},
	{"<t:1:x> <3 <not a tag>", "<t:1:x> <3 <not a tag>"},
	{"<id:guide>", "{guide guide}"},
	{"@everyone @here @hereabouts", "{everyone @everyone} {everyone @here} @hereabouts"},
	{":blush: :nosuch:", "😊 :nosuch:"},
	{"", ""},
}

func TestMarkdown(t *testing.T) {
	var sources []string
	for _, m := range markdown {
		sources = append(sources, m[0])
	}
	for i, got := range parseAll(t, sources) {
		if want := markdown[i][1]; got != want {
			t.Errorf("%q: got %q, want %q", sources[i], got, want)
		}
	}
}

// A message may be anything of 4,000 characters: the parser must neither fail nor take long, and lose no letter.
func TestMarkdownOfHostileMessages(t *testing.T) {
	pieces := strings.Split("*,**,_,__,~~,||,`,```,[,](https://a.example),(,),<,>,> ,>>> ,\n,\n- ,\n  - ,\n1. ,# ,-# ,"+
		"\\,<@1>,<t:1:R>,https://a.example/x,word, ,é,🔥,:joy:", ",")
	var sources []string
	for _, p := range pieces {
		sources = append(sources, strings.Repeat(p, 4000/utf8.RuneCountInString(p)),
			strings.Repeat(p+" ", 1000), strings.Repeat(p+"a", 1000))
	}
	random := rand.New(rand.NewPCG(4, 11))
	for range 2000 {
		var b strings.Builder
		for range random.IntN(40) {
			b.WriteString(pieces[random.IntN(len(pieces))])
		}
		sources = append(sources, b.String())
	}
	for i, tree := range parseAll(t, sources) {
		if got, want := strings.Count(tree, "word"), strings.Count(sources[i], "word"); got < want {
			t.Errorf("%.200q lost %d words: %.200q", sources[i], want-got, tree)
		}
	}
}
