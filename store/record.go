package store

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"math"
	"time"

	"google.golang.org/protobuf/encoding/protowire"

	"cliffhanger/story"
	"cliffhanger/story/ballot"
)

// A fieldNumber names a field within its record.
type fieldNumber = protowire.Number

// A record's value is: version byte | fields | checksum. The fields are protobuf's wire format, written by hand; the
// checksum is CRC-32C over the key and all before it, big endian, so that neither a flipped bit nor a value under
// another record's key goes unnoticed (bbolt's data pages carry no checksum of their own).
const (
	recordVersion = 1
	checksumSize  = 4
)

// pack makes a record's value from its fields.
func pack(key, fields []byte) []byte {
	value := make([]byte, 0, 1+len(fields)+checksumSize)
	value = append(value, recordVersion)
	value = append(value, fields...)
	return binary.BigEndian.AppendUint32(value, checksum(key, value))
}

// unpack returns the fields of a record's value, which alias it.
func unpack(key, value []byte) ([]byte, error) {
	if len(value) < 1+checksumSize {
		return nil, corrupt(key, "too short")
	}
	end := len(value) - checksumSize
	if checksum(key, value[:end]) != binary.BigEndian.Uint32(value[end:]) {
		return nil, corrupt(key, "wrong checksum")
	}
	if value[0] > recordVersion {
		return nil, fmt.Errorf("%w: record %x has version %d, this program knows %d",
			ErrNewerSchema, key, value[0], recordVersion)
	}
	return value[1:end], nil
}

func checksum(key, value []byte) uint32 {
	table := crc32.MakeTable(crc32.Castagnoli)
	return crc32.Update(crc32.Checksum(key, table), table, value)
}

// corrupt names the record by its key and never shows what is in it, because it ends up in a log.
func corrupt(key []byte, why string) error {
	return fmt.Errorf("%w: record %x: %s", ErrCorrupt, key, why)
}

// A row is a type that is kept as one record. Field numbers are never used again for anything else.
type row[T any] interface {
	*T
	// encode writes the fields.
	encode(e *encoder)
	// take reads one field and reports whether it knows it.
	take(f *field) bool
	// locate fills in what the key says, after all fields; false if the key or the whole does not fit.
	locate(key []byte) bool
}

// decodeRow reads a record. The fields it does not know are returned to be kept when the record is rewritten, so that a
// program of an older version loses nothing a newer one wrote.
func decodeRow[T any, R row[T]](key, value []byte) (v T, unknown []byte, err error) {
	b, err := unpack(key, value)
	if err != nil {
		return v, nil, err
	}
	for len(b) > 0 {
		f, size := nextField(b)
		if size < 0 {
			return *new(T), nil, corrupt(key, "broken field")
		}
		if !R(&v).take(&f) {
			unknown = append(unknown, b[:size]...)
		}
		if f.bad {
			return *new(T), nil, corrupt(key, fmt.Sprintf("bad field %d", f.num))
		}
		b = b[size:]
	}
	if !R(&v).locate(key) {
		return *new(T), nil, corrupt(key, "does not fit its key")
	}
	return v, unknown, nil
}

// encodeRow makes a record's value; unknown is what decodeRow returned, if the record is rewritten.
func encodeRow[T any, R row[T]](key []byte, v T, unknown []byte) ([]byte, error) {
	var e encoder
	R(&v).encode(&e)
	if e.err != nil {
		return nil, e.err
	}
	return pack(key, append(e.b, unknown...)), nil
}

// An encoder collects fields. Zero values are left out. The first value that cannot be kept stops it.
type encoder struct {
	b   []byte
	err error
}

func (e *encoder) uint(n protowire.Number, v uint64) {
	if v != 0 {
		e.b = protowire.AppendVarint(protowire.AppendTag(e.b, n, protowire.VarintType), v)
	}
}

// int keeps numbers from 0 to maxChapter: chapters, scenes, pages, counts.
func (e *encoder) int(n protowire.Number, v int) {
	if v < 0 || v > maxChapter {
		e.fail("number %d is out of range", v)
		return
	}
	e.uint(n, uint64(v))
}

func (e *encoder) bool(n protowire.Number, v bool) {
	if v {
		e.uint(n, 1)
	}
}

// time keeps unix nanoseconds, and the zero time as no field at all.
func (e *encoder) time(n protowire.Number, t time.Time) {
	if t.IsZero() {
		return
	}
	if !keepable(t) {
		e.fail("year %d is out of range", t.Year())
		return
	}
	e.b = protowire.AppendTag(e.b, n, protowire.VarintType)
	e.b = protowire.AppendVarint(e.b, uint64(t.UnixNano()))
}

func (e *encoder) bytes(n protowire.Number, v []byte) {
	if len(v) > 0 {
		e.b = protowire.AppendBytes(protowire.AppendTag(e.b, n, protowire.BytesType), v)
	}
}

func (e *encoder) text(n protowire.Number, v string) {
	if v != "" {
		e.item(n, v)
	}
}

// item is a text in a list, where an empty one counts.
func (e *encoder) item(n protowire.Number, v string) {
	e.b = protowire.AppendString(protowire.AppendTag(e.b, n, protowire.BytesType), v)
}

// listed keeps a number that counts though it be zero.
func (e *encoder) listed(n fieldNumber, v uint64) {
	e.b = protowire.AppendVarint(protowire.AppendTag(e.b, n, protowire.VarintType), v)
}

