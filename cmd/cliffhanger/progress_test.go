package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestProgressIsToldAfterASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out output
		p := newProgress(&out)
		p.begin("reading", 0)
		time.Sleep(noBarBefore - time.Millisecond)
		synctest.Wait()
		if out.String() != "" {
			t.Errorf("it is told too early: %q", out.String())
		}
		time.Sleep(2 * time.Millisecond)
		synctest.Wait()
		if want := "\r\x1b[Kreading … 1 s"; out.String() != want {
			t.Errorf("got %q, want %q", out.String(), want)
		}
		p.reading(0, 4)
		p.reading(2, 4)
		time.Sleep(progressTick)
		synctest.Wait()
		if want := "reading [###############...............] 2 of 4, 1 s"; !strings.HasSuffix(out.String(), want) {
			t.Errorf("got %q, want %q", out.String(), want)
		}
		p.begin("setting pages", 3)
		p.step()
		time.Sleep(progressTick)
		synctest.Wait()
		if want := "setting pages [##########....................] 1 of 3, 1 s"; !strings.HasSuffix(out.String(), want) {
			t.Errorf("got %q, want %q", out.String(), want)
		}
		p.end()
		p.end()
		if !strings.HasSuffix(out.String(), "1 s\r\x1b[K") {
			t.Errorf("the bar stays: %q", out.String())
		}
	})
}

func TestProgressOfWhatIsQuickIsNotTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out output
		p := newProgress(&out)
		p.begin("reading", 0)
		time.Sleep(noBarBefore / 2)
		p.end()
		if out.String() != "" {
			t.Errorf("%q", out.String())
		}
	})
}

func TestNoProgressWhereNobodyWatches(t *testing.T) {
	file, err := os.Create(filepath.Join(t.TempDir(), "log"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	defer w.Close()
	if p := progressOn(file); p != nil {
		t.Error("a file is told")
	}
	if p := progressOn(w); p != nil {
		t.Error("a pipe is told")
	}
	p := progressOn(&bytes.Buffer{})
	p.begin("reading", 1)
	p.step()
	p.end()
}
