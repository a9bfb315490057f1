package ballot_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"cliffhanger/story"
	"cliffhanger/story/ballot"
)

func TestJSON(t *testing.T) {
	open := export(t)
	open.Seed, open.Announced, open.Options[0] = nil, nil, `<b>"&\u2028`+"\u2028"
	for _, x := range []*ballot.Export{export(t), open, {}} {
		first := file(t, x)
		got, err := ballot.ReadJSON(bytes.NewReader(first))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(x, got, cmpopts.EquateEmpty(), cmpopts.IgnoreFields(ballot.Export{}, "Links")); diff != "" {
			t.Error(diff)
		}
		if again := file(t, got); !bytes.Equal(first, again) {
			t.Errorf("written as\n%s\nread and written as\n%s", first, again)
		}
	}
	spaced := strings.ReplaceAll(string(file(t, export(t))), `,"`, " ,\r\n\t\"")
	if _, err := ballot.ReadJSON(strings.NewReader(spaced)); err != nil {
		t.Errorf("with other white space: %v", err)
	}
}

// TestJSONForm keeps the form of version 1.
func TestJSONForm(t *testing.T) {
	x := export(t)
	x.Entries = x.Entries[:2]
	x.Root = ballot.Chain(x.Terms, x.Entries).Root
	x.Announced.Root = x.Root
	want := `{"format":"cliffhanger vote","version":1,"guild":"11","message":"9223372036854775813","before":"0",` +
		`"question":"Who holds the key?","options":["🌊 Benno","✋ Harm","=1+1, \"Roos\""],` +
		`"rule":{"options":3,"choose":2},"style":"reactions","tie":"draw","commit":"COMMIT",` +
		`"opened":"2026-11-22T19:00:00.007Z","closes":"2026-11-24T19:00:00.007Z","roles":["crew","7"],` +
		`"account_ms":172800000,"member_ms":3600000,"read":true,"link":"LINK0",
"entries":[
{"seq":1,"voter":"VOTER1","n":1,"choices":[0],"cause":"event","at":"2026-11-22T19:00:00.007Z","link":"LINK1"},
{"seq":2,"voter":"VOTER2","n":1,"choices":[1,0],"cause":"event","at":"2026-11-22T19:01:00.007Z","link":"LINK2"}],
"root":"ROOT","seed":"SEED","announced":{"counts":[3,3,1],"none":1,"voters":7,"spoiled":0,"eligible":9,` +
		`"winner":WINNER,"how":"draw","root":"ROOT"}}
`
	head := ballot.Genesis(x.Terms)
	pairs := []string{"COMMIT", x.Commit.String(), "ROOT", x.Root.String(), "SEED", x.Seed.String(), "LINK0",
		head.Link().String(), "WINNER", fmt.Sprint(*x.Announced.Winner)}
	for i, e := range x.Entries {
		head = head.Add(e)
		pairs = append(pairs, fmt.Sprintf("VOTER%d", i+1), e.Voter.String(), fmt.Sprintf("LINK%d", i+1),
			head.Link().String())
	}
	if diff := cmp.Diff(strings.NewReplacer(pairs...).Replace(want), string(file(t, x))); diff != "" {
		t.Error(diff)
	}
}

