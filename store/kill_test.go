package store_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"cliffhanger/store"
	"cliffhanger/store/boltkv"
	"cliffhanger/store/kv"
	"cliffhanger/story"
	"cliffhanger/story/ballot"
)

// The kill test runs this binary again as a child in which readers vote, and which says what was acknowledged; kills it;
// and counts again. kill -9 keeps what the kernel has, so this is about our own order of things, not about fsync.

const (
	voteChildEnv = "CLIFFHANGER_VOTE_TEST_FILE" // the child's file
	runsEnv      = "CLIFFHANGER_RUNS"           // how many times it is killed
	killRuns     = 10
	voteWorkers  = 4
)

func TestMain(m *testing.M) {
	if path := os.Getenv(voteChildEnv); path != "" {
		fmt.Fprintln(os.Stderr, voteUntilKilled(path, os.Stdout))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// openPath opens the store in a file.
func openPath(ctx context.Context, path string) (*store.Store, error) {
	e, err := boltkv.Open(path, boltkv.Options{})
	if err != nil {
		return nil, err
	}
	return store.Open(ctx, kv.Open(e, kv.Options{}), secret(), options())
}

// voteUntilKilled has readers vote, and prints "voter number choices" for every voter of a batch that was acknowledged.
// It returns only on an error.
func voteUntilKilled(path string, out io.Writer) error {
	ctx := context.Background()
	s, err := openPath(ctx, path)
	if err != nil {
		return err
	}
	failed := make(chan error, voteWorkers)
	var mu sync.Mutex
	for w := range voteWorkers {
		go func() {
			random := rand.New(rand.NewPCG(rand.Uint64(), 1))
			for {
				batch := make([]store.Act, 1+random.IntN(400))
				for i := range batch {
					batch[i] = randomAct(random, s, 2, i%60)
					batch[i].Voter = s.Reader(uint64(1000*w) + random.Uint64N(150))
				}
				acted, err := s.Act(ctx, voteRef(), batch)
				lines := ""
				for _, a := range acted {
					lines += fmt.Sprintf("%x %d %v\n", a.Ballot.Voter, a.Ballot.N, a.Ballot.Choices)
				}
				if err == nil {
					mu.Lock()
					_, err = io.WriteString(out, lines)
					mu.Unlock()
				}
				if err != nil {
					failed <- err
					return
				}
			}
		}()
	}
	return <-failed
}

// An acknowledged ballot is in the journal after a kill at any moment, and the journal chains and folds to what is kept.
func TestKillLosesNoBallot(t *testing.T) {
	runs := killRuns
	if n, err := strconv.Atoi(os.Getenv(runsEnv)); err == nil {
		runs = n
	} else if testing.Short() {
		runs = 3
	}
	path, total := "", 0
	acknowledged := map[string]string{} // voter and number: choices
	for run := range runs {
		if run%20 == 0 { // another vote, or its journal gets long
			total += len(acknowledged)
			clear(acknowledged)
			path = filepath.Join(t.TempDir(), "db")
			s, err := openPath(t.Context(), path)
			must(t, err)
			voteOf(t, s, 2, "")
			must(t, s.Close())
		}
		voteAndKill(t, path, rand.IntN(20_000), acknowledged)
		s, err := openPath(t.Context(), path)
		must(t, err)
		checkKilled(t, s, acknowledged)
		must(t, s.Close())
		if t.Failed() {
			t.Fatalf("in run %d", run)
		}
	}
	total += len(acknowledged)
	t.Logf("%d kills, %d acknowledged ballots", runs, total)
	if total < runs {
		t.Error("hardly anything was acknowledged: the test has shown nothing")
	}
}

// voteAndKill runs the child until it has acknowledged so many acts, kills it, and takes down all it acknowledged.
func voteAndKill(t *testing.T, path string, after int, acknowledged map[string]string) {
	t.Helper()
	child := exec.CommandContext(t.Context(), os.Args[0])
	child.Env = append(os.Environ(), voteChildEnv+"="+path)
	var complaint strings.Builder
	child.Stderr = &complaint
	out, err := child.StdoutPipe()
	must(t, err)
	must(t, child.Start())
	if after == 0 {
		must(t, child.Process.Kill())
	}
	lines := bufio.NewReader(out)
	for count := 1; ; count++ {
		line, err := lines.ReadString('\n') // what was printed before the kill is still in the pipe
		if err != nil {
			break // the end, in the middle of a line perhaps
		}
		part := strings.SplitN(strings.TrimSuffix(line, "\n"), " ", 3)
		if len(part) != 3 {
			t.Fatalf("the child says %q", line)
		}
		if part[1] != "0" { // took back what was never there
			acknowledged[part[0]+" "+part[1]] = part[2]
		}
		if count == after {
			must(t, child.Process.Kill())
		}
	}
	if err := child.Wait(); err == nil || complaint.Len() > 0 {
		t.Fatalf("the child ended by itself: %v %s", err, complaint.String())
	}
}

// checkKilled counts again what a killed process has left.
func checkKilled(t *testing.T, s *store.Store, acknowledged map[string]string) {
	t.Helper()
	journal, err := s.Journal(t.Context(), voteRef())
	must(t, err)
	kept := make(map[string]string, len(journal))
	entries := make([]story.Ballot, len(journal))
	for i, e := range journal {
		kept[fmt.Sprintf("%x %d", e.Voter, e.N)] = fmt.Sprint(e.Choices)
		entries[i] = e.Ballot
	}
	for voter, choices := range acknowledged {
		if got, ok := kept[voter]; !ok || got != choices {
			t.Errorf("ballot %s of %s was acknowledged, the journal has %s (%v)", voter, choices, got, ok)
		}
	}
	x := exported(t, s, voteRef())
	got, err := x.Recount()
	must(t, err)
	ballots, err := s.Ballots(t.Context(), voteRef())
	must(t, err)
	equal(t, "tally", ballot.Fold(ballots, x.Rule), got.Tally)
}
