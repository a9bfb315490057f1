package store

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// A Secret is the key that everything about readers hangs on: without it the data does not say who they are and does
// not show what they wrote, and with another one they are strangers. It prints as "[secret]" with every verb.
type Secret [32]byte

// Format keeps the secret out of whatever is printed.
func (Secret) Format(f fmt.State, _ rune) {
	_, _ = io.WriteString(f, "[secret]") // a fmt.State reports its errors itself
}

// LogValue keeps the secret out of the log.
func (Secret) LogValue() slog.Value { return slog.StringValue("[secret]") }

// MarshalText keeps the secret out of JSON and the like.
func (Secret) MarshalText() ([]byte, error) { return []byte("[secret]"), nil }

// ParseSecret reads a secret as 64 hexadecimal digits, with or without a line break at the end.
func ParseSecret(text string) (Secret, error) {
	var s Secret
	text = strings.TrimSpace(text)
	if len(text) != hex.EncodedLen(len(s)) {
		return Secret{}, fmt.Errorf("a key is 64 hexadecimal digits, this has %d characters", len(text))
	}
	if _, err := hex.Decode(s[:], []byte(text)); err != nil {
		return Secret{}, errors.New("a key is 64 hexadecimal digits, this has others") // err would show a digit
	}
	return s, nil
}

// LoadSecret reads the secret in a file, and makes the file with a new one if there is none: mode 0600, synced before
// it appears under its name. It refuses a file that others than its owner may read (not checked on Windows, where the
// mode does not say) and one that does not hold a key; the error says what to do.
func LoadSecret(path string) (Secret, error) {
	s, err := readSecret(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err := createSecret(path); err != nil {
			return Secret{}, fmt.Errorf("making key file %s: %w", path, err)
		}
		s, err = readSecret(path)
	}
	if err != nil {
		return Secret{}, fmt.Errorf("key file %s: %w", path, err)
	}
	return s, nil
}

// readSecret reads a secret from a file that nobody else may read.
func readSecret(path string) (Secret, error) {
	f, err := os.Open(path)
	if err != nil {
		return Secret{}, err
	}
	defer f.Close() // it was only read
	info, err := f.Stat()
	if err != nil {
		return Secret{}, err
	}
	if !info.Mode().IsRegular() {
		return Secret{}, errors.New("is not a file; remove it or name another path")
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return Secret{}, fmt.Errorf("others may read it (mode %#o); run: chmod 600 %s", info.Mode().Perm(), path)
	}
	const most = 128 // more than a key with its line break, so that a longer file is seen to be one
	text, err := io.ReadAll(io.LimitReader(f, most))
	if err != nil {
		return Secret{}, err
	}
	s, err := ParseSecret(string(text))
	if err != nil {
		return Secret{}, fmt.Errorf("%w; put back the file that belongs to this data", err)
	}
	return s, nil
}

// createSecret writes a new secret beside path and links it there once it is synced. A link fails if the name is taken,
// so of two programs starting at once both end up with the same secret.
func createSecret(path string) error {
	var s Secret
	if _, err := rand.Read(s[:]); err != nil {
		return err
	}
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, ".key-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // a second name of the file, or a useless rest
	_, err = f.WriteString(hex.EncodeToString(s[:]) + "\n")
	if err == nil {
		err = f.Sync()
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err := os.Link(f.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return syncDir(dir)
}

// syncDir makes the names in a directory durable. Windows cannot open one for that, and needs no such thing.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
