package boltkv_test

import (
	"path/filepath"
	"testing"

	"cliffhanger/store/boltkv"
	"cliffhanger/store/kv"
	"cliffhanger/store/kvtest"
)

// open returns an engine on the file at path.
func open(t testing.TB, path string) *boltkv.Engine {
	t.Helper()
	e, err := boltkv.Open(path, boltkv.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return e
}

// fresh returns an engine on a new file.
func fresh(t testing.TB) *boltkv.Engine {
	t.Helper()
	return open(t, filepath.Join(t.TempDir(), "test.db"))
}

func TestSuite(t *testing.T) {
	kvtest.Run(t, func(t testing.TB) kv.Engine { return fresh(t) },
		kvtest.Reopen(func(t testing.TB, old kv.Engine) kv.Engine { return open(t, old.(*boltkv.Engine).Path()) }))
}
