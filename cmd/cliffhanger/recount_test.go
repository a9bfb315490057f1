package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cliffhanger/story"
	"cliffhanger/story/ballot"

	"github.com/google/go-cmp/cmp"
)

// aVote returns a closed vote whose journal has these choices, one reader after the other, each list a reader's entries.
// What was announced is what comes out; a tie is settled by a draw.
func aVote(t *testing.T, readers ...[][]story.Choice) *ballot.Export {
	t.Helper()
	opened := time.Date(2026, 11, 20, 18, 0, 0, 0, time.UTC)
	seed := ballot.Seed{1, 2, 3}
	q := &story.Question{Text: "Cut the rope?", Options: []story.Option{{Emoji: "🔪", Text: "Cut it"},
		{Emoji: "🇦", Text: "Leave it"}, {Emoji: "🌊", Text: "Wait"}}, Voting: story.Voting{Tie: story.TieDraw}.OrDefault()}
	x := &ballot.Export{Terms: ballot.TermsOf(11, 22, q, ballot.Commit(seed), opened, opened.Add(48*time.Hour))}
	head := ballot.Genesis(x.Terms)
	var journal []story.Ballot
	for i, ballots := range readers {
		for n, choices := range ballots {
			b := story.Ballot{Voter: story.ReaderID{byte(i + 1)}, N: uint32(n + 1), Choices: choices, Cause: story.ByEvent,
				At: opened.Add(time.Duration(len(journal)) * time.Minute)}
			journal = append(journal, b)
			e := ballot.EntryOf(22, uint64(len(journal)), b)
			head = head.Add(e)
			x.Entries = append(x.Entries, e)
		}
	}
	tally := ballot.Fold(journal, x.Rule)
	verdict := ballot.Decide(tally)
	x.Root = head.Root
	x.Announced = &ballot.Announced{Counts: tally.Counts, None: tally.None, Voters: tally.Voters, Eligible: 7, Root: head.Root,
		How: ballot.HowVotes}
	winner := verdict.Winner()
	if verdict.Tie {
		x.Seed, x.Announced.How, winner = &seed, ballot.HowDraw, ballot.Draw(seed, head.Root, verdict.Leaders)
	}
	if winner >= 0 {
		x.Announced.Winner = &winner
	}
	return x
}

// exported writes a vote into a file and returns its name.
func exported(t *testing.T, x *ballot.Export) string {
	t.Helper()
	var out bytes.Buffer
	if err := x.WriteJSON(&out); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	write(t, dir, "vote.json", out.String())
	return filepath.Join(dir, "vote.json")
}

// runRecount runs the subcommand.
func runRecount(t *testing.T, file string) (code int, out, said string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code = run(t.Context(), []string{"recount", file}, os.Getenv, &stdout, &stderr)
	return code, stdout.String(), stderr.String()
}

// changes of mind: the first reader from 0 to 1, the second takes the ballot back, the rest stay.
func changes() [][][]story.Choice {
	return [][][]story.Choice{{{0}, {1}}, {{0}, {}}, {{1}}, {{0}}, {{story.None}}}
}

func TestRecountPrintsATable(t *testing.T) {
	x := aVote(t, changes()...)
	x.Announced.Spoiled = 1
	code, out, said := runRecount(t, exported(t, x))
	want := `Cut the rope?
opened Fri 20 Nov 2026 18:00 UTC; one choice

votes  option
    1   1  🔪 Cut it
    2   2  🇦 Leave it
    0   3  🌊 Wait
    1   -  none of these

4 voters of 7 readers who could have voted, 57 %
said to be spoiled: 1 ballot; a journal cannot tell
announced: option 2 has won, 🇦 Leave it (by votes)

entries       7
root          ROOT
chain         agrees
rule          agrees
announcement  agrees
draw          none
`
	want = strings.Replace(want, "ROOT", x.Root.String(), 1)
	if diff := cmp.Diff(want, out); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if code != exitOK || said != "" {
		t.Errorf("recount ends with %d and says %q", code, said)
	}
}

