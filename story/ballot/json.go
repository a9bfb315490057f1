package ballot

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"
	"unicode/utf8"

	"cliffhanger/story"
)

// Limits of what [ReadJSON] reads and [Export.WriteJSON] writes.
const (
	MaxEntries    = 1 << 20
	MaxExportSize = 256 << 20 // bytes
	maxTexts      = 256       // options, or roles
)

// What a file of this form says of itself.
const (
	format  = "cliffhanger vote"
	version = 1
)

// instant is how times are written: in UTC, in whole milliseconds.
const instant = "2006-01-02T15:04:05.000Z"

// WriteJSON writes the vote as JSON, version 1, with one entry a line:
//
//	{"format":"cliffhanger vote","version":1,
//	 "guild":"123","message":"456","before":"0",          ids in quotes, as JSON numbers are not exact
//	 "question":"…","options":["🌊 …"],"rule":{"options":1,"choose":1},
//	 "style":"reactions","tie":"draw","commit":"<hex>","opened":"2026-11-22T19:00:00.000Z","closes":"…",
//	 "roles":[],"account_ms":0,"member_ms":0,"read":false,"link":"<hex>",
//	 "entries":[
//	 {"seq":1,"voter":"<hex>","n":1,"choices":[0],"cause":"event","at":"…","link":"<hex>"}],   -1 is "none of these"
//	 "root":"<hex>","seed":"<hex>",
//	 "announced":{"counts":[1],"none":0,"voters":1,"spoiled":0,"eligible":9,"winner":0,"how":"votes","root":"<hex>"}}
//
// What there is not (a seed, an announcement, a winner) is left out. Times and durations lose what is below a
// millisecond, which the chain does not cover either. An error is w's, or says what cannot be written: more than the
// limits, text that is not UTF-8, a time before the year 0 or after 9999, a cause that has no name.
func (x *Export) WriteJSON(w io.Writer) error {
	if err := x.write(w); err != nil {
		return fmt.Errorf("ballot: writing a vote: %w", err)
	}
	return nil
}

func (x *Export) write(w io.Writer) error {
	if err := x.writable(); err != nil {
		return err
	}
	chain := x.Links
	if chain == nil {
		chain = links(x.Terms, x.Entries)
	}
	head, err := members(headOf(&x.Terms, chain[0]))
	if err != nil {
		return err
	}
	tail, err := members(wireTail{x.Root, x.Seed, announcedOut(x.Announced)})
	if err != nil {
		return err
	}
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "{%s,\n\"entries\":[", head) // a bufio.Writer keeps its first error for Flush
	for i, e := range x.Entries {
		line, err := members(wireEntry{e.Seq, e.Voter, e.N, notNil(e.Choices), causeName(e.Cause), stamp(e.At),
			chain[i+1]})
		if err != nil {
			return err
		}
		if i > 0 {
			out.WriteByte(',')
		}
		fmt.Fprintf(out, "\n{%s}", line)
	}
	fmt.Fprintf(out, "],\n%s}\n", tail)
	return out.Flush()
}

// writable says what of a vote the form cannot hold.
func (x *Export) writable() error {
	if len(x.Entries) > MaxEntries {
		return fmt.Errorf("%d entries, at most %d can be written", len(x.Entries), MaxEntries)
	}
	if x.Links != nil && len(x.Links) != len(x.Entries)+1 {
		return fmt.Errorf("%d links for %d entries", len(x.Links), len(x.Entries))
	}
	if x.Rule.Options < 0 || x.Rule.Options > maxTexts {
		return fmt.Errorf("a rule of %d options, want 0 to %d", x.Rule.Options, maxTexts)
	}
	if max(len(x.Options), len(x.Roles)) > maxTexts || x.Announced != nil && len(x.Announced.Counts) > maxTexts {
		return fmt.Errorf("more than %d options, roles or counts", maxTexts)
	}
	texts := slices.Concat(x.Options, x.Roles, []string{x.Question, x.Style, x.Tie})
	if x.Announced != nil {
		texts = append(texts, x.Announced.How)
	}
	for _, s := range texts {
		if !utf8.ValidString(s) {
			return fmt.Errorf("%q is not UTF-8", s)
		}
	}
	return nil
}

// ReadJSON reads a vote as [Export.WriteJSON] writes it, of which only the white space between values may differ: a
// member more, less, twice or elsewhere is an error, and so is anything after the end. What it returns has been read,
// not counted: see [Export.Recount].
func ReadJSON(r io.Reader) (*Export, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxExportSize+1))
	if err != nil {
		return nil, fmt.Errorf("ballot: reading a vote: %w", err)
	}
	x, err := parse(data)
	if err != nil {
		return nil, fmt.Errorf("ballot: reading a vote: %w", err)
	}
	return x, nil
}

