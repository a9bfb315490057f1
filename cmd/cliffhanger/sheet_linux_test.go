package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// onTerminal runs the program on a terminal that is so many columns wide, and returns what it prints there, and its exit
// code.
func onTerminal(t *testing.T, wide int, args ...string) (printed string, code int) {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skip("there are no terminals here: ", err)
	}
	t.Cleanup(func() { _ = master.Close() }) // only read from
	fd := int(master.Fd())
	number, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	if err := unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	if err := unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: uint16(wide)}); err != nil {
		t.Fatal(err)
	}
	terminal, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skip("there are no terminals here: ", err)
	}
	all := make(chan string)
	go func() {
		var b bytes.Buffer
		_, _ = io.Copy(&b, master) // ends with an error when nobody has the terminal open any more
		all <- strings.ReplaceAll(b.String(), "\r\n", "\n")
	}()
	cmd := program(t, t.Context(), []string{"TERM=dumb"}, args...) // without a progress bar
	cmd.Stdout, cmd.Stderr = terminal, terminal
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	if err := terminal.Close(); err != nil {
		t.Fatal(err)
	}
	return <-all, cmd.ProcessState.ExitCode()
}

// TestReportsAreAsWideAsTheTerminal checks that lines go as far as the terminal and no further.
func TestReportsAreAsWideAsTheTerminal(t *testing.T) {
	files := goodStory()
	files["02-water.md"] = "# Chapter 2: " + strings.Repeat("Water and more ", 9) + "\n\nMara fell. <!-- " +
		strings.Repeat("oh ", 70) + "-->\n\n...\n\nShe swam.\n\n" + strings.Repeat("Thank you for reading, all of you! ", 5) + "\n"
	folder, lamp := writeFolder(t, files), filepath.Join(formats, "lamp.md")
	for wide, want := range map[int]int{40: leastWidth, 60: 60, 80: 80, 97: 97, 120: 120, 200: mostWidth, 0: terminalWidth} {
		for _, args := range [][]string{{"check", understudy}, {"check", folder}, {"check", lamp},
			{"import", understudy, "--into", filepath.Join(t.TempDir(), "new"), "--accept-cuts"}} {
			longest := 0
			out, code := onTerminal(t, wide, args...)
			if code != exitOK {
				t.Errorf("%v: %d\n%s", args, code, out)
			}
			for line := range strings.Lines(out) {
				line = strings.TrimRight(line, "\n")
				if strings.Contains(line, os.TempDir()) {
					continue // a path is printed as it is
				}
				longest = max(longest, columns(line))
				if n := columns(line); n > want {
					t.Errorf("%v on %d columns: a line takes %d: %q", args, wide, n, line)
				}
			}
			if longest < want-20 {
				t.Errorf("%v on %d columns: no line takes more than %d", args, wide, longest)
			}
		}
	}
}

// TestMistakesAreAsWideAsTheTerminal checks that one sentence is broken between its words.
func TestMistakesAreAsWideAsTheTerminal(t *testing.T) {
	out, code := onTerminal(t, 80, "check", "-")
	want := "cliffhanger: - is standard input, and stories are not read from there: save\n" +
		"    it as a file and give that; what is called - itself is ./-\n"
	if code != exitUsage || out != want {
		t.Errorf("%d, %q, want %q", code, out, want)
	}
}
