package page

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"path"
	"strings"
)

//go:embed assets
var embedded embed.FS

// A sheet is one file of the page, ready to be sent.
type sheet struct {
	kind   string // content type
	tag    string // ETag
	plain  []byte
	zipped []byte
}

// A shelf is the page's files by name.
type shelf map[string]sheet

// shelve reads the embedded files. They are part of the binary, so that a failure is a mistake of the program, found
// by the first test that opens the page.
func shelve() shelf {
	files := shelf{}
	z, err := gzip.NewWriterLevel(io.Discard, gzip.BestCompression) // one for all: it takes a megabyte
	if err != nil {
		panic(fmt.Sprintf("page: gzip: %v", err)) // the level is a constant
	}
	err = fs.WalkDir(embedded, "assets", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := embedded.ReadFile(name)
		if err != nil {
			return err
		}
		zipped, err := zip(z, data)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(data)
		files[path.Base(name)] = sheet{
			kind:   contentType(name),
			tag:    `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`,
			plain:  data,
			zipped: zipped,
		}
		return nil
	})
	if err != nil {
		panic(fmt.Sprintf("page: embedded files: %v", err)) // not input: the files are in the binary
	}
	return files
}

func contentType(name string) string {
	switch path.Ext(name) {
	case ".html":
		return "text/html; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	}
	return "application/octet-stream"
}

func zip(z *gzip.Writer, data []byte) ([]byte, error) {
	var b bytes.Buffer
	z.Reset(&b)
	if _, err := z.Write(data); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func (s shelf) index(w http.ResponseWriter, r *http.Request) { s.send(w, r, "index.html") }

func (s shelf) serve(w http.ResponseWriter, r *http.Request) { s.send(w, r, r.PathValue("name")) }

// send answers with a file, or 304 when the browser has it. Files change with the binary, so that they are always
// asked for again.
func (s shelf) send(w http.ResponseWriter, r *http.Request, name string) {
	f, ok := s[name]
	if !ok {
		http.NotFound(w, r)
		return
	}
	head := w.Header()
	head.Set("ETag", f.tag)
	head.Set("Cache-Control", "no-cache")
	head.Set("Vary", "Accept-Encoding")
	if r.Header.Get("If-None-Match") == f.tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	head.Set("Content-Type", f.kind)
	body := f.plain
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		head.Set("Content-Encoding", "gzip")
		body = f.zipped
	}
	head.Set("Content-Length", fmt.Sprint(len(body)))
	if _, err := w.Write(body); err != nil {
		return // the browser went away; there is nobody to tell
	}
}
