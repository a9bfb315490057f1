package boltkv

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"
)

// A Holder is who has a file open, as the owner file beside it says.
type Holder struct {
	PID   int       `json:"pid"`
	Host  string    `json:"host"`
	Since time.Time `json:"since"`
}

// A LockedError says that another process has the file. The zero Holder means that it did not say who it is.
type LockedError struct {
	Path   string
	Holder Holder
}

// Error says who holds the file, and since when.
func (e *LockedError) Error() string {
	if e.Holder == (Holder{}) {
		return fmt.Sprintf("boltkv: %s is in use by another process", e.Path)
	}
	return fmt.Sprintf("boltkv: %s is in use by process %d on %s since %s", e.Path, e.Holder.PID, e.Holder.Host,
		e.Holder.Since.Format(time.RFC3339))
}

// ownerPath is where the owner of the file at path is written down.
func ownerPath(path string) string { return path + ".owner" }

// ownerLeft reports whether there is an owner file: the file is in use, or its last process did not stop in order.
func ownerLeft(path string) bool {
	_, err := os.Stat(ownerPath(path))
	return err == nil
}

// writeOwner writes down that this process has the file.
func writeOwner(path string, now time.Time) error {
	host, err := os.Hostname()
	if err != nil {
		host = "an unnamed host" // only people read it
	}
	text, err := json.Marshal(Holder{PID: os.Getpid(), Host: host, Since: now.UTC()})
	if err != nil {
		return fmt.Errorf("boltkv: %w", err)
	}
	if err := os.WriteFile(ownerPath(path), append(text, '\n'), fileMode); err != nil {
		return fmt.Errorf("boltkv: %w", err)
	}
	return nil
}

// removeOwner removes the owner file. The lock must still be held, so that it is ours.
func removeOwner(path string) error {
	if err := os.Remove(ownerPath(path)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("boltkv: %w", err)
	}
	return nil
}

// locked returns the error for a file that another process holds.
func locked(path string) error {
	e := &LockedError{Path: path}
	text, err := os.ReadFile(ownerPath(path))
	if err != nil || json.Unmarshal(text, &e.Holder) != nil {
		e.Holder = Holder{} // not readable just now: the lock is the fact, its holder's name a courtesy
	}
	return e
}