func TestRecountRepeatsADraw(t *testing.T) {
	x := aVote(t, [][]story.Choice{{0}}, [][]story.Choice{{2}})
	code, out, said := runRecount(t, exported(t, x))
	drawn := ballot.Draw(*x.Seed, x.Root, []int{0, 2})
	for _, want := range []string{
		"draw          agrees: seed 0102030000000000000000000000000000000000000000000000000000000000 and the root draw option " +
			string(rune('1'+drawn)) + "\n",
		"announced: option " + string(rune('1'+drawn)) + " has won, " + x.Options[drawn] + " (by draw)\n",
	} {
		if code != exitOK || said != "" || !strings.Contains(out, want) {
			t.Errorf("recount ends with %d and says %q; no %q in:\n%s", code, said, want, out)
		}
	}
}

func TestRecountOfAVoteStillOpen(t *testing.T) {
	x := aVote(t, changes()...)
	x.Announced = nil
	code, out, said := runRecount(t, exported(t, x))
	for _, want := range []string{"\n4 voters\nnothing is announced yet; counted, option 2 has the most votes\n",
		"announcement  none yet\n", "chain         agrees\n"} {
		if code != exitOK || said != "" || !strings.Contains(out, want) {
			t.Errorf("recount ends with %d and says %q; no %q in:\n%s", code, said, want, out)
		}
	}
}

// TestRecountNamesTheFirstDisagreement checks every kind of damage.
func TestRecountNamesTheFirstDisagreement(t *testing.T) {
	other := ballot.Hash{9}
	for _, test := range []struct {
		name   string
		damage func(*ballot.Export)
		line   string // of what is printed begins so
		said   string // on standard error
	}{
		{"another choice", func(x *ballot.Export) { x.Entries[2].Choices = []story.Choice{2} },
			"chain         DOES NOT AGREE: ", "root"},
		{"an entry is gone", func(x *ballot.Export) { x.Entries = x.Entries[:6] }, "chain         DOES NOT AGREE: ", "root"},
		{"a gap", func(x *ballot.Export) { x.Entries[1].N = 3 }, "rule          DOES NOT AGREE: entry 2: ", "entry 2: "},
		{"two choices of one", func(x *ballot.Export) { x.Entries[4].Choices = []story.Choice{0, 1} },
			"rule          DOES NOT AGREE: entry 5: ", "entry 5: "},
		{"another question", func(x *ballot.Export) { x.Question = "Cut it?" }, "chain         DOES NOT AGREE: ", "root"},
		{"another root", func(x *ballot.Export) { x.Announced.Root = other }, "announcement  DOES NOT AGREE: ", "root"},
		{"another count", func(x *ballot.Export) { x.Announced.Counts[1]++ }, "announcement  DOES NOT AGREE: ", "counts"},
		{"more for none", func(x *ballot.Export) { x.Announced.None++ }, "announcement  DOES NOT AGREE: ", "none of these"},
		{"more voters", func(x *ballot.Export) { x.Announced.Voters++ }, "announcement  DOES NOT AGREE: ", "voters"},
		{"another winner", func(x *ballot.Export) { *x.Announced.Winner = 0 }, "announcement  DOES NOT AGREE: ", "option 1"},
		{"another seed", func(x *ballot.Export) { x.Seed = &ballot.Seed{7} }, "draw          DOES NOT AGREE: ", "seed"},
	} {
		t.Run(test.name, func(t *testing.T) {
			x := aVote(t, changes()...)
			test.damage(x)
			file := exported(t, x)
			code, out, said := runRecount(t, file)
			if code != exitFailed || !strings.Contains(out, "\n"+test.line) {
				t.Errorf("recount ends with %d, without a line %q in:\n%s", code, test.line, out)
			}
			begins := "cliffhanger: " + file + " does not agree with itself: "
			if !strings.HasPrefix(said, begins) || !strings.Contains(said, test.said) || strings.Count(said, "\n") != 1 {
				t.Errorf("it says %q, want one line that begins with %q and has %q", said, begins, test.said)
			}
		})
	}
}