func parse(data []byte) (*Export, error) {
	if len(data) > MaxExportSize {
		return nil, fmt.Errorf("more than %d bytes", MaxExportSize)
	}
	if !utf8.Valid(data) {
		return nil, errors.New("not UTF-8")
	}
	var kind struct {
		Format  string
		Version int
	}
	if err := json.Unmarshal(data, &kind); err != nil {
		return nil, err
	}
	if kind.Format != format {
		return nil, fmt.Errorf("this is no exported vote: it says format %q, want %q", kind.Format, format)
	}
	if kind.Version != version {
		return nil, fmt.Errorf("version %d, and only version %d is known here", kind.Version, version)
	}
	var f wire
	if err := json.Unmarshal(data, &f); err != nil {
		return nil, err
	}
	x := f.export()
	return x, same(data, x)
}

// same says where a file is not what would be written for what was read from it.
func same(data []byte, x *Export) error {
	var got, want, again bytes.Buffer
	if err := json.Compact(&got, data); err != nil {
		return err
	}
	if err := x.write(&again); err != nil {
		return err
	}
	if err := json.Compact(&want, again.Bytes()); err != nil {
		return err
	}
	g, w := got.Bytes(), want.Bytes()
	if bytes.Equal(g, w) {
		return nil
	}
	at := 0
	for at < min(len(g), len(w)) && g[at] == w[at] {
		at++
	}
	around := func(b []byte) []byte { return bytes.ToValidUTF8(b[max(0, at-20):min(len(b), at+20)], nil) }
	return fmt.Errorf("the file is not as it was written: it has …%s… instead of …%s…", around(g), around(w))
}

// wire is the form of the file, in the order of its members.
type wire struct {
	wireHead
	Entries entryList `json:"entries"`
	wireTail
}

type wireHead struct {
	Format   string   `json:"format"`
	Version  int      `json:"version"`
	Guild    uint64   `json:"guild,string"`
	Message  uint64   `json:"message,string"`
	Before   uint64   `json:"before,string"`
	Question string   `json:"question"`
	Options  textList `json:"options"`
	Rule     wireRule `json:"rule"`
	Style    string   `json:"style"`
	Tie      string   `json:"tie"`
	Commit   Hash     `json:"commit"`
	Opened   stamp    `json:"opened"`
	Closes   stamp    `json:"closes"`
	Roles    textList `json:"roles"`
	Account  int64    `json:"account_ms"`
	Member   int64    `json:"member_ms"`
	Read     bool     `json:"read"`
	Link     Link     `json:"link"`
}

type wireRule struct {
	Options int `json:"options"`
	Choose  int `json:"choose"`
}

type wireEntry struct {
	Seq     uint64         `json:"seq"`
	Voter   Tag            `json:"voter"`
	N       uint32         `json:"n"`
	Choices []story.Choice `json:"choices"`
	Cause   causeName      `json:"cause"`
	At      stamp          `json:"at"`
	Link    Link           `json:"link"`
}

type wireTail struct {
	Root      Hash           `json:"root"`
	Seed      *Seed          `json:"seed,omitempty"`
	Announced *wireAnnounced `json:"announced,omitempty"`
}

type wireAnnounced struct {
	Counts   countList `json:"counts"`
	None     int       `json:"none"`
	Voters   int       `json:"voters"`
	Spoiled  int       `json:"spoiled"`
	Eligible int       `json:"eligible"`
	Winner   *int      `json:"winner,omitempty"`
	How      string    `json:"how"`
	Root     Hash      `json:"root"`
}

func headOf(t *Terms, l Link) wireHead {
	return wireHead{format, version, t.Guild, t.Message, t.Before, t.Question, notNil(t.Options),
		wireRule(t.Rule), t.Style, t.Tie, t.Commit, stamp(t.Opened), stamp(t.Closes), notNil(t.Roles),
		t.Account.Milliseconds(), t.Member.Milliseconds(), t.Read, l}
}

func announcedOut(a *Announced) *wireAnnounced {
	if a == nil {
		return nil
	}
	return &wireAnnounced{notNil(a.Counts), a.None, a.Voters, a.Spoiled, a.Eligible, a.Winner, a.How, a.Root}
}

func (f *wire) export() *Export {
	x := &Export{
		Terms: Terms{
			Guild: f.Guild, Message: f.Message, Before: f.Before, Question: f.Question, Options: f.Options,
			Rule: Rule(f.Rule), Style: f.Style, Tie: f.Tie, Commit: f.Commit,
			Opened: time.Time(f.Opened), Closes: time.Time(f.Closes), Roles: f.Roles,
			Account: time.Duration(f.Account) * time.Millisecond, Member: time.Duration(f.Member) * time.Millisecond,
			Read: f.Read,
		},
		Entries: make([]Entry, len(f.Entries)), Links: []Link{f.Link}, Root: f.Root, Seed: f.Seed,
	}
	for i, e := range f.Entries {
		x.Entries[i] = Entry{e.Seq, e.Voter, e.N, e.Choices, story.Cause(e.Cause), time.Time(e.At)}
		x.Links = append(x.Links, e.Link)
	}
	if a := f.Announced; a != nil {
		x.Announced = &Announced{a.Counts, a.None, a.Voters, a.Spoiled, a.Eligible, a.Winner, a.How, a.Root}
	}
	return x
}

// members returns a struct's JSON without the braces around it, and with < and > as they are.
func members(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	line := bytes.TrimSpace(b.Bytes())
	return line[1 : len(line)-1], nil
}

func notNil[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