func TestReadJSONRefuses(t *testing.T) {
	good := string(file(t, export(t)))
	for _, tt := range []struct{ name, old, new, says string }{
		{"another format", "cliffhanger vote", "cliffhanger poll", "this is no exported vote"},
		{"another version", `"version":1`, `"version":2`, "only version 1"},
		{"a member more", `"seq":1,`, `"seq":1,"weight":2,`, "not as it was written"},
		{"a member less", `"before":"0",`, ``, "not as it was written"},
		{"a member twice", `"read":true`, `"read":false,"read":true`, "not as it was written"},
		{"a member in capitals", `"read":`, `"Read":`, "not as it was written"},
		{"an entry without a place", `"seq":1,"voter":"`, `"voter":"`, "not as it was written"},
		{"members swapped", `"style":"reactions","tie":"draw"`, `"tie":"draw","style":"reactions"`,
			"not as it was written"},
		{"null", `"choices":[]`, `"choices":null`, "not as it was written"},
		{"an upper-case root", `"root":"`, `"root":"A`, "ballot"},
		{"a number for an id", `"guild":"11"`, `"guild":11`, "invalid use of ,string"},
		{"a fraction", `"none":1`, `"none":1.0`, "cannot unmarshal"},
		{"a choice too large", `[1,0]`, `[1,40000]`, "cannot unmarshal"},
		{"a negative number", `"n":1`, `"n":-1`, "cannot unmarshal"},
		{"another zone", `19:01:00.007Z`, `19:01:00.007+00:00`, "cannot parse"},
		{"microseconds", `19:01:00.007Z`, `19:01:00.007000Z`, "cannot parse"},
		{"no such day", `2026-11-24`, `2026-11-34`, "out of range"},
		{"another cause", `"cause":"event"`, `"cause":"rumour"`, "no cause"},
		{"bad UTF-8", `Benno`, "Benn\xff", "not UTF-8"},
		{"an unpaired surrogate", `Benno`, `Benn\ud800`, "not as it was written"},
		{"an overflow", `"account_ms":172800000`, `"account_ms":9223372036854775807`, "not as it was written"},
		{"too many options", `"options":["`, `"options":[` + strings.Repeat(`"",`, 300) + `"`, "more than 256"},
		{"a rule without bounds", `"rule":{"options":3`, `"rule":{"options":9000000000000000000`, "a rule of 9"},
		{"a rule below them", `"rule":{"options":3`, `"rule":{"options":-3`, "a rule of -3"},
		{"no list", `"options":["🌊`, `"options":7,"roles":["🌊`, "want a list"},
		{"a text for a list", `"roles":["crew","7"]`, `"roles":"crew"`, "want a list"},
		{"more after the end", "}}\n", "}}{}", "after top-level"},
		{"cut off", "}}\n", "}", "unexpected end"},
	} {
		if !strings.Contains(good, tt.old) {
			t.Fatalf("%s: there is no %q", tt.name, tt.old)
		}
		_, err := ballot.ReadJSON(strings.NewReader(strings.Replace(good, tt.old, tt.new, 1)))
		if err == nil || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: %v, want something about %q", tt.name, err, tt.says)
		}
	}
	for _, text := range []string{"", "null", "[]", "7", "{}"} {
		if x, err := ballot.ReadJSON(strings.NewReader(text)); err == nil {
			t.Errorf("%q was read as %+v", text, x)
		}
	}
}

// TestReadJSONBounds: a list that goes on and on does not fill the memory.
func TestReadJSONBounds(t *testing.T) {
	good := string(file(t, &ballot.Export{}))
	many := strings.Replace(good, `"entries":[`, `"entries":[{}`+strings.Repeat(",{}", ballot.MaxEntries), 1)
	if _, err := ballot.ReadJSON(strings.NewReader(many)); err == nil ||
		!strings.Contains(err.Error(), "more than 1048576") {
		t.Errorf("%v", err)
	}
	if _, err := ballot.ReadJSON(broken{}); !errors.Is(err, errBroken) {
		t.Errorf("%v", err)
	}
}

var errBroken = errors.New("broken")

type broken struct{}

func (broken) Read([]byte) (int, error)  { return 0, errBroken }
func (broken) Write([]byte) (int, error) { return 0, errBroken }

func TestWriteRefuses(t *testing.T) {
	for name, change := range map[string]func(*ballot.Export){
		"text":    func(x *ballot.Export) { x.Question = "\xff" },
		"time":    func(x *ballot.Export) { x.Opened = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) },
		"cause":   func(x *ballot.Export) { x.Entries[0].Cause = 0 },
		"links":   func(x *ballot.Export) { x.Links = []ballot.Link{{}} },
		"options": func(x *ballot.Export) { x.Options = make([]string, 300) },
		"entries": func(x *ballot.Export) { x.Entries = make([]ballot.Entry, ballot.MaxEntries+1) },
	} {
		x := export(t)
		change(x)
		if err := x.WriteJSON(&bytes.Buffer{}); err == nil {
			t.Errorf("%s: written", name)
		}
	}
	if err := export(t).WriteJSON(broken{}); !errors.Is(err, errBroken) {
		t.Errorf("JSON: %v", err)
	}
	if err := export(t).WriteCSV(broken{}); !errors.Is(err, errBroken) {
		t.Errorf("CSV: %v", err)
	}
}

