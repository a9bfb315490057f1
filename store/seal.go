package store

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash"
	"sync"

	"cliffhanger/story"
)

// A sealer holds the two keys derived from a Secret: one names readers, the other seals what they wrote.
type sealer struct {
	reader []byte
	names  sync.Pool // of keyed hashes, each a hash.Hash: to key one costs as much as to name a reader
	aead   cipher.AEAD
}

// The labels under which keys are derived. Another label makes another key, so these never change.
const (
	readerLabel = "cliffhanger reader id v1"
	sealLabel   = "cliffhanger seal v1"
)

func newSealer(secret Secret) (*sealer, error) {
	reader, err := hkdf.Key(sha256.New, secret[:], nil, readerLabel, sha256.Size)
	if err != nil {
		return nil, fmt.Errorf("deriving the reader key: %w", err)
	}
	key, err := hkdf.Key(sha256.New, secret[:], nil, sealLabel, 32)
	if err != nil {
		return nil, fmt.Errorf("deriving the sealing key: %w", err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, err
	}
	return &sealer{reader: reader, aead: aead}, nil
}

// name returns the reader id of a Discord user: HMAC-SHA-256 of the id, truncated.
func (s *sealer) name(user uint64) story.ReaderID {
	mac, ok := s.names.Get().(hash.Hash)
	if !ok {
		mac = hmac.New(sha256.New, s.reader)
	}
	defer s.names.Put(mac)
	mac.Reset()
	var room [sha256.Size]byte
	mac.Write(binary.BigEndian.AppendUint64(room[:0], user)) // a hash never fails
	return story.ReaderID(mac.Sum(room[:0])[:readerSize])
}

// nominee returns the id of a nominee: HMAC-SHA-256 of its vote and key, truncated, so that the same key is the same
// nominee and the id tells nothing of it. A reader's name is made from 8 bytes, which this never is.
func (s *sealer) nominee(ref VoteRef, key string) uint64 {
	mac := hmac.New(sha256.New, s.reader)
	mac.Write(append(nomineesKey(ref), key...)) // a hash never fails
	return max(1, binary.BigEndian.Uint64(mac.Sum(nil)))
}

// seal encrypts what belongs under key. The key is authenticated with it, so that a sealed value moved to another
// record does not open. The random nonce stands in front; with 96 bits of it a key is good for 2^32 values.
func (s *sealer) seal(key, plain []byte) []byte { return s.aead.Seal(nil, nil, plain, key) }

func (s *sealer) open(key, sealed []byte) ([]byte, error) {
	plain, err := s.aead.Open(nil, nil, sealed, key)
	if err != nil {
		return nil, fmt.Errorf("opening a sealed value: %w", err)
	}
	return plain, nil
}
