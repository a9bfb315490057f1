package ballot_test

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"cliffhanger/story"
	"cliffhanger/story/ballot"
)

func BenchmarkAdd(b *testing.B) {
	list := journal(rand.New(rand.NewPCG(1, 1)), terms(), 1000, 200)
	h := ballot.Genesis(terms())
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		h = h.Add(list[i%len(list)])
	}
}

// BenchmarkFold folds a storm's journal: 50,000 entries of 5,000 readers.
func BenchmarkFold(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	last := map[story.ReaderID]uint32{}
	list := make([]story.Ballot, 50000)
	for i := range list {
		id := reader(r.IntN(5000))
		last[id]++
		list[i] = story.Ballot{Voter: id, N: last[id], Choices: choices{story.Choice(r.IntN(4))}, At: opened()}
	}
	b.ReportAllocs()
	for b.Loop() {
		if t := ballot.Fold(list, ballot.Rule{Options: 4, Choose: 1}); t.Voters == 0 {
			b.Fatal("nobody voted")
		}
	}
}

// BenchmarkRecount reads and recounts such a journal from its file.
func BenchmarkRecount(b *testing.B) {
	x := &ballot.Export{Terms: terms()}
	x.Entries = journal(rand.New(rand.NewPCG(1, 1)), x.Terms, 50000, 5000)
	x.Root = ballot.Chain(x.Terms, x.Entries).Root
	data := file(b, x)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		x, err := ballot.ReadJSON(bytes.NewReader(data))
		if err != nil {
			b.Fatal(err)
		}
		if _, err := x.Recount(); err != nil {
			b.Fatal(err)
		}
	}
}
