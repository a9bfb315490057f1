package store

import (
	"context"
	"fmt"
	"time"

	"cliffhanger/store/kv"
	"cliffhanger/story"
)

// An Answer is what a reader wrote: to an open question, or to the follow-up for those who chose "none of these".
type Answer struct {
	Reader   story.ReaderID
	Text     string
	FollowUp bool
	At       time.Time
}

// words is the part of an answer that is sealed.
type words struct {
	text string
	at   time.Time
}

func (w *words) encode(e *encoder) {
	e.text(1, w.text)
	e.time(2, w.at)
}

func (w *words) take(f *field) bool {
	switch f.num {
	case 1:
		w.text = f.text()
	case 2:
		w.at = f.time()
	default:
		return false
	}
	return true
}

func (w *words) locate(key []byte) bool { return len(key) == answerSize }

// sealedAnswer is an answer's record: the reader stands in the key, and everything else is sealed words.
type sealedAnswer struct {
	reader   story.ReaderID
	followUp bool
	sealed   []byte
}

func (a *sealedAnswer) encode(e *encoder) { e.bytes(1, a.sealed) }

func (a *sealedAnswer) take(f *field) bool {
	if f.num != 1 {
		return false
	}
	a.sealed = f.bytes()
	return true
}

func (a *sealedAnswer) locate(key []byte) bool {
	if len(key) != answerSize {
		return false
	}
	a.reader, a.followUp = story.ReaderID(key[voteSize:ballotSize]), key[ballotSize] == 1
	return key[ballotSize] <= 1
}

// PutAnswer keeps what a reader wrote, sealed, in place of what they wrote before; an empty text takes it back. Each
// reader has one answer and one follow-up per vote. ErrVoteClosed means that it came too late.
func (s *Store) PutAnswer(ctx context.Context, ref VoteRef, a Answer) error {
	const what = "keeping an answer"
	key := answerKey(ref, a.Reader, a.FollowUp)
	plain, err := encodeRow(key, words{a.Text, a.At}, nil)
	if err != nil {
		return during(what, err)
	}
	row := sealedAnswer{sealed: s.sealer.seal(key, plain)} // outside of the update, which may run twice
	err = s.db.Update(ctx, kv.Partition(ref.Guild), func(tx *kv.Tx) error {
		vote, _, err := get[Vote](tx, voteKey(ref))
		switch {
		case err != nil:
			return err
		case !vote.Open():
			return ErrVoteClosed
		case a.Text == "":
			return tx.Delete(key)
		}
		return put(tx, key, row, nil)
	})
	return during(what, err)
}

// Answers returns what readers wrote, ordered by reader, the answer before the follow-up. ErrCorrupt names a record
// that does not open.
func (s *Store) Answers(ctx context.Context, ref VoteRef) ([]Answer, error) {
	const what = "reading answers"
	rows, err := view(ctx, s.db, kv.Partition(ref.Guild), func(tx *kv.Tx) ([]sealedAnswer, error) {
		return list[sealedAnswer](tx, answersKey(ref), 0)
	})
	if err != nil {
		return nil, during(what, err)
	}
	answers := make([]Answer, len(rows))
	for i, row := range rows {
		key := answerKey(ref, row.reader, row.followUp)
		plain, err := s.sealer.open(key, row.sealed)
		if err != nil {
			return nil, during(what, corrupt(key, fmt.Sprintf("does not open: %v", err)))
		}
		w, _, err := decodeRow[words](key, plain)
		if err != nil {
			return nil, during(what, err)
		}
		answers[i] = Answer{Reader: row.reader, Text: w.text, FollowUp: row.followUp, At: w.at}
	}
	return answers, nil
}
