package manuscript

import (
	"regexp"
	"sync"
)

// pattern returns a regular expression that is compiled when it is first asked for. There are some sixty here, which
// together take a quarter of a megabyte, and most manuscripts need few of them: whoever imports this package to read
// what is plain does not pay for what is not. A malformed one panics then; a test asks for all of them.
func pattern(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}
