package manuscript

import (
	"fmt"
	"io/fs"

	"cliffhanger/story"
	"cliffhanger/story/manuscript/charset"
)

// ReadGathered reads a folder like [ReadFolder], with options as [ReadPath] takes them: for files that stand together
// only while they are read. The error is for files that cannot be listed and, a [*charset.NameError], for an encoding
// that is not known.
func ReadGathered(fsys fs.FS, o Options) (story.Story, []story.Problem, error) {
	if err := charset.Check(o.Encoding); err != nil {
		return story.Story{}, nil, fmt.Errorf("read manuscripts: %w", err)
	}
	return readFolder(fsys, "", "", o)
}
