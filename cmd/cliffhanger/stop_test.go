package main

import (
	"bytes"
	"context"
	"testing"
)

func TestAProgramToldToEndWhileStartingHasNotFailed(t *testing.T) {
	story := aStory(t, "title: Tide\nschedule: tue 19:00\nchannel: story\n")
	for _, test := range []struct {
		name string
		args []string
	}{
		{"preview", []string{"preview", "--listen", "127.0.0.1:0"}},
		{"preview that keeps its data", []string{"preview", "--listen", "127.0.0.1:0", "--data", t.TempDir()}},
		{"serve", []string{"serve", "--story", story, "--data", t.TempDir()}},
	} {
		t.Run(test.name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			var out, said bytes.Buffer
			code := run(ctx, test.args, func(name string) string {
				if name == "DISCORD_TOKEN" {
					return "a-token"
				}
				return ""
			}, &out, &said)
			if code != exitOK || said.String() != "" {
				t.Errorf("it ends with %d and says %q", code, said.String())
			}
		})
	}
}
