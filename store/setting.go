package store

import (
	"context"
	"errors"

	"cliffhanger/store/kv"
)

// A setting is a named value that belongs to no guild. Its key is the name's hash; the name itself is kept in the
// record.
type setting struct {
	name  string
	value []byte
}

func (s *setting) encode(e *encoder) {
	e.text(1, s.name)
	e.bytes(2, s.value)
}

func (s *setting) take(f *field) bool {
	switch f.num {
	case 1:
		s.name = f.text()
	case 2:
		s.value = f.bytes()
	default:
		return false
	}
	return true
}

func (s *setting) locate(key []byte) bool { return string(key) == string(settingKey(s.name)) }

// Setting returns the value of a global setting, and whether it was ever set.
func (s *Store) Setting(ctx context.Context, name string) ([]byte, bool, error) {
	found, err := view(ctx, s.db, 0, func(tx *kv.Tx) (setting, error) {
		found, _, err := get[setting](tx, settingKey(name))
		return found, err
	})
	if errors.Is(err, ErrNotFound) {
		return nil, false, nil
	}
	return found.value, err == nil, during("reading setting "+name, err)
}

// SetSetting sets a global setting. The value may be empty; it is not sealed, so a secret does not belong here. Values
// near [kv.MaxBytes] are refused with kv.ErrTooLarge.
func (s *Store) SetSetting(ctx context.Context, name string, value []byte) error {
	key := settingKey(name)
	record, err := encodeRow(key, setting{name: name, value: value}, nil)
	if err == nil {
		err = s.db.Update(ctx, 0, func(tx *kv.Tx) error { return tx.Put(key, record) })
	}
	return during("writing setting "+name, err)
}
