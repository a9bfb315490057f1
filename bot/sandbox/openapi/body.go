package openapi

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"net/url"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

const (
	kindJSON      = "application/json"
	kindForm      = "application/x-www-form-urlencoded"
	kindMultipart = "multipart/form-data"
)

// checkBody checks a body against the schema of its content type. Routes that take none ignore what is sent.
func (v *Validator) checkBody(op *operation, contentType string, body []byte) error {
	if len(op.bodies) == 0 {
		return nil
	}
	if len(body) == 0 {
		if op.required {
			return errors.New("the body is missing")
		}
		return nil
	}
	kind, args, err := mime.ParseMediaType(contentType)
	if err != nil {
		return fmt.Errorf("content type %q: %w", contentType, err)
	}
	place, ok := op.bodies[kind]
	if !ok {
		return fmt.Errorf("content type %s is not taken, only %s", kind,
			strings.Join(slices.Sorted(maps.Keys(op.bodies)), ", "))
	}
	value, err := decode(kind, args, body)
	if err != nil {
		return err
	}
	schema, err := v.schema(place)
	if err != nil {
		return err
	}
	return validate(schema, value)
}

func decode(kind string, args map[string]string, body []byte) (any, error) {
	switch kind {
	case kindJSON:
		return decodeJSON(body)
	case kindForm:
		form, err := url.ParseQuery(string(body))
		if err != nil {
			return nil, fmt.Errorf("the form is not one: %w", err)
		}
		value := make(map[string]any)
		for name, all := range form {
			value[name] = all[len(all)-1]
		}
		return value, nil
	case kindMultipart:
		return decodeMultipart(args["boundary"], body)
	}
	return nil, fmt.Errorf("content type %s cannot be checked", kind)
}

func decodeJSON(body []byte) (any, error) {
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("the body is not JSON: %w", err)
	}
	return value, nil
}

// decodeMultipart returns payload_json with the other parts added to it: files as empty texts, since their content is
// not for a schema, fields as they are. A field does not replace one of payload_json.
func decodeMultipart(boundary string, body []byte) (any, error) {
	var payload any = map[string]any{}
	parts := make(map[string]any)
	for r := multipart.NewReader(bytes.NewReader(body), boundary); ; {
		part, err := r.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("the multipart body is broken: %w", err)
		}
		if part.FileName() != "" {
			parts[part.FormName()] = ""
			continue
		}
		text, err := io.ReadAll(part)
		if err != nil {
			return nil, fmt.Errorf("the multipart body is broken: %w", err)
		}
		if part.FormName() != "payload_json" {
			parts[part.FormName()] = string(text)
			continue
		}
		if payload, err = decodeJSON(text); err != nil {
			return nil, fmt.Errorf("payload_json: %w", err)
		}
	}
	fields, ok := payload.(map[string]any)
	if !ok {
		return payload, nil
	}
	for name, value := range parts {
		if _, taken := fields[name]; !taken {
			fields[name] = value
		}
	}
	return fields, nil
}
