package world

import "encoding/json"

// An Opt is a field of a PATCH body, which may be absent, null or given.
type Opt[T any] struct {
	Set   bool // the field was there
	Null  bool // it was null; Value is then the zero value
	Value T
}

// Some returns a given field.
func Some[T any](v T) Opt[T] { return Opt[T]{Set: true, Value: v} }

// UnmarshalJSON notes that the field was there.
func (o *Opt[T]) UnmarshalJSON(b []byte) error {
	o.Set = true
	if string(b) == "null" {
		o.Null = true
		return nil
	}
	return json.Unmarshal(b, &o.Value)
}

// Or returns the value if the field was there and fallback otherwise. A null gives the zero value.
func (o Opt[T]) Or(fallback T) T {
	if o.Set {
		return o.Value
	}
	return fallback
}