// TestRecountOfADrawSteered checks that a winner other than the drawn one is found.
func TestRecountOfADrawSteered(t *testing.T) {
	x := aVote(t, [][]story.Choice{{0}}, [][]story.Choice{{2}})
	*x.Announced.Winner = 2 - *x.Announced.Winner
	if code, out, said := runRecount(t, exported(t, x)); code != exitFailed ||
		!strings.Contains(out, "announcement  DOES NOT AGREE: ") {
		t.Errorf("recount ends with %d and says %q:\n%s", code, said, out)
	}
}

func TestRecountOfWhatIsNoVote(t *testing.T) {
	dir := t.TempDir()
	var out bytes.Buffer
	if err := aVote(t, changes()...).WriteCSV(&out); err != nil {
		t.Fatal(err)
	}
	write(t, dir, "vote.csv", out.String())
	write(t, dir, "empty.json", "")
	write(t, dir, "other.json", `{"format":"cliffhanger vote","version":2}`)
	for name, want := range map[string]string{
		"vote.csv": "is no exported vote: ", "empty.json": "is no exported vote: ", "other.json": "is no exported vote: ",
		"none.json": "cannot read the vote: ",
	} {
		code, out, said := runRecount(t, filepath.Join(dir, name))
		if code != exitUsage || out != "" || !strings.Contains(said, want) || !strings.Contains(said, "give the JSON file") {
			t.Errorf("%s: recount ends with %d, prints %q and says %q", name, code, out, said)
		}
	}
}

// TestRecountOfARuleBeyondBounds checks that a file cannot make the count ask for more memory than there is.
func TestRecountOfARuleBeyondBounds(t *testing.T) {
	data, err := os.ReadFile(exported(t, aVote(t, changes()...)))
	if err != nil {
		t.Fatal(err)
	}
	const was, is = `"rule":{"options":3,`, `"rule":{"options":1152921504606846976,`
	text := strings.Replace(string(data), was, is, 1)
	if !strings.Contains(text, is) {
		t.Fatalf("no %s in %s", was, data)
	}
	dir := t.TempDir()
	write(t, dir, "vote.json", text)
	code, out, said := runRecount(t, filepath.Join(dir, "vote.json"))
	if code != exitUsage || out != "" || !strings.Contains(said, "is no exported vote: ") {
		t.Errorf("recount ends with %d, prints %q and says %q", code, out, said)
	}
}

// TestRecountSteersNoTerminal checks that a file cannot write over what is printed of it.
func TestRecountSteersNoTerminal(t *testing.T) {
	x := aVote(t, changes()...)
	x.Question, x.Options[0] = "Cut\x1b[2J\nthe\u202erope?", "\x1b]0;x\a"
	_, out, said := runRecount(t, exported(t, x))
	if text := out + said; strings.ContainsAny(text, "\x1b\a\u202e") || !strings.HasPrefix(out, "Cut\ufffd[2J the\ufffdrope?\n") {
		t.Errorf("%q", text)
	}
}

func TestRecountSaysWhenItCannotWrite(t *testing.T) {
	f, err := os.Open(exported(t, aVote(t, changes()...)))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := recount("vote.json", f, brokenWriter{}); !errors.Is(err, os.ErrClosed) {
		t.Errorf("recount returns %v, want %v", err, os.ErrClosed)
	}
}

// TestRecountReadsStandardInput runs the program itself.
func TestRecountReadsStandardInput(t *testing.T) {
	x := aVote(t, changes()...)
	for _, damaged := range []bool{false, true} {
		if damaged {
			x.Announced.Voters = 3
		}
		f, err := os.Open(exported(t, x))
		if err != nil {
			t.Fatal(err)
		}
		cmd := program(t, t.Context(), nil, "recount", "-")
		cmd.Stdin = f
		out, err := cmd.CombinedOutput()
		f.Close()
		if got := err != nil; got != damaged || cmd.ProcessState.ExitCode() != map[bool]int{false: exitOK, true: exitFailed}[damaged] {
			t.Errorf("damaged %t: %v\n%s", damaged, err, out)
		}
		if damaged != strings.Contains(string(out), "cliffhanger: standard input does not agree with itself: ") {
			t.Errorf("damaged %t: %s", damaged, out)
		}
	}
}
