package customid_test

import (
	"errors"
	"math"
	"slices"
	"testing"

	"cliffhanger/bot/customid"
)

func TestRoundTrip(t *testing.T) {
	for _, want := range []customid.ID{
		{Action: "read"},
		{Action: "read", Args: []uint64{0}},
		{Action: "abcdefghijkl", Args: []uint64{math.MaxUint64, math.MaxUint64, math.MaxUint64, math.MaxUint64}},
	} {
		text, err := customid.New(want.Action, want.Args...)
		if err != nil {
			t.Fatalf("New(%v): %v", want, err)
		}
		if len(text) > customid.MaxLength {
			t.Errorf("New(%v) has %d characters, more than %d", want, len(text), customid.MaxLength)
		}
		got, err := customid.Parse(text)
		if err != nil || got.Action != want.Action || !slices.Equal(got.Args, want.Args) {
			t.Errorf("Parse(%q) = %v, %v, want %v", text, got, err, want)
		}
	}
}

func TestRefused(t *testing.T) {
	for _, text := range []string{
		"", "c1", "c1.", "c0.read", "c2.read.1", "c1.Read", "c1.read.", "c1.read.01", "c1.read.FF", "c1.read.-1",
		"c1.read.+1",
		"c1.read.1.2.3.4.5", "c1.read.10000000000000000", "c1.abcdefghijklm", "c1.réad", "tickets-open-please",
	} {
		if id, err := customid.Parse(text); !errors.Is(err, customid.ErrForeign) {
			t.Errorf("Parse(%q) = %v, %v, want ErrForeign", text, id, err)
		}
	}
	for _, a := range []customid.Action{"", "Read", "a.b", "abcdefghijklm"} {
		if text, err := customid.New(a); err == nil {
			t.Errorf("New(%q) = %q, want an error", a, text)
		}
	}
	if text, err := customid.New("read", 1, 2, 3, 4, 5); err == nil {
		t.Errorf("New with 5 arguments = %q, want an error", text)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"c1.read.1.2.3", "c1.mark", "c1.read.ffffffffffffffff", "x", "c1.read.0x1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		id, err := customid.Parse(text)
		if err != nil {
			return
		}
		again, err := customid.New(id.Action, id.Args...)
		if err != nil || again != text {
			t.Errorf("Parse(%q) = %v, which New spells %q, %v", text, id, again, err)
		}
	})
}