// TestCSV reads the table back: the columns' sums are the tally, and no cell is a formula.
func TestCSV(t *testing.T) {
	x := export(t)
	x.Entries = append(x.Entries, ballot.EntryOf(x.Message, 11, entry(8, 1, 9))) // counts for nobody
	var b bytes.Buffer
	if err := x.WriteCSV(&b); err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(&b).ReadAll()
	if err != nil || len(lines) != 12 {
		t.Fatalf("%d lines, %v", len(lines), err)
	}
	sums := make([]int, 4)
	for _, line := range lines {
		for i, cell := range line {
			if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r") {
				t.Errorf("the cell %q is a formula", cell)
			}
			if i >= 6 && cell == "1" {
				sums[i-6]++
			}
		}
	}
	if diff := cmp.Diff([]int{1, 3, 3, 1}, sums); diff != "" {
		t.Error(diff)
	}
	if got, want := strings.Join(lines[0], "|"), "entry|voter|voter's entry|cause|time|choices|0: none of these|"+
		`1: 🌊 Benno|2: ✋ Harm|3: =1+1, "Roos"`; got != want {
		t.Errorf("the head is %s", got)
	}
	if got, want := strings.Join(lines[2], "|"), "2|v"+ballot.TagOf(x.Message, reader(2)).String()+
		"|1|event|2026-11-22T19:01:00.007Z|2 1||||"; got != want {
		t.Errorf("a line is %s, want %s", got, want)
	}
}

// FuzzReadJSON: whatever is read can be written, as the same file but for white space, and counted without harm.
func FuzzReadJSON(f *testing.F) {
	f.Add(file(f, export(f)))
	f.Add(file(f, &ballot.Export{}))
	x := &ballot.Export{Terms: terms()}
	x.Entries = journal(rand.New(rand.NewPCG(3, 3)), x.Terms, 5, 2)
	f.Add(file(f, x))
	f.Fuzz(func(t *testing.T, data []byte) {
		x, err := ballot.ReadJSON(bytes.NewReader(data))
		if err != nil {
			if x != nil {
				t.Fatal("a vote, and an error")
			}
			return
		}
		first := file(t, x)
		if again := file(t, written(t, x)); !bytes.Equal(first, again) {
			t.Fatalf("%s\nis read as\n%s", first, again)
		}
		if r, err := x.Recount(); err == nil && (r.Head.Root != x.Root || r.Head.Count != uint64(len(x.Entries))) {
			t.Fatalf("recounted %+v", r)
		}
		if err := x.WriteCSV(&bytes.Buffer{}); err != nil {
			t.Fatal(err)
		}
	})
}

func ExampleExport_Recount() {
	q := &story.Question{Text: "Who knocks?",
		Options: []story.Option{{Emoji: "🌊", Text: "Benno"}, {Emoji: "✋", Text: "Harm"}},
		Voting:  story.Voting{}.OrDefault()}
	opened := time.Date(2026, 11, 22, 19, 0, 0, 0, time.UTC)
	x := ballot.Export{Terms: ballot.TermsOf(1, 2, q, ballot.Hash{}, opened, opened.Add(48*time.Hour))}
	for i, c := range []story.Choice{0, 1, 1} {
		x.Entries = append(x.Entries, ballot.EntryOf(2, uint64(i)+1, story.Ballot{Voter: story.ReaderID{byte(i)}, N: 1,
			Choices: []story.Choice{c}, Cause: story.ByEvent, At: opened.Add(time.Minute)}))
	}
	x.Links = []ballot.Link{ballot.Genesis(x.Terms).Link()}
	for i := range x.Entries {
		x.Links = append(x.Links, ballot.Chain(x.Terms, x.Entries[:i+1]).Link())
	}
	x.Root = ballot.Chain(x.Terms, x.Entries).Root // published when the vote closes

	r, err := x.Recount()
	fmt.Println(r.Tally.Counts, r.Verdict, err)
	x.Entries[1].Choices = []story.Choice{0} // somebody changes a vote afterwards
	r, err = x.Recount()
	_, where, _ := strings.Cut(err.Error(), "recounting: ")
	fmt.Println(r.Tally.Counts, where[:len("entry 2: it is not what was chained")])
	// Output:
	// [1 2] option 2 has the most votes <nil>
	// [2 1] entry 2: it is not what was chained
}
