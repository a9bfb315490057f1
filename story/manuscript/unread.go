package manuscript

import (
	"errors"
	"io/fs"
	"syscall"

	"cliffhanger/story"
)

// load reads a file of a folder, or says why that cannot be done. A file that is listed may be gone when it is opened,
// may be locked or lie on a disk that fails; none of that keeps others from being read.
func load(fsys fs.FS, name string) ([]byte, *story.Problem) {
	info, err := fs.Stat(fsys, name)
	if err != nil {
		return nil, unreadable(fsys, name, err)
	}
	switch {
	case info.IsDir():
		return nil, notRead(name, "this is a folder, not a file, so it is not read",
			"take what is in it out, or take “.md” or the like from its name")
	case !info.Mode().IsRegular(): // opening a pipe would wait for whoever writes into it
		return nil, notRead(name, "this is a device or a pipe, not a file, so it is not read", "take it out of the folder")
	case info.Size() > maxFile:
		p := tooLarge(name)
		return nil, &p
	}
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, unreadable(fsys, name, err)
	}
	return data, nil
}

// unreadable says why a file that is there, or was a moment ago, cannot be read.
func unreadable(fsys fs.FS, name string, err error) *story.Problem {
	link := false
	if info, err := fs.Lstat(fsys, name); err == nil {
		link = info.Mode()&fs.ModeSymlink != 0
	}
	switch {
	case link && (errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ELOOP)):
		return notRead(name, "this is a link that leads nowhere, so there is nothing to read",
			"mend the link, or take it out of the folder")
	case errors.Is(err, fs.ErrNotExist):
		return notRead(name, "the file was here a moment ago and is gone, so it is not read",
			"try again when whatever moves, saves or syncs files here has ended")
	case errors.Is(err, fs.ErrPermission):
		return notRead(name, "there is no permission to read the file, so it is not read",
			"allow it to be read in its properties, or take it out of the folder")
	}
	return notRead(name, "the file could not be read: "+cause(err),
		"close it in other programs and try again; if that does not help, its disk or network is at fault: "+
			"take it from a backup")
}

// cause returns the innermost reason, without the path and what was done with it.
func cause(err error) string {
	if path := (*fs.PathError)(nil); errors.As(err, &path) {
		err = path.Err
	}
	return err.Error()
}

// notRead is the error of a file that is not read.
func notRead(name, message, hint string) *story.Problem {
	return &story.Problem{File: name, Severity: story.Error, Message: message, Hint: hint}
}
