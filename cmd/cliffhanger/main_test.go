package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// asProgram makes the test binary be the program itself, so that tests can run, and kill, a process of their own.
const asProgram = "CLIFFHANGER_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		if at := os.Getenv(turned); at != "" {
			os.Exit(mainAt(at))
		}
		main()
		return
	}
	os.Exit(m.Run())
}

// program returns the program as a command that has not been started.
func program(t *testing.T, ctx context.Context, env []string, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(ctx, self, args...)
	cmd.Env = append(append(os.Environ(), asProgram+"=1"), env...)
	return cmd
}

// write makes a file of a story folder.
func write(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// aStory returns a folder with a story that can be served.
func aStory(t *testing.T, yaml string) string {
	t.Helper()
	dir := t.TempDir()
	write(t, dir, "story.yaml", yaml)
	write(t, dir, "01-tide.md", "# The Tide\n\nThe tide came in.\n\n***\n\nIt went out again.\n")
	return dir
}

func TestWrongCallsEndWithOneSentence(t *testing.T) {
	good := aStory(t, "title: Tide\nschedule: tue 19:00\nchannel: story\n")
	noChannel := aStory(t, "title: Tide\nschedule: tue 19:00\n")
	noSchedule := aStory(t, "title: Tide\nchannel: story\n")
	badSchedule := aStory(t, "title: Tide\nschedule: someday\nchannel: story\n")
	empty := t.TempDir()
	spaced := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(spaced, []byte("two words\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(t.TempDir(), "data")
	for _, test := range []struct {
		name string
		args []string
		env  map[string]string
		want string // a part of what is said
	}{
		{"unknown flag", []string{"preview", "--fast"}, nil, "--fast"},
		{"unknown command", []string{"sing"}, nil, "sing"},
		{"serve without a story", []string{"serve"}, nil, "--story"},
		{"no folder of stories", []string{"serve", "--stories", "nowhere"}, nil, "nowhere"},
		{"no story in the folder", []string{"doctor", "--stories", empty}, nil, "--story"},
		{"no token", []string{"serve", "--story", good, "--data", data}, nil, "DISCORD_TOKEN"},
		{"empty token", []string{"serve", "--story", good, "--data", data}, map[string]string{"DISCORD_TOKEN": " "},
			"no bot token"},
		{"token file gone", []string{"serve", "--story", good, "--token-file", "nowhere"}, nil, "nowhere"},
		{"token file with two words", []string{"serve", "--story", good, "--token-file", spaced}, nil, "is not a token"},
		{"no such folder", []string{"serve", "--story", "nowhere"}, map[string]string{"DISCORD_TOKEN": "x"}, "nowhere"},
		{"empty folder", []string{"serve", "--story", empty}, map[string]string{"DISCORD_TOKEN": "x"}, "chapter"},
		{"no channel", []string{"serve", "--story", noChannel}, map[string]string{"DISCORD_TOKEN": "x"}, "--channel"},
		{"no schedule", []string{"serve", "--story", noSchedule}, map[string]string{"DISCORD_TOKEN": "x"}, "schedule:"},
		{"bad schedule", []string{"serve", "--story", badSchedule}, map[string]string{"DISCORD_TOKEN": "x"}, "someday"},
		{"the same story twice", []string{"serve", "--story", good, "--story", good},
			map[string]string{"DISCORD_TOKEN": "x"}, "id:"},
		{"plain http elsewhere", []string{"serve", "--story", good, "--discord-api", "http://example.com/api"},
			map[string]string{"DISCORD_TOKEN": "x"}, "https"},
		{"the same from the environment", []string{"serve", "--story", good},
			map[string]string{"DISCORD_TOKEN": "x", "DISCORD_API": "http://example.com/api"}, "https"},
		{"preview for everybody", []string{"preview", "--listen", "0.0.0.0:80"}, nil, "loopback"},
		{"preview of nothing", []string{"preview", "nowhere"}, nil, "nowhere"},
		{"preview backwards", []string{"preview", "--speed", "-1"}, nil, "speed"},
		{"check nothing", []string{"check", "nowhere"}, nil, "nowhere"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var out, said bytes.Buffer
			code := run(t.Context(), test.args, func(name string) string { return test.env[name] }, &out, &said)
			if code != exitUsage {
				t.Errorf("exit code %d, want %d", code, exitUsage)
			}
			text := strings.TrimSpace(said.String())
			lines := strings.Split(text, "\n")
			if last := lines[len(lines)-1]; !strings.HasPrefix(last, "cliffhanger: ") || !strings.Contains(text, test.want) {
				t.Errorf("it says %q, without %q", text, test.want)
			}
			if strings.Contains(text, "goroutine") || strings.Contains(text, "0x") {
				t.Errorf("it says %q", text)
			}
		})
	}
}

func TestHelpAndVersion(t *testing.T) {
	for _, test := range []struct {
		args []string
		want string
	}{
		{nil, "preview"}, {[]string{"--help"}, "serve"}, {[]string{"preview", "--help"}, "--listen"},
		{[]string{"version"}, "cliffhanger "},
	} {
		var out, said bytes.Buffer
		if code := run(t.Context(), test.args, func(string) string { return "" }, &out, &said); code != exitOK {
			t.Errorf("%v ends with %d: %s", test.args, code, said.String())
		}
		if !strings.Contains(out.String(), test.want) {
			t.Errorf("%v prints %q, without %q", test.args, out.String(), test.want)
		}
	}
}
