package page_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"
)

// load reads the page and everything it names, as a browser does, and returns the files and the bytes sent.
func load(t *testing.T, d *desk) (files map[string]string, sent int) {
	t.Helper()
	files = map[string]string{}
	names := regexp.MustCompile(`(?:(?:src|href)="|from "|import ")((?:/|\./)[^"]+)"`)
	var visit func(url string)
	visit = func(url string) {
		if _, seen := files[url]; seen {
			return
		}
		text, size := fetch(t, d.url+url)
		files[url] = text
		sent += size
		for _, m := range names.FindAllStringSubmatch(text, -1) {
			next := m[1]
			if strings.HasPrefix(next, "./") {
				next = path.Join(path.Dir(url), next)
			}
			visit(next)
		}
	}
	visit("/")
	return files, sent
}

// fetch reads one compressed file and returns its text and how many bytes were sent.
func fetch(t *testing.T, url string) (string, int) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), "GET", url, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept-Encoding", "gzip")
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != 200 || resp.Header.Get("Content-Encoding") != "gzip" {
		t.Fatalf("%s: %s, encoding %q", url, resp.Status, resp.Header.Get("Content-Encoding"))
	}
	z, err := gzip.NewReader(resp.Body)
	if err != nil {
		t.Fatalf("%s: %v", url, err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		t.Fatalf("%s: %v", url, err)
	}
	return string(text), int(resp.ContentLength)
}

func TestPageIsSmallAndWhole(t *testing.T) {
	files, sent := load(t, newDesk(t))
	const most = 100 << 10
	if sent > most || sent < 10<<10 {
		t.Errorf("the page takes %d bytes, want at most %d", sent, most)
	}
	t.Logf("%d files, %d bytes sent", len(files), sent)
	entries, err := os.ReadDir("assets")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if _, used := files["/page/assets/"+e.Name()]; !used && e.Name() != "index.html" {
			t.Errorf("assets/%s is never loaded", e.Name())
		}
	}
}

// What people and bots write must never be read as markup, and nothing may come from elsewhere.
func TestPageIsSafe(t *testing.T) {
	files, _ := load(t, newDesk(t))
	forbidden := regexp.MustCompile(`innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|` +
		`style="|\son\w+="`)
	outside := regexp.MustCompile(`(?:src|href|from|import|url\()\s*=?\s*["'(]?(?:https?:)?//[a-z]`)
	for name, text := range files {
		if got := forbidden.FindString(text); got != "" {
			t.Errorf("%s uses %s", name, got)
		}
		if got := outside.FindString(text); got != "" {
			t.Errorf("%s loads %s", name, got)
		}
	}
}

func TestAssetsAreCachedByTag(t *testing.T) {
	d := newDesk(t)
	resp, err := http.Get(d.url + "/page/assets/app.js")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	tag := resp.Header.Get("ETag")
	if tag == "" || resp.Header.Get("Content-Type") != "text/javascript; charset=utf-8" {
		t.Fatalf("headers %v", resp.Header)
	}
	if status, body := d.send("GET", "/page/assets/app.js", "", "", "If-None-Match", tag); status != 304 || body != "" {
		t.Errorf("with the tag: %d, %d bytes", status, len(body))
	}
	if status, _ := d.send("GET", "/page/assets/app.js", "", "", "If-None-Match", `"old"`); status != 200 {
		t.Errorf("with an old tag: %d", status)
	}
	status, body := d.send("GET", "/page/assets/app.js", "", "", "Accept-Encoding", "identity")
	if status != 200 || !strings.Contains(body, "new App()") {
		t.Errorf("uncompressed: %d %.60s", status, body)
	}
}
