package main

import (
	"archive/zip"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// longBook writes an EPUB with so many bytes of text, which is not compressed, and returns its path.
func longBook(t *testing.T, size int) string {
	t.Helper()
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	add := func(name, text string) {
		w, err := archive.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		if err == nil {
			_, err = w.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	add("mimetype", "application/epub+zip")
	add("META-INF/container.xml", `<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>`+
		`<rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>`)
	var manifest, spine strings.Builder
	for n, written, next := 1, 0, numbers(); written < size; n++ {
		text := longChapter(n, next)
		written += len(text)
		add(fmt.Sprintf("%d.xhtml", n), text)
		fmt.Fprintf(&manifest, `<item id="c%d" href="%d.xhtml" media-type="application/xhtml+xml"/>`, n, n)
		fmt.Fprintf(&spine, `<itemref idref="c%d"/>`, n)
	}
	add("book.opf", `<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata `+
		`xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Long</dc:title></metadata><manifest>`+manifest.String()+
		`</manifest><spine>`+spine.String()+`</spine></package>`)
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "long.epub")
	if err := os.WriteFile(path, out.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// numbers returns a function that returns numbers below n, the same ones in every test.
func numbers() func(n int) int {
	state := uint32(1)
	return func(n int) int {
		state = state*1664525 + 1013904223
		return int(state>>16) % n
	}
}

// longChapter returns a page with a chapter of made-up words.
func longChapter(n int, next func(int) int) string {
	syllables := []string{"ka", "lo", "mer", "tin", "sha", "ro", "del", "vi", "an", "sor", "pe", "lu", "gri", "no", "eth", "bar"}
	var b strings.Builder
	fmt.Fprintf(&b, `<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body><h2>Chapter %d</h2>`, n)
	for range 60 {
		b.WriteString("<p>The rope")
		for range 20 + next(60) {
			b.WriteString(" " + syllables[next(16)] + syllables[next(16)] + syllables[next(16)])
		}
		b.WriteString(".</p>\n")
	}
	b.WriteString("</body></html>")
	return b.String()
}

// peakOf returns the most memory that a process had until it ended, in kB. What the system tells of an ended process
// counts what the test had when it began it.
func peakOf(t *testing.T, pid int) (peak int) {
	t.Helper()
	for {
		status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
		if err != nil {
			t.Fatal(err)
		}
		_, line, running := strings.Cut(string(status), "VmHWM:")
		if !running {
			return peak
		}
		if _, err := fmt.Sscan(line, &peak); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		time.Sleep(time.Millisecond)
	}
}

// What somebody waits for collects its garbage as seldom as Go does by itself, and stays within its memory.
func TestCheckOfALongBookStaysSmall(t *testing.T) {
	const most = 256 * 1024 // kB
	if testing.Short() {
		t.Skip("a book of 10 MiB takes some seconds")
	}
	program, book := built(t), longBook(t, 10<<20)
	collections := map[string]int{}
	for _, percent := range []string{"", "50", "100"} {
		cmd := exec.CommandContext(t.Context(), program, "check", book)
		for _, e := range os.Environ() {
			if !strings.HasPrefix(e, "GO") { // what the tests are run with
				cmd.Env = append(cmd.Env, e)
			}
		}
		cmd.Env = append(cmd.Env, "GODEBUG=gctrace=1", "GOGC="+percent)
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		used := peakOf(t, cmd.Process.Pid)
		if err := cmd.Wait(); err != nil {
			t.Fatal(err, stderr.String())
		}
		for line := range strings.Lines(stderr.String()) {
			if strings.HasPrefix(line, "gc ") {
				collections[percent]++
			}
		}
		t.Logf("GOGC=%s: %d collections, %.2f s of CPU, %d MiB at most", percent, collections[percent],
			(cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds(), used>>10)
		if percent == "" && used > most {
			t.Errorf("it took %d kB, want no more than %d", used, most)
		}
	}
	if seldom, often := collections["100"], collections["50"]; often-collections[""] < (often-seldom)/2 || often == seldom {
		t.Errorf("%d collections, %d as Go would by itself, %d as the bot does", collections[""], seldom, often)
	}
}
