package openapi

import "strings"

// node is a place in the tree of routes: a segment of their paths.
type node struct {
	literal map[string]*node
	param   *node                 // what follows any other segment
	methods map[string]*operation // of the routes that end here
}

// add puts an operation in its place.
func (n *node) add(op *operation) {
	for _, segment := range segments(op.path) {
		n = n.child(segment)
	}
	if n.methods == nil {
		n.methods = make(map[string]*operation)
	}
	n.methods[op.method] = op
}

// child returns the node of a segment of a template, making it if necessary.
func (n *node) child(segment string) *node {
	if isParam(segment) {
		if n.param == nil {
			n.param = &node{}
		}
		return n.param
	}
	if n.literal == nil {
		n.literal = make(map[string]*node)
	}
	next := n.literal[segment]
	if next == nil {
		next = &node{}
		n.literal[segment] = next
	}
	return next
}

// find returns the node where a path ends, or nil. A literal segment goes before a parameter, from left to right.
func (n *node) find(path []string) *node {
	if len(path) == 0 {
		if n.methods == nil {
			return nil
		}
		return n
	}
	if next := n.literal[path[0]]; next != nil {
		if found := next.find(path[1:]); found != nil {
			return found
		}
	}
	if n.param != nil && path[0] != "" {
		return n.param.find(path[1:])
	}
	return nil
}

func isParam(segment string) bool {
	return strings.HasPrefix(segment, "{") && strings.HasSuffix(segment, "}")
}

func segments(path string) []string { return strings.Split(strings.TrimPrefix(path, "/"), "/") }

// withoutVersion takes /api and /api/vN off the beginning of a path.
func withoutVersion(path string) string {
	rest, ok := strings.CutPrefix(path, "/api/")
	if !ok {
		return path
	}
	version, tail, _ := strings.Cut(rest, "/")
	if digits, ok := strings.CutPrefix(version, "v"); ok && digits != "" && strings.Trim(digits, "0123456789") == "" {
		return "/" + tail
	}
	return "/" + rest
}
