package schedule_test

import (
	"strings"
	"testing"
	"time"

	"cliffhanger/story/schedule"
)

func TestGap(t *testing.T) {
	for _, tt := range []struct {
		text, want string
		words      int
		after      time.Duration
	}{
		{"90s", "1m30s", 5000, 90 * time.Second},
		{"5m", "5m", 0, 5 * time.Minute},
		{"0s", "0m", 100, 0},
		{"1h30m", "1h30m", 100, 90 * time.Minute},
		{"7d", "7d", 100, 7 * 24 * time.Hour},
		{"By Reading", "by reading 230 wpm", 1150, 5 * time.Minute},
		{"by reading 230 wpm", "by reading 230 wpm", 231, 60 * time.Second},
		{"by reading 200", "by reading 200 wpm", 900, 4*time.Minute + 30*time.Second},
		{"by reading 200wpm", "by reading 200 wpm", 10, 15 * time.Second},
		{"by reading 50 wpm", "by reading 50 wpm", 1 << 62, time.Hour},
		{"by reading 1000 wpm", "by reading 1000 wpm", -1, 15 * time.Second},
	} {
		g, err := schedule.ParseGap(tt.text)
		if err != nil || g.String() != tt.want || g.After(tt.words) != tt.after {
			t.Errorf("%q is %q, %v, %v after %d words; want %q, %v",
				tt.text, g, err, g.After(tt.words), tt.words, tt.want, tt.after)
		}
	}
	for text, want := range map[string]string{
		"":                      "neither a length of time",
		"5":                     `"5" is not a length of time`,
		"5 m":                   "neither a length",
		"-5m":                   "less than 0",
		"8d":                    "more than 7d",
		"9999999999d":           "not a length",
		"5m5m":                  "not a length",
		"30m1h":                 "not a length",
		"1.5h":                  "not a length",
		"by reading 49 wpm":     "from 50 to 1000",
		"by reading 1001 wpm":   "from 50 to 1000",
		"by reading fast":       "from 50 to 1000",
		"by reading 230 words":  "from 50 to 1000",
		"by reading 230 wpm or": "from 50 to 1000",
		"by reading 230wpm wpm": "from 50 to 1000",
	} {
		if g, err := schedule.ParseGap(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is %q, %v; want %s", text, g, err, want)
		}
	}
	if got := (schedule.Gap{}).After(1000); got != 0 {
		t.Errorf("the zero gap is %v", got)
	}
}

// FuzzGap holds that a gap reads back as itself and stays within its bounds.
func FuzzGap(f *testing.F) {
	for _, s := range []string{"90s", "1d2h3m4s", "by reading 230 wpm", "by reading", "0s"} {
		f.Add(s, 1000)
	}
	f.Fuzz(func(t *testing.T, text string, words int) {
		g, err := schedule.ParseGap(text)
		if err != nil {
			return
		}
		if again, err := schedule.ParseGap(g.String()); err != nil || again != g {
			t.Fatalf("%q is %q, which is %q, %v", text, g, again, err)
		}
		if after := g.After(words); after < 0 || after > 7*24*time.Hour {
			t.Fatalf("%q after %d words is %v", text, words, after)
		}
	})
}
