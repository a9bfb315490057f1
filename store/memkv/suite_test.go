package memkv_test

import (
	"testing"

	"cliffhanger/store/kv"
	"cliffhanger/store/kvtest"
	"cliffhanger/store/memkv"
)

func TestSuite(t *testing.T) {
	open := func(testing.TB) kv.Engine { return memkv.New() }
	reopen := kvtest.Reopen(func(_ testing.TB, old kv.Engine) kv.Engine { return old.(*memkv.Engine).Reopen() })
	t.Run("plain", func(t *testing.T) { kvtest.Run(t, open, reopen) })
	t.Run("small commits", func(t *testing.T) {
		kvtest.Run(t, func(testing.TB) kv.Engine { return memkv.NewLimited(kv.MaxKeys + 2) }, reopen)
	})
}
