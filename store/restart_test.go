package store

import (
	"path/filepath"
	"sync"
	"testing"
	"time"

	"cliffhanger/store/boltkv"
	"cliffhanger/store/kv"
	"cliffhanger/story"
)

const (
	restartGuilds   = 10_000
	restartChapters = 40 // that are out in each
)

// restartFile writes a file in which one story is told in 10,000 guilds, 40 chapters of which are out.
func restartFile(b *testing.B) string {
	b.Helper()
	path := filepath.Join(b.TempDir(), "db")
	s := openFile(b, path)
	guilds := make(chan uint64)
	var wg sync.WaitGroup
	for range 256 { // so that many share a sync
		wg.Go(func() {
			for guild := range guilds {
				if err := s.db.Update(b.Context(), kv.Partition(guild), func(tx *kv.Tx) error {
					return writeTold(tx, Telling{guild, 2, 3})
				}); err != nil {
					b.Error(err)
				}
			}
		})
	}
	for guild := range uint64(restartGuilds) {
		guilds <- guild + 1
	}
	close(guilds)
	wg.Wait()
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	return path
}

func openFile(b *testing.B, path string) *Store {
	b.Helper()
	e, err := boltkv.Open(path, boltkv.Options{})
	if err != nil {
		b.Fatal(err)
	}
	s, err := Open(b.Context(), kv.Open(e, kv.Options{}), Secret{1}, Options{})
	if err != nil {
		b.Fatal(err)
	}
	return s
}

// writeTold writes what is left of a story that has come to a chapter, but for the steps.
func writeTold(tx *kv.Tx, t Telling) error {
	when := time.Unix(1_800_000_000, 0).UTC()
	course := Course{Begun: when, Last: "2026-12-01T19:00", Version: restartChapters}
	if err := put(tx, courseKey(t.Guild, t.Story), course, nil); err != nil {
		return err
	}
	for chapter := 1; chapter <= restartChapters; chapter++ {
		ref := DropRef{Telling: t, Chapter: chapter}
		d := Drop{Due: when, Planned: when, Done: when, Steps: 10, Floor: 1 << 60}
		if err := put(tx, dropKey(ref), d, nil); err != nil {
			return err
		}
		slot := Timed{Slot: course.Last, Used: course.Last, At: when}
		if err := put(tx, timedKey(t.Guild, t.Story, chapter), slot, nil); err != nil {
			return err
		}
	}
	serial := Serial{Released: story.Place{Chapter: restartChapters, Scene: 3}, Chapter: restartChapters, NextDue: when}
	return put(tx, serialKey(t), serial, nil)
}

// BenchmarkRestart opens the store of 10,000 tellings and reads what it takes to wait for the first one that is due:
// all serials, and of each telling what was broken off, its course, and its next chapter's slot.
func BenchmarkRestart(b *testing.B) {
	path := restartFile(b)
	b.ReportAllocs()
	for b.Loop() {
		s := openFile(b, path)
		serials, err := s.Serials(b.Context())
		if err != nil || len(serials) != restartGuilds {
			b.Fatalf("%d serials, error %v", len(serials), err)
		}
		for _, v := range serials {
			drops, err := s.UnfinishedDrops(b.Context(), v.Telling)
			if err != nil || len(drops) != 0 {
				b.Fatalf("unfinished %v, error %v", drops, err)
			}
			if _, err := s.UnfinishedJobs(b.Context(), v.Telling); err != nil {
				b.Fatal(err)
			}
			if _, ok, err := s.Course(b.Context(), v.Guild, v.Story); err != nil || !ok {
				b.Fatalf("course %v, error %v", ok, err)
			}
			if _, ok, err := s.TimedOf(b.Context(), v.Guild, v.Story, v.Chapter+1); err != nil || ok {
				b.Fatalf("slot %v, error %v", ok, err)
			}
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkSerialsOf10000 is the part of BenchmarkRestart that comes before anything can be due.
func BenchmarkSerialsOf10000(b *testing.B) {
	s := openFile(b, restartFile(b))
	b.ReportAllocs()
	for b.Loop() {
		serials, err := s.Serials(b.Context())
		if err != nil || len(serials) != restartGuilds {
			b.Fatalf("%d serials, error %v", len(serials), err)
		}
	}
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
}
