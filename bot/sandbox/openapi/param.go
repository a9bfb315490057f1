package openapi

import (
	"encoding/json"
	"errors"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// checkParam checks a parameter of the path or the query. given is nil if it is absent.
func (v *Validator) checkParam(p param, given []string) error {
	if len(given) == 0 {
		if p.required {
			return errors.New("is required")
		}
		return nil
	}
	schema, err := v.schema(p.schema)
	if err != nil {
		return err
	}
	// A query has no types: the value is what the schema can make of it. The first complaint that is not about the
	// type is the one to report; without one, that about the text as it is.
	var complaint error
	for _, reading := range readings(given) {
		err := schema.Validate(reading)
		if err == nil {
			return nil
		}
		var wrong *jsonschema.ValidationError
		if !errors.As(err, &wrong) {
			return err
		}
		if complaint == nil || len(mistyped(complaint)) > 0 && len(mistyped(wrong)) == 0 {
			complaint = wrong
		}
	}
	return phrase(complaint)
}

// readings returns the values that a parameter's text may stand for.
func readings(given []string) []any {
	var list, numbers []any
	for _, s := range given {
		list = append(list, s)
		if isNumber(s) {
			numbers = append(numbers, json.Number(s))
		}
	}
	all := []any{given[0]}
	if len(given) > 1 {
		all = nil // a value given twice is a list
	}
	if len(given) == 1 {
		if len(numbers) == 1 {
			all = append(all, numbers[0])
		}
		switch strings.ToLower(given[0]) {
		case "true", "1":
			all = append(all, true)
		case "false", "0":
			all = append(all, false)
		}
	}
	all = append(all, list)
	if len(numbers) == len(given) {
		all = append(all, numbers)
	}
	return all
}

// isNumber tells whether s is a number as JSON writes it.
func isNumber(s string) bool {
	if s == "" || s[0] != '-' && (s[0] < '0' || s[0] > '9') {
		return false
	}
	return json.Valid([]byte(s))
}
