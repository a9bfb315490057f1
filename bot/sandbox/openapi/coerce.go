package openapi

import (
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
)

// rounds is how often a value is converted and checked again: once for every level of choices behind which a value of
// another form may hide.
const rounds = 4

// validate checks a value, converting what Discord takes in another form.
func validate(schema *jsonschema.Schema, value any) error {
	err := schema.Validate(value)
	for range rounds {
		if err == nil {
			return nil
		}
		converted := false
		for _, wrong := range mistyped(err) {
			converted = convert(&value, wrong) || converted
		}
		if !converted {
			break
		}
		// What remains is told of the converted value.
		err = schema.Validate(value)
	}
	if err == nil {
		return nil
	}
	return phrase(err)
}

// mistyped returns the complaints about types in an error, at any depth.
func mistyped(err error) []*jsonschema.ValidationError {
	var e *jsonschema.ValidationError
	if !errors.As(err, &e) {
		return nil
	}
	var all []*jsonschema.ValidationError
	if _, ok := e.ErrorKind.(*kind.Type); ok {
		all = append(all, e)
	}
	for _, cause := range e.Causes {
		all = append(all, mistyped(cause)...)
	}
	return all
}

// convert changes the value that a complaint is about, if Discord takes it as it is. It tells whether it did.
func convert(root *any, wrong *jsonschema.ValidationError) bool {
	want := wrong.ErrorKind.(*kind.Type).Want
	return replace(root, wrong.InstanceLocation, func(v any) (any, bool) {
		switch v := v.(type) {
		case string: // digits for a number
			if (slices.Contains(want, "integer") || slices.Contains(want, "number")) && isNumber(v) {
				return json.Number(v), true
			}
		case json.Number: // a number for an id
			if slices.Contains(want, "string") && strings.HasSuffix(wrong.SchemaURL, "/SnowflakeType") {
				return v.String(), true
			}
		}
		return nil, false
	})
}

// replace puts what change makes of the value at a location in its place.
func replace(root *any, location []string, change func(any) (any, bool)) bool {
	if len(location) == 0 {
		v, ok := change(*root)
		if ok {
			*root = v
		}
		return ok
	}
	switch in := (*root).(type) {
	case map[string]any:
		v, found := in[location[0]]
		if found && replace(&v, location[1:], change) {
			in[location[0]] = v
			return true
		}
	case []any:
		i, err := strconv.Atoi(location[0])
		return err == nil && i >= 0 && i < len(in) && replace(&in[i], location[1:], change)
	}
	return false
}
