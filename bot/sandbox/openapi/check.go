package openapi

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// ErrUnknownRoute is in the error of a request whose path or method the description does not have.
var ErrUnknownRoute = errors.New("no such route in the description")

// Check returns nil if the description allows a request, or an error that says what is wrong and where. path may have a
// query and may begin with /api or /api/vN; contentType is the header's value, with its boundary for a multipart body,
// and is not looked at when body is empty. A description that is itself broken gives an error too.
func (v *Validator) Check(method, path, contentType string, body []byte) error {
	path, query, _ := strings.Cut(path, "?")
	op, values, err := v.route(method, withoutVersion(path))
	if err != nil {
		return fmt.Errorf("openapi: %w", err)
	}
	if err := v.check(op, values, query, contentType, body); err != nil {
		return fmt.Errorf("openapi: %s %s: %w", op.method, op.path, err)
	}
	return nil
}

// route finds the operation of a path and the values of its parameters.
func (v *Validator) route(method, path string) (*operation, map[string]string, error) {
	parts := segments(path)
	for i, p := range parts {
		plain, err := url.PathUnescape(p)
		if err != nil {
			return nil, nil, fmt.Errorf("path %q: %w", path, err)
		}
		parts[i] = plain
	}
	n := v.routes.find(parts)
	if n == nil {
		return nil, nil, fmt.Errorf("%s %s: %w", method, path, ErrUnknownRoute)
	}
	op := n.methods[strings.ToUpper(method)]
	if op == nil {
		return nil, nil, fmt.Errorf("%s %s: %w for this method", method, path, ErrUnknownRoute)
	}
	values := make(map[string]string)
	for i, segment := range segments(op.path) {
		if isParam(segment) {
			values[strings.Trim(segment, "{}")] = parts[i]
		}
	}
	return op, values, nil
}

func (v *Validator) check(op *operation, path map[string]string, rawQuery, contentType string, body []byte) error {
	query, err := url.ParseQuery(rawQuery)
	if err != nil {
		return fmt.Errorf("query %q: %w", rawQuery, err)
	}
	for _, p := range op.params {
		switch p.in {
		case "path":
			err = v.checkParam(p, []string{path[p.name]})
		case "query":
			err = v.checkParam(p, query[p.name])
		}
		if err != nil {
			return fmt.Errorf("%s parameter %s: %w", p.in, p.name, err)
		}
	}
	return v.checkBody(op, contentType, body)
}

// schema returns the compiled schema at a place of the description.
func (v *Validator) schema(place string) (*jsonschema.Schema, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if s := v.compiled[place]; s != nil {
		return s, nil
	}
	s, err := v.compiler.Compile(base + "#" + (&url.URL{Path: place}).EscapedPath())
	if err != nil {
		return nil, fmt.Errorf("the description is broken: %w", err)
	}
	v.compiled[place] = s
	return s, nil
}
