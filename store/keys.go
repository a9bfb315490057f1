package store

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"math"

	"cliffhanger/store/kv"
	"cliffhanger/story"
)

// The kinds of records: the first byte of every key. The package comment says what each one holds. A letter once used
// is never given to anything else.
const (
	kindAnswer  byte = 'a'
	kindBallot  byte = 'b'
	kindDrop    byte = 'd'
	kindStep    byte = 'e'
	kindSetting byte = 'g'
	kindJournal byte = 'j'
	kindSession byte = 'n'
	kindPlace   byte = 'r'
	kindSerial  byte = 's'
	kindVote    byte = 'v'
	kindChapter byte = 'w'
	kindSurplus byte = 'x'
	kindSchema  byte = 'z'
)

// Widths of the parts of keys in bytes.
const (
	kindSize   = 1
	idSize     = 8 // a Discord id, a story's key
	numberSize = 4 // a chapter, a step, an entry of the journal
	readerSize = 16
	nameSize   = 16 // a setting's name, hashed
	headSize   = kindSize + idSize
	serialSize = headSize + idSize
	dropSize   = serialSize + numberSize
	stepSize   = dropSize + numberSize
	placeSize  = serialSize + readerSize
	voteSize   = headSize + idSize
	ballotSize = voteSize + readerSize
	entrySize  = ballotSize + numberSize
	answerSize = ballotSize + 1

	sessionSize = headSize + numberSize

	surplusSize = ballotSize + numberSize
)

// maxChapter is the greatest chapter number that a key can hold and an int has on every platform.
const maxChapter = math.MaxInt32

// The keys. Guilds come first so that a key's partition stands at a fixed place, numbers are big endian so that the
// order of keys is the order of numbers.

func schemaKey() []byte { return kv.Key(kindSchema, 0) }

// settingKey hashes the name, because keys have a fixed width and names do not.
func settingKey(name string) []byte {
	sum := sha256.Sum256([]byte(name))
	return kv.Key(kindSetting, 0, sum[:nameSize])
}

func serialKey(guild uint64, k story.Key) []byte {
	return kv.Key(kindSerial, kv.Partition(guild), id(uint64(k)))
}

// serialsKey is the prefix of a guild's serials.
func serialsKey(guild uint64) []byte { return kv.Key(kindSerial, kv.Partition(guild)) }

func sessionKey(shard int) []byte { return kv.Key(kindSession, 0, number(shard)) }

// dropsKey is the prefix of a story's drops in a guild.
func dropsKey(guild uint64, k story.Key) []byte {
	return kv.Key(kindDrop, kv.Partition(guild), id(uint64(k)))
}

func dropKey(r DropRef) []byte {
	return kv.Key(kindDrop, kv.Partition(r.Guild), id(uint64(r.Story)), number(r.Chapter))
}

func stepsKey(r DropRef) []byte {
	return kv.Key(kindStep, kv.Partition(r.Guild), id(uint64(r.Story)), number(r.Chapter))
}

func stepKey(r DropRef, index int) []byte { return append(stepsKey(r), number(index)...) }

func placeKey(guild uint64, k story.Key, r story.ReaderID) []byte {
	return kv.Key(kindPlace, kv.Partition(guild), id(uint64(k)), r[:])
}

func voteKey(r VoteRef) []byte {
	return kv.Key(kindVote, kv.Partition(r.Guild), id(r.Message))
}

func chaptersKey(guild uint64, k story.Key) []byte {
	return kv.Key(kindChapter, kv.Partition(guild), id(uint64(k)))
}

// chapterKey counts chapters downwards, so that the first of a story's keys is that of its latest vote.
func chapterKey(guild uint64, k story.Key, chapter int) []byte {
	return append(chaptersKey(guild, k), number(maxChapter-chapter)...)
}

func ballotsKey(r VoteRef) []byte {
	return kv.Key(kindBallot, kv.Partition(r.Guild), id(r.Message))
}

func ballotKey(r VoteRef, voter story.ReaderID) []byte { return append(ballotsKey(r), voter[:]...) }

func journalKey(r VoteRef) []byte {
	return kv.Key(kindJournal, kv.Partition(r.Guild), id(r.Message))
}

func entryKey(r VoteRef, voter story.ReaderID, n uint32) []byte {
	return binary.BigEndian.AppendUint32(append(journalKey(r), voter[:]...), n)
}

func surplusesKey(r VoteRef) []byte {
	return kv.Key(kindSurplus, kv.Partition(r.Guild), id(r.Message))
}

// surplusKey counts choices from the least, Withdrawn, so that the order of keys is theirs.
func surplusKey(r VoteRef, voter story.ReaderID, c story.Choice) []byte {
	return append(append(surplusesKey(r), voter[:]...), number(int(c-story.Withdrawn))...)
}

func answersKey(r VoteRef) []byte {
	return kv.Key(kindAnswer, kv.Partition(r.Guild), id(r.Message))
}

func answerKey(r VoteRef, reader story.ReaderID, followUp bool) []byte {
	kind := byte(0)
	if followUp {
		kind = 1
	}
	return append(append(answersKey(r), reader[:]...), kind)
}

// nonceOf derives a message's nonce from the key of the record that plans it: 24 characters, and Discord takes up to
// 25. The same record has the same nonce in every process and after every restart, which is what lets Discord
// recognize a message sent twice.
func nonceOf(key []byte) string {
	sum := sha256.Sum256(key)
	return base64.RawURLEncoding.EncodeToString(sum[:18])
}

func id(v uint64) []byte { return binary.BigEndian.AppendUint64(nil, v) }

// number takes what has been checked to be between 0 and maxChapter.
func number(v int) []byte { return binary.BigEndian.AppendUint32(nil, uint32(v)) }

// idAt and numberAt read a part of a key back; the caller has checked the key's length.

func idAt(key []byte, at int) uint64 { return binary.BigEndian.Uint64(key[at:]) }

func numberAt(key []byte, at int) int { return int(binary.BigEndian.Uint32(key[at:]) & maxChapter) }
