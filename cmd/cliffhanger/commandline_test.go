package main

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// What was mistyped is named, and what may have been meant.
func TestWrongCallsSayWhatIsWrong(t *testing.T) {
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"sing"}, `there is no command "sing": cliffhanger --help shows what there is`},
		{[]string{"prevew"}, `there is no command "prevew": did you mean preview?`},
		{[]string{"help"}, `there is no command "help": did you mean --help?`},
		{[]string{"--version"}, `there is no command "--version": did you mean version?`},
		{[]string{"--help", "sreve"}, `there is no command "sreve": did you mean serve?`},
		{[]string{"preview", "--fast"}, `preview has no flag "--fast": cliffhanger preview --help shows what there is`},
		{[]string{"preview", "--lisen", "x"}, `preview has no flag "--lisen": did you mean --listen?`},
		{[]string{"serve", "--token_file=x"}, `serve has no flag "--token_file": did you mean --token-file?`},
		{[]string{"serve", "-vx"}, `serve has no flag "-x": cliffhanger serve --help shows what there is`},
		{[]string{"check"}, "check is called without its PATH: cliffhanger check --help shows what there is"},
		{[]string{"check", "a", "b"}, `check does not take "b": cliffhanger check --help shows what there is`},
		{[]string{"version", "please"}, `version does not take "please": cliffhanger version --help shows what there is`},
		{[]string{"check", "a", "--json=maybe"},
			`--json takes true or false, not "maybe": cliffhanger check --help shows what there is`},
		{[]string{"simulate", "a", "--drops", "few"},
			`--drops takes N, not "few": cliffhanger simulate --help shows what there is`},
		{[]string{"preview", "--speed", "fast"},
			`--speed takes NUMBER, not "fast": cliffhanger preview --help shows what there is`},
		{[]string{"serve", "--data"}, "--data is given without its DIR: cliffhanger serve --help shows what there is"},
		{[]string{"serve", "--data", "--health=x"},
			"--data is given without its DIR: cliffhanger serve --help shows what there is"},
		{[]string{"serve", "--story", "-v"},
			"--story is given without its DIR: cliffhanger serve --help shows what there is"},
	} {
		t.Run(strings.Join(test.args, " "), func(t *testing.T) {
			var out, said bytes.Buffer
			code := run(t.Context(), test.args, func(string) string { return "" }, &out, &said)
			if code != exitUsage || out.Len() > 0 {
				t.Errorf("it ends with %d, want %d, and prints %q", code, exitUsage, out.String())
			}
			if diff := cmp.Diff("cliffhanger: "+test.want+"\n", said.String()); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// Help fits a narrow terminal, gives each command a line, and names everything that a command takes.
func TestHelpSaysEverything(t *testing.T) {
	help := func(args ...string) string {
		t.Helper()
		var out, said bytes.Buffer
		if code := run(t.Context(), args, func(string) string { return "" }, &out, &said); code != exitOK || said.Len() > 0 {
			t.Fatalf("%q ends with %d: %s", args, code, said.String())
		}
		for line := range strings.Lines(out.String()) {
			if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); n > helpWidth {
				t.Errorf("%q has a line of %d columns: %q", args, n, line)
			}
		}
		return out.String()
	}
	all := help("--help")
	for _, args := range [][]string{{}, {"-h"}} {
		if diff := cmp.Diff(all, help(args...)); diff != "" {
			t.Errorf("%q: -want +got:\n%s", args, diff)
		}
	}
	for name, takes := range map[string][]string{
		"preview": {"[STORY]", "--listen HOST:PORT", "--data DIR", "--open ", "--speed NUMBER", "(default 30)",
			"-v, --verbose "},
		"serve": {"--story DIR", "--stories DIR", "--channel CHANNEL", "--data DIR", "DATA_DIR", "--token-file FILE",
			"DISCORD_TOKEN", "--discord-api URL", "DISCORD_API", "--health HOST:PORT", "--shards auto|N", "(default auto)",
			"-v, --verbose "},
		"check":  {" PATH ", "--json ", "--encoding NAME"},
		"import": {" FILE... ", "--into DIR", "--encoding NAME", "--force ", "--dry-run "},
		"simulate": {" PATH ", "--drops N", "(default 10)", "--released N", "--chosen CHAPTER/OPTION", "--now TIME",
			"--json "},
		"doctor": {"--story DIR", "--stories DIR", "--channel CHANNEL", "--data DIR", "DATA_DIR", "--token-file FILE",
			"DISCORD_TOKEN", "--discord-api URL", "DISCORD_API"},
		"recount": {" FILE ", "standard input"},
		"health":  {"--addr HOST:PORT", "(default 127.0.0.1:8421)"},
		"version": {},
	} {
		if !strings.Contains(all, fmt.Sprintf("\n  %-9s ", name)) {
			t.Errorf("%s has no line of its own in\n%s", name, all)
		}
		text := help(name, "--help")
		for _, want := range append(takes, "Usage: cliffhanger "+name, "-h, --help ") {
			if !strings.Contains(text, want) {
				t.Errorf("%s: %q is missing in\n%s", name, want, text)
			}
		}
		for _, args := range [][]string{{name, "-h"}, {"--help", name}} {
			if diff := cmp.Diff(text, help(args...)); diff != "" {
				t.Errorf("%q: -want +got:\n%s", args, diff)
			}
		}
	}
}

// Flags may stand anywhere, with = or without, and their values are taken as they are.
func TestFlagsAreRead(t *testing.T) {
	var preview previewCmd
	filled(t, &preview, "--speed=-1.5", "a story", "-v", "--data", "", "--listen", "x", "--listen", "y")
	if want := (previewCmd{Path: "a story", Listen: "y", Speed: -1.5, Verbose: true}); preview != want {
		t.Errorf("got %+v, want %+v", preview, want)
	}
	var check checkCmd
	filled(t, &check, "--json=false", "--", "--json")
	if want := (checkCmd{Path: "--json"}); check != want {
		t.Errorf("got %+v, want %+v", check, want)
	}
	var recount recountCmd
	if filled(t, &recount, "-"); recount.File != "-" {
		t.Errorf("got %+v", recount)
	}
	var simulate simulateCmd
	filled(t, &simulate, "--chosen", "3/The boat, again", "dir", "--chosen=5/-", "--released", "2")
	want := simulateCmd{Path: "dir", Drops: 10, Released: 2, Chosen: []string{"3/The boat, again", "5/-"}}
	if diff := cmp.Diff(want, simulate); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	var serve serveCmd
	if filled(t, &serve); serve.Shards != "auto" || serve.Story != nil {
		t.Errorf("without any flag: %+v", serve)
	}
	var health healthCmd
	if filled(t, &health); health.Addr != "127.0.0.1:8421" {
		t.Errorf("without any flag: %+v", health)
	}
}

// A hundred thousand stories are read in their order. In time that grows with the square, this would not end.
func TestManyFlagsAreRead(t *testing.T) {
	const n = 100_000
	var args, want []string
	for i := range n {
		want = append(want, fmt.Sprintf("story, %d", i))
		args = append(args, "--story", want[i])
	}
	var doctor doctorCmd
	if filled(t, &doctor, args...); !cmp.Equal(want, doctor.Story) {
		t.Errorf("%d stories are given, and %d others come out", n, len(doctor.Story))
	}
}

// filled has a command read its arguments.
func filled(t *testing.T, to job, args ...string) {
	t.Helper()
	if err := (command{name: "test", job: to}).form().fill(args); err != nil {
		t.Fatalf("%q: %v", args, err)
	}
}
