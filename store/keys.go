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
// is never given to anything else: 'x' was a reaction to be taken off in schema 2.
const (
	kindAnswer  byte = 'a'
	kindBallot  byte = 'b'
	kindCourse  byte = 'c'
	kindDrop    byte = 'd'
	kindStep    byte = 'e'
	kindGroup   byte = 'f'
	kindSetting byte = 'g'
	kindJournal byte = 'j'
	kindEntry   byte = 'l'
	kindHead    byte = 'h'
	kindMark    byte = 'i'
	kindSight   byte = 'k'
	kindNominee byte = 'm'
	kindSession byte = 'n'
	kindJob     byte = 'o'
	kindEdit    byte = 'p'
	kindSeed    byte = 'q'
	kindPlace   byte = 'r'
	kindSerial  byte = 's'
	kindTimed   byte = 't'
	kindOpen    byte = 'u'
	kindVote    byte = 'v'
	kindChapter byte = 'w'
	kindPast    byte = 'y'
	kindSchema  byte = 'z'
)

// Widths of the parts of keys in bytes.
const (
	kindSize   = 1
	idSize     = 8 // a Discord id, a story's key, a job's id
	numberSize = 4 // a chapter, a step, an entry of the journal
	readerSize = 16
	nameSize   = 16 // a setting's name, hashed
	headSize   = kindSize + idSize
	courseSize = headSize + idSize
	timedSize  = courseSize + numberSize
	logSize    = courseSize + numberSize
	serialSize = courseSize + idSize
	dropSize   = serialSize + 2*numberSize
	stepSize   = dropSize + numberSize
	jobSize    = serialSize + idSize
	editSize   = jobSize + numberSize
	placeSize  = courseSize + readerSize
	voteSize   = headSize + idSize
	ballotSize = voteSize + readerSize
	pageSize   = voteSize + idSize
	markSize   = voteSize + nameSize
	pastSize   = voteSize + numberSize
	answerSize = ballotSize + 1

	sessionSize = headSize + numberSize
	chapterSize = courseSize + numberSize + idSize

	nomineeSize = voteSize + idSize
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

// storyKey is the key, or the start of the keys, of a kind's records about a story in a guild.
func storyKey(kind byte, guild uint64, k story.Key) []byte {
	return kv.Key(kind, kv.Partition(guild), id(uint64(k)))
}

// tellingKey is the key, or the start of the keys, of a kind's records about a telling.
func tellingKey(kind byte, t Telling) []byte {
	return append(storyKey(kind, t.Guild, t.Story), id(t.Channel)...)
}

func serialKey(t Telling) []byte { return tellingKey(kindSerial, t) }

// guildSerialsKey is the prefix of a guild's serials.
func guildSerialsKey(guild uint64) []byte { return kv.Key(kindSerial, kv.Partition(guild)) }

func courseKey(guild uint64, k story.Key) []byte { return storyKey(kindCourse, guild, k) }

func timedKey(guild uint64, k story.Key, chapter int) []byte {
	return append(storyKey(kindTimed, guild, k), number(chapter)...)
}

// logKey counts entries downwards, so that the first of a story's keys is that of its newest entry.
func logKey(guild uint64, k story.Key, n int) []byte {
	return append(storyKey(kindEntry, guild, k), number(maxChapter-n)...)
}

func sessionKey(shard int) []byte { return kv.Key(kindSession, 0, number(shard)) }

func dropKey(r DropRef) []byte {
	return append(append(tellingKey(kindDrop, r.Telling), number(r.Chapter)...), number(r.Part)...)
}

// openKey is there while a drop is not finished.
func openKey(r DropRef) []byte { return append([]byte{kindOpen}, dropKey(r)[kindSize:]...) }

func stepsKey(r DropRef) []byte {
	return append(append(tellingKey(kindStep, r.Telling), number(r.Chapter)...), number(r.Part)...)
}

func stepKey(r DropRef, index int) []byte { return append(stepsKey(r), number(index)...) }

func jobKey(r JobRef) []byte { return append(tellingKey(kindJob, r.Telling), id(r.ID)...) }

func editsKey(r JobRef) []byte { return append(tellingKey(kindEdit, r.Telling), id(r.ID)...) }

func editKey(r JobRef, index int) []byte { return append(editsKey(r), number(index)...) }

func placeKey(guild uint64, k story.Key, r story.ReaderID) []byte {
	return kv.Key(kindPlace, kv.Partition(guild), id(uint64(k)), r[:])
}

func voteKey(r VoteRef) []byte {
	return kv.Key(kindVote, kv.Partition(r.Guild), id(r.Message))
}

// chaptersKey is the prefix of the keys that lead to the votes of a chapter. It counts chapters downwards, so that the
// first of a story's keys are those of its latest chapter with a vote.
func chaptersKey(guild uint64, k story.Key, chapter int) []byte {
	return append(storyKey(kindChapter, guild, k), number(maxChapter-chapter)...)
}

// chapterKey leads to the vote of a chapter in one telling.
func chapterKey(t Telling, chapter int) []byte {
	return append(chaptersKey(t.Guild, t.Story, chapter), id(t.Channel)...)
}

func ballotsKey(r VoteRef) []byte {
	return kv.Key(kindBallot, kv.Partition(r.Guild), id(r.Message))
}

func ballotKey(r VoteRef, voter story.ReaderID) []byte { return append(ballotsKey(r), voter[:]...) }

func voteHeadKey(r VoteRef) []byte { return kv.Key(kindHead, kv.Partition(r.Guild), id(r.Message)) }

func sightKey(r VoteRef) []byte { return kv.Key(kindSight, kv.Partition(r.Guild), id(r.Message)) }

func seedKey(r VoteRef) []byte { return kv.Key(kindSeed, kv.Partition(r.Guild), id(r.Message)) }

func journalKey(r VoteRef) []byte {
	return kv.Key(kindJournal, kv.Partition(r.Guild), id(r.Message))
}

// pageKey is that of the page of a journal which ends with an entry: so the page with some entry is the first one whose
// key is not below that entry's.
func pageKey(r VoteRef, last uint64) []byte { return append(journalKey(r), id(last)...) }

func nomineesKey(r VoteRef) []byte { return kv.Key(kindNominee, kv.Partition(r.Guild), id(r.Message)) }

func nomineeKey(r VoteRef, n uint64) []byte { return append(nomineesKey(r), id(n)...) }

// markKey hashes the name, as settingKey does.
func markKey(r VoteRef, name string) []byte {
	sum := sha256.Sum256([]byte(name))
	return kv.Key(kindMark, kv.Partition(r.Guild), id(r.Message), sum[:nameSize])
}

func groupsKey(r VoteRef) []byte { return kv.Key(kindGroup, kv.Partition(r.Guild), id(r.Message)) }

// groupKey hashes the name, as settingKey does.
func groupKey(r VoteRef, name string) []byte {
	sum := sha256.Sum256([]byte(name))
	return append(groupsKey(r), sum[:nameSize]...)
}

func pastsKey(r VoteRef) []byte { return kv.Key(kindPast, kv.Partition(r.Guild), id(r.Message)) }

func pastKey(r VoteRef, n int) []byte { return append(pastsKey(r), number(n)...) }

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
// 25. Whoever plans the same message gives it the same nonce, by which Discord recognizes a message sent twice.
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
