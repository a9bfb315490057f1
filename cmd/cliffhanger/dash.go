package main

import (
	"fmt"
	"path/filepath"
)

// dash stands for standard input where a command reads, and for standard output where it writes.
const dash = "-"

// noDash refuses a dash where only a file or a folder will do. A file of that name can be given by a longer path.
func noDash(path string) error {
	if path != dash {
		return nil
	}
	return usage(fmt.Errorf("%s is standard input, and stories are not read from there", dash),
		fmt.Sprintf("save it as a file and give that; what is called %s itself is %s", dash, "."+string(filepath.Separator)+dash))
}
