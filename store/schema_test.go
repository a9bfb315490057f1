package store

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"cliffhanger/store/kv"
	"cliffhanger/store/memkv"
)

// database opens a database on an engine for the test's length.
func database(t *testing.T, e kv.Engine) *kv.DB {
	t.Helper()
	db := kv.Open(e, kv.Options{})
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// doubling are two migrations of settings whose value is a number: one doubles it, the next adds one. The value's
// length says how far it has come, so that each can be run again; fail breaks them off after some records.
func doubling(fail func() error) []migration {
	step := func(from int, change func(uint64) uint64) func(context.Context, *kv.DB) error {
		return func(ctx context.Context, db *kv.DB) error {
			return db.ScanAll(ctx, kindSetting, func(r kv.Record) error {
				s, unknown, err := decodeRow[setting](r.Key, r.Value)
				if err != nil || len(s.value) != from {
					return err
				}
				if err := fail(); err != nil {
					return err
				}
				n := change(binary.BigEndian.Uint64(s.value))
				s.value = append(make([]byte, from+1-8), binary.BigEndian.AppendUint64(nil, n)...)
				copy(s.value, s.value[from+1-8:]) // the number stays in front
				return db.Update(ctx, 0, func(tx *kv.Tx) error { return put(tx, r.Key, s, unknown) })
			})
		}
	}
	return []migration{
		{"double numbers", step(8, func(n uint64) uint64 { return 2 * n })},
		{"add one", step(9, func(n uint64) uint64 { return n + 1 })},
	}
}

// keepNumbers sets count settings in a store of the first schema, each to its number.
func keepNumbers(t *testing.T, db *kv.DB, count uint64) {
	t.Helper()
	s, err := open(t.Context(), db, Secret{1}, Options{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := range count {
		if err := s.SetSetting(t.Context(), fmt.Sprint(i), binary.BigEndian.AppendUint64(nil, i)); err != nil {
			t.Fatal(err)
		}
	}
}

func TestMigrations(t *testing.T) {
	const count = 20
	for breakAt := range 2*count + 1 {
		db := database(t, memkv.New())
		keepNumbers(t, db, count)
		seen, broken := 0, errors.New("power cut")
		list := doubling(func() error {
			if seen++; seen == breakAt {
				return broken
			}
			return nil
		})
		var backups []int
		o := Options{Backup: func(_ context.Context, from int) error {
			backups = append(backups, from)
			return nil
		}}
		s, err := open(t.Context(), db, Secret{1}, o, list)
		if breakAt > 0 {
			if !errors.Is(err, broken) {
				t.Fatalf("broken at %d, got error %v", breakAt, err)
			}
			s, err = open(t.Context(), db, Secret{1}, o, list)
		}
		if err != nil {
			t.Fatal(err)
		}
		if len(backups) == 0 || backups[0] != firstSchema {
			t.Fatalf("backups of schemas %v", backups)
		}
		for i := range uint64(count) {
			value, _, err := s.Setting(t.Context(), fmt.Sprint(i))
			if err != nil || len(value) != 10 || binary.BigEndian.Uint64(value) != 2*i+1 {
				t.Fatalf("broken at %d: number %d became %x, error %v", breakAt, i, value, err)
			}
		}
		backups = nil
		if _, err := open(t.Context(), db, Secret{1}, o, list); err != nil || len(backups) != 0 {
			t.Fatalf("migrated again: error %v, backups %v", err, backups)
		}
		if _, err := open(t.Context(), db, Secret{1}, o, list[:1]); !errors.Is(err, ErrNewerSchema) {
			t.Fatalf("an older program opened newer data: %v", err)
		}
	}
}

func TestNoMigrationWithoutBackup(t *testing.T) {
	db := database(t, memkv.New())
	if _, err := open(t.Context(), db, Secret{1}, Options{}, nil); err != nil {
		t.Fatal(err)
	}
	full := errors.New("disk is full")
	list := []migration{{"never", func(context.Context, *kv.DB) error {
		t.Error("migrated without a backup")
		return nil
	}}}
	o := Options{Backup: func(context.Context, int) error { return full }}
	if _, err := open(t.Context(), db, Secret{1}, o, list); !errors.Is(err, full) {
		t.Errorf("got error %v", err)
	}
	if _, err := open(t.Context(), db, Secret{1}, Options{}, nil); err != nil {
		t.Errorf("the old program cannot open it any more: %v", err)
	}
}

func TestOpenRefusesAndChangesNothing(t *testing.T) {
	newer := firstSchema + len(migrations()) + 1
	for _, c := range []struct {
		name   string
		change func(*schema)
		secret Secret
		want   error
	}{
		{"the same", func(*schema) {}, Secret{1}, nil},
		{"another secret", func(*schema) {}, Secret{2}, ErrWrongSecret},
		{"a newer schema", func(s *schema) { s.number = newer }, Secret{1}, ErrNewerSchema},
		{"a newer schema and another secret", func(s *schema) { s.number = 99 }, Secret{2}, ErrNewerSchema},
		{"no schema number", func(s *schema) { s.number = 0 }, Secret{1}, ErrCorrupt},
		{"no canary", func(s *schema) { s.canary = nil }, Secret{1}, ErrWrongSecret},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := memkv.New()
			db := database(t, e)
			if _, err := Open(t.Context(), db, Secret{1}, Options{}); err != nil {
				t.Fatal(err)
			}
			if err := db.Update(t.Context(), 0, func(tx *kv.Tx) error {
				s, unknown, err := get[schema](tx, schemaKey())
				if err != nil {
					return err
				}
				c.change(&s)
				return put(tx, schemaKey(), s, unknown)
			}); err != nil {
				t.Fatal(err)
			}
			before := e.Applies()
			if _, err := Open(t.Context(), db, c.secret, Options{}); !errors.Is(err, c.want) {
				t.Errorf("got error %v, want %v", err, c.want)
			}
			if e.Applies() != before {
				t.Error("something was written")
			}
		})
	}
}

// Before a file is migrated there is a copy that the older program can open, of the state before any migration, also
// when the first attempt broke off.
func TestOpenFolderKeepsACopyBeforeMigrating(t *testing.T) {
	dir, noEnv := t.TempDir(), func(string) string { return "" }
	s, err := openFolder(t.Context(), dir, noEnv, Options{}, nil)
	if err == nil {
		err = errors.Join(s.SetSetting(t.Context(), "a", []byte("before")), s.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	broken := errors.New("power cut")
	list := []migration{{"spoil the setting", func(ctx context.Context, db *kv.DB) error {
		key := settingKey("a")
		return errors.Join(broken, db.Update(ctx, 0, func(tx *kv.Tx) error {
			return put(tx, key, setting{name: "a", value: []byte("after")}, nil)
		}))
	}}}
	for range 2 {
		if _, err := openFolder(t.Context(), dir, noEnv, Options{}, list); !errors.Is(err, broken) {
			t.Fatalf("got error %v", err)
		}
	}
	if left, err := filepath.Glob(filepath.Join(dir, ".*")); err != nil || len(left) != 0 {
		t.Errorf("%v are left, error %v", left, err)
	}
	data := filepath.Join(dir, dataFile)
	if err := os.Rename(data+".schema-1", data); err != nil {
		t.Fatal(err)
	}
	s, err = openFolder(t.Context(), dir, noEnv, Options{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	value, _, err := s.Setting(t.Context(), "a")
	if err := errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	if string(value) != "before" {
		t.Errorf("the copy holds %q", value)
	}
}

// Data that lost its schema record must not be taken for new: it would get a canary of whatever secret is at hand.
func TestDataWithoutASchemaIsNotNew(t *testing.T) {
	db := database(t, memkv.New())
	s, err := Open(t.Context(), db, Secret{1}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.SetSetting(t.Context(), "a", nil); err != nil {
		t.Fatal(err)
	}
	if err := db.Update(t.Context(), 0, func(tx *kv.Tx) error { return tx.Delete(schemaKey()) }); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), db, Secret{2}, Options{}); !errors.Is(err, ErrCorrupt) {
		t.Errorf("got error %v", err)
	}
}

// A program that knows fewer migrations than were run refuses the data, and leaves it alone.
func TestAnOlderProgramRefusesThisSchema(t *testing.T) {
	e := memkv.New()
	db := database(t, e)
	if _, err := Open(t.Context(), db, Secret{1}, Options{}); err != nil {
		t.Fatal(err)
	}
	before := e.Applies()
	for known := range migrations() {
		if _, err := open(t.Context(), db, Secret{1}, Options{}, migrations()[:known]); !errors.Is(err, ErrNewerSchema) {
			t.Errorf("a program of schema %d: got error %v", firstSchema+known, err)
		}
	}
	if len(migrations()) == 0 || e.Applies() != before {
		t.Errorf("%d migrations, %d writes", len(migrations()), e.Applies()-before)
	}
}
