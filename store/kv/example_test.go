package kv_test

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	"cliffhanger/store/kv"
	"cliffhanger/store/memkv"
)

// One guild's tickets are numbered without gaps, whoever asks at the same time. A function that refuses takes no
// number.
func ExampleDo() {
	db := kv.Open(memkv.New(), kv.Options{})
	ctx, guild := context.Background(), kv.Partition(81384788765712384)
	errSoldOut := errors.New("sold out")

	ticket := func(tx *kv.Tx) (uint16, error) {
		key := kv.Key('t', guild)
		last, ok, err := tx.Get(key)
		if err != nil {
			return 0, err
		}
		n := uint16(1)
		if ok {
			n += binary.BigEndian.Uint16(last)
		}
		if err := tx.Put(key, binary.BigEndian.AppendUint16(nil, n)); err != nil {
			return 0, err
		}
		if n > 2 {
			return 0, errSoldOut
		}
		return n, nil
	}
	for range 4 {
		n, err := kv.Do(ctx, db, guild, ticket)
		fmt.Println(n, err)
	}
	fmt.Println(db.Close())
	// Output:
	// 1 <nil>
	// 2 <nil>
	// 0 sold out
	// 0 sold out
	// <nil>
}
