// Package archive reads zip archives that authors send (EPUB, DOCX, ODT) and cannot be hurt by one.
//
//	a, err := archive.Open(data, archive.For(len(data)))
//	text, err := a.Read("META-INF/container.xml")
//
// Nothing is ever written to disk, nothing is inflated before it is asked for, and archives inside archives are not
// opened. What [Archive.Read] gives in sum is bounded, whatever sizes the archive claims. An error is always a
// [Refusal]: a sentence for the author and what to do.
//
// Names are cleaned: slashes only, no "." in them. An entry whose name begins with a slash or a drive, leads out of the
// archive by "..", or holds control characters is left out; of two entries of one name the first is taken. Both are
// told by [Archive.Notes].
//
// # Decisions
//
// What is read is counted, not what the archive claims to hold: a book with 300 MiB of pictures is a good book, and a
// bomb may claim anything.
//
// A file encrypted as a whole by its rights holder (META-INF/encryption.xml with anything but the two ways to obfuscate
// fonts, rights.xml, sinf.xml), by an office program's password (META-INF/manifest.xml with encryption-data) or by zip
// itself is refused when opened, as its text could only be noise.
package archive

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits says how much of an archive is read.
type Limits struct {
	Entries int   // files in the archive
	Entry   int64 // bytes of one file, inflated
	Total   int64 // bytes of all files read, inflated
	Ratio   int64 // of a file of more than 1 MiB: bytes inflated for each byte in the archive
}

// For returns the limits for an archive of size bytes: 4096 files of 64 MiB each at most, together at most ten times
// the archive and 16 MiB, but never above 256 MiB. Prose deflates to a third, the tables of an office program at the
// best to a hundredth; 200 is beyond all that is written by hand.
func For(size int) Limits {
	return Limits{Entries: 4096, Entry: 64 << 20, Total: min(10*int64(size)+16<<20, 256<<20), Ratio: 200}
}

// A Refusal says why an archive, or a file in it, is not read. It is made for the author.
type Refusal struct {
	Message string // such as "this is no whole EPUB or office file: its end is missing"
	Hint    string // what to do
	Cause   error  // may be nil
}

// Error returns the message and the hint.
func (r *Refusal) Error() string { return r.Message + " - " + r.Hint }

// Unwrap returns the cause.
func (r *Refusal) Unwrap() error { return r.Cause }

// An Archive is an open archive. It is not for use by several goroutines at once.
type Archive struct {
	limits  Limits
	left    int64  // of limits.Total
	size    uint64 // of the archive
	names   []string
	entries map[string]*zip.File
	folded  map[string]string // lower-case names to names
	notes   []string
}

// Open opens the archive in data, which must not change as long as the archive is used. The error is a [Refusal].
func Open(data []byte, limits Limits) (*Archive, error) {
	switch {
	case bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		return nil, refuse("this is a file of an old office program, or one locked with a password",
			"open it there, remove the password, and save it as .docx or .odt", nil)
	case bytes.Count(data, []byte("PK\x01\x02")) > 4*limits.Entries: // before a record is made of each
		return nil, tooMany(limits)
	}
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, broken(err)
	}
	if len(r.File) > limits.Entries {
		return nil, tooMany(limits)
	}
	a := &Archive{
		limits: limits, left: limits.Total, size: uint64(len(data)),
		entries: map[string]*zip.File{}, folded: map[string]string{},
	}
	for _, f := range r.File {
		if f.Flags&1 != 0 {
			return nil, refuse("this file is locked with a password", "remove the password and try again", nil)
		}
		a.enter(f)
	}
	if err := a.unlocked(); err != nil {
		return nil, err
	}
	return a, nil
}

// enter notes an entry under its clean name.
func (a *Archive) enter(f *zip.File) {
	if strings.HasSuffix(f.Name, "/") || strings.HasSuffix(f.Name, "\\") {
		return
	}
	name, ok := Clean(f.Name)
	if !ok {
		a.notes = append(a.notes, fmt.Sprintf("the file %.80q is left out, as its name is not one of a file in an archive",
			f.Name))
		return
	}
	if _, twice := a.entries[name]; twice {
		a.notes = append(a.notes, fmt.Sprintf("there are two files named %.80q; the first is read", name))
		return
	}
	a.entries[name] = f
	a.names = append(a.names, name)
	if low := strings.ToLower(name); a.folded[low] == "" {
		a.folded[low] = name
	}
}