// ints keeps a list of numbers from 0 to maxChapter as one field.
func (e *encoder) ints(n fieldNumber, list []int) {
	var packed []byte
	for _, v := range list {
		if v < 0 || v > maxChapter {
			e.fail("number %d is out of range", v)
			return
		}
		packed = protowire.AppendVarint(packed, uint64(v))
	}
	e.bytes(n, packed)
}

// choices keeps a list of choices as one field.
func (e *encoder) choices(n fieldNumber, list []story.Choice) {
	if len(list) == 0 {
		return
	}
	size := 0
	for _, c := range list {
		size += protowire.SizeVarint(protowire.EncodeZigZag(int64(c)))
	}
	e.b = protowire.AppendVarint(protowire.AppendTag(e.b, n, protowire.BytesType), uint64(size))
	for _, c := range list {
		e.b = protowire.AppendVarint(e.b, protowire.EncodeZigZag(int64(c)))
	}
}

// duration keeps what is not negative.
func (e *encoder) duration(n fieldNumber, v time.Duration) {
	if v < 0 {
		e.fail("duration %s", v)
		return
	}
	e.uint(n, uint64(v))
}

// hash keeps a hash, and the zero hash as no field at all.
func (e *encoder) hash(n fieldNumber, h ballot.Hash) {
	if h != (ballot.Hash{}) {
		e.bytes(n, h[:])
	}
}

// sketch keeps what a chapter is recognized by, and that of no chapter as no field at all.
func (e *encoder) sketch(n fieldNumber, s story.Sketch) {
	if s != (story.Sketch{}) {
		e.bytes(n, s[:])
	}
}

func (e *encoder) fail(format string, args ...any) {
	if e.err == nil {
		e.err = fmt.Errorf("%w: %s", ErrInvalid, fmt.Sprintf(format, args...))
	}
}

// keepable reports whether t lies in the whole years that 64 bits of nanoseconds reach.
func keepable(t time.Time) bool {
	year := t.UTC().Year()
	return year >= 1678 && year <= 2261
}

// A field is one decoded field. Its methods return its value; they set bad if it is of another type or out of range.
type field struct {
	num protowire.Number
	typ protowire.Type
	n   uint64
	b   []byte
	bad bool
}

// nextField reads the first field of b and returns how many bytes it takes, or a negative number.
func nextField(b []byte) (field, int) {
	num, typ, tag := protowire.ConsumeTag(b)
	if tag < 0 {
		return field{}, tag
	}
	f := field{num: num, typ: typ}
	var size int
	switch typ {
	case protowire.VarintType:
		f.n, size = protowire.ConsumeVarint(b[tag:])
	case protowire.BytesType:
		f.b, size = protowire.ConsumeBytes(b[tag:])
	default:
		size = protowire.ConsumeFieldValue(num, typ, b[tag:])
	}
	if size < 0 {
		return field{}, size
	}
	return f, tag + size
}

func (f *field) uint() uint64 {
	f.must(f.typ == protowire.VarintType)
	return f.n
}

func (f *field) int() int { return int(f.atMost(maxChapter)) }

func (f *field) byte() uint8 { return uint8(f.atMost(math.MaxUint8)) }

func (f *field) atMost(limit uint64) uint64 {
	v := f.uint()
	f.must(v <= limit)
	return min(v, limit)
}

func (f *field) bool() bool { return f.atMost(1) == 1 }

func (f *field) time() time.Time {
	t := time.Unix(0, int64(f.uint())).UTC()
	f.must(keepable(t))
	return t
}

// bytes returns a copy, because what an engine hands out may be its own memory; nil if there are none.
func (f *field) bytes() []byte {
	f.must(f.typ == protowire.BytesType)
	return append([]byte(nil), f.b...)
}

func (f *field) text() string {
	f.must(f.typ == protowire.BytesType)
	return string(f.b)
}

func (f *field) duration() time.Duration { return time.Duration(f.atMost(math.MaxInt64)) }

// packed calls take with each number of a list that is one field.
func (f *field) packed(take func(v uint64)) {
	f.must(f.typ == protowire.BytesType)
	for b := f.b; len(b) > 0; {
		v, size := protowire.ConsumeVarint(b)
		if size < 0 {
			f.bad = true
			return
		}
		take(v)
		b = b[size:]
	}
}

func (f *field) ints() (list []int) {
	f.packed(func(v uint64) {
		f.must(v <= maxChapter)
		list = append(list, int(min(v, maxChapter)))
	})
	return list
}

func (f *field) choices() (list []story.Choice) {
	if len(f.b) > 0 && f.typ == protowire.BytesType {
		list = make([]story.Choice, 0, min(len(f.b), story.MaxOptions+1))
	}
	f.packed(func(v uint64) {
		c := protowire.DecodeZigZag(v)
		f.must(c >= math.MinInt16 && c <= math.MaxInt16)
		list = append(list, story.Choice(c))
	})
	return list
}

func (f *field) hash() (h ballot.Hash) {
	f.must(f.typ == protowire.BytesType && len(f.b) == len(h))
	copy(h[:], f.b)
	return h
}

func (f *field) sketch() (s story.Sketch) {
	f.must(f.typ == protowire.BytesType && len(f.b) == len(s))
	copy(s[:], f.b)
	return s
}

// within reads the fields of a record inside of this one.
func (f *field) within(take func(*field)) {
	f.must(f.typ == protowire.BytesType)
	for b := f.b; len(b) > 0 && !f.bad; {
		inner, size := nextField(b)
		if size < 0 {
			f.bad = true
			return
		}
		take(&inner)
		f.bad = f.bad || inner.bad
		b = b[size:]
	}
}

func (f *field) must(ok bool) {
	if !ok {
		f.bad = true
	}
}
