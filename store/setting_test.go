package store_test

import (
	"strings"
	"testing"

	"cliffhanger/store/kv"
)

func TestSettings(t *testing.T) {
	s := openMem(t)
	_, ok, err := s.Setting(t.Context(), "gateway")
	must(t, err)
	if ok {
		t.Fatal("a setting before any was set")
	}
	long := strings.Repeat("n", 2000)
	for name, value := range map[string]string{"gateway": "one", "gateway2": "", "": "no name", long: "a long name"} {
		must(t, s.SetSetting(t.Context(), name, []byte("before")))
		must(t, s.SetSetting(t.Context(), name, []byte(value)))
		got, ok, err := s.Setting(t.Context(), name)
		must(t, err)
		if !ok || string(got) != value {
			t.Fatalf("setting %.10q is %q, %v; want %q", name, got, ok, value)
		}
	}
	wantErr(t, s.SetSetting(t.Context(), "big", make([]byte, kv.MaxBytes)), kv.ErrTooLarge)
}