// Clean returns the name of an entry with slashes only and without "." and empty parts, and whether it is one that an
// archive's file can have: relative, UTF-8, without ".." and without control characters.
func Clean(name string) (string, bool) {
	name = strings.ReplaceAll(name, "\\", "/")
	if name == "" || len(name) > 4096 || name[0] == '/' || len(name) > 1 && name[1] == ':' || !utf8.ValidString(name) ||
		strings.ContainsFunc(name, unicode.IsControl) || slices.Contains(strings.Split(name, "/"), "..") {
		return "", false
	}
	name = path.Clean(name)
	return name, name != "."
}

// Names returns the names of all files in the order of the archive.
func (a *Archive) Names() []string { return slices.Clone(a.names) }

// Notes returns sentences on entries that were left out.
func (a *Archive) Notes() []string { return slices.Clone(a.notes) }

// Find returns the name under which a file is in the archive: name itself, cleaned, or one that differs only by
// capitals.
func (a *Archive) Find(name string) (string, bool) {
	name, ok := Clean(name)
	if !ok {
		return "", false
	}
	if _, ok := a.entries[name]; ok {
		return name, true
	}
	name, ok = a.folded[strings.ToLower(name)]
	return name, ok
}

// Read returns the content of a file, found as by [Archive.Find]. The error is a [Refusal].
func (a *Archive) Read(name string) ([]byte, error) {
	found, ok := a.Find(name)
	if !ok {
		return nil, refuse(fmt.Sprintf("the file %.80q is missing", name), "export or download it again", nil)
	}
	f := a.entries[found]
	most := min(a.limits.Entry, a.left)
	if f.CompressedSize64 > a.size {
		return nil, damaged(found, errors.New("it is longer than the archive"))
	}
	if f.UncompressedSize64 > uint64(most) || f.UncompressedSize64 > 1<<20 &&
		f.UncompressedSize64/a.ratio() > f.CompressedSize64 {
		return nil, bomb(found)
	}
	r, err := f.Open()
	if err != nil {
		return nil, damaged(found, err)
	}
	defer r.Close()
	// One byte more than claimed, so that a claim too small shows; never more memory than the claim, which is bounded.
	b := bytes.NewBuffer(make([]byte, 0, f.UncompressedSize64+bytes.MinRead))
	n, err := b.ReadFrom(io.LimitReader(r, int64(f.UncompressedSize64)+1))
	a.left -= n
	switch {
	case n > int64(f.UncompressedSize64):
		return nil, damaged(found, errors.New("it is longer than the archive says"))
	case err != nil:
		return nil, damaged(found, err)
	}
	return b.Bytes(), nil
}

// ratio returns the limit to how well a file may be compressed.
func (a *Archive) ratio() uint64 { return uint64(max(a.limits.Ratio, 1)) }

// refuse returns a [Refusal].
func refuse(message, hint string, cause error) error {
	return &Refusal{Message: message, Hint: hint, Cause: cause}
}

// tooMany returns the refusal of an archive with too many files.
func tooMany(limits Limits) error {
	return refuse(fmt.Sprintf("the archive holds more than %d files", limits.Entries),
		"look whether this is the right file; a book has a few hundred at most", nil)
}

// bomb returns the refusal of a file that would take too much memory.
func bomb(name string) error {
	return refuse(fmt.Sprintf("the file %.80q in it grows too large when unpacked", name),
		"look whether this is the right file; no manuscript is like that", nil)
}

// broken returns the refusal of what is no archive.
func broken(err error) error {
	return refuse("this is no whole EPUB or office file: it is damaged, or its end is missing",
		"export or download it again", err)
}

// damaged returns the refusal of a file that cannot be unpacked.
func damaged(name string, err error) error {
	if errors.Is(err, zip.ErrAlgorithm) {
		return refuse(fmt.Sprintf("the file %.80q in it is packed in an unusual way", name),
			"unpack it and pack it as a usual zip archive, or export it again", err)
	}
	return refuse(fmt.Sprintf("the file %.80q in it is damaged", name), "export or download it again", err)
}
