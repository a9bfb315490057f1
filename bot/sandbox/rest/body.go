package rest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"cliffhanger/bot/sandbox/world"
)

// Limits of attachments (Discord's reference, "Uploading Files").
const (
	maxFile  = 10 << 20
	maxFiles = 10
)

// fileField names a file of a multipart body.
var fileField = regexp.MustCompile(`^files?\[?([0-9]{1,3})?\]?$`)

// parse takes the body apart: its JSON and its files.
func (c *call) parse() error {
	if len(c.body) == 0 {
		return nil
	}
	kind, params, err := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	if err != nil && c.r.Header.Get("Content-Type") != "" {
		kind = ""
	}
	switch kind {
	case "application/json":
		c.payload = c.body
	case "multipart/form-data":
		if err := c.multipart(params["boundary"]); err != nil {
			return err
		}
	default:
		var f form
		f.add("CONTENT_TYPE_INVALID",
			`Expected "Content-Type" header to be one of {'application/json', 'multipart/form-data'}.`)
		return f.err()
	}
	if len(c.payload) > 0 && !json.Valid(c.payload) {
		return world.Refuse(400, 50109, "The request body contains invalid JSON.")
	}
	return nil
}

// multipart reads payload_json and files[n].
func (c *call) multipart(boundary string) error {
	broken := world.Refuse(400, 50035, "Invalid multipart body")
	if boundary == "" {
		return broken
	}
	reader := multipart.NewReader(bytes.NewReader(c.body), boundary)
	for {
		part, err := reader.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return broken
		}
		data, err := io.ReadAll(part)
		if err != nil {
			return broken
		}
		if err := c.part(part, data); err != nil {
			return err
		}
	}
	var f form
	f.length(len(c.files), 0, maxFiles, "attachments")
	return f.err()
}

// part takes one field of a multipart body.
func (c *call) part(part *multipart.Part, data []byte) error {
	name := part.FormName()
	if name == "payload_json" {
		c.payload = data
		return nil
	}
	m := fileField.FindStringSubmatch(name)
	if m == nil || part.FileName() == "" {
		return nil // other fields are ignored
	}
	if len(data) > maxFile {
		return world.Refuse(413, 40005, "Request entity too large")
	}
	index := len(c.files)
	if m[1] != "" {
		n, err := strconv.Atoi(m[1])
		if err != nil {
			return world.Refuse(400, 50035, "Invalid multipart body")
		}
		index = n
	}
	kind := part.Header.Get("Content-Type")
	if kind == "" || kind == "application/octet-stream" {
		kind = http.DetectContentType(data)
	}
	c.files = append(c.files, world.File{Index: index, Name: part.FileName(), Type: kind, Data: data})
	return nil
}

// decode reads the JSON into v; a missing body is an empty object. A value of the wrong type answers 50035.
func (c *call) decode(v any) error {
	payload := c.payload
	if len(payload) == 0 {
		payload = []byte("{}")
	}
	err := json.Unmarshal(payload, v)
	if err == nil {
		return nil
	}
	var f form
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		var at path
		for _, name := range strings.Split(wrong.Field, ".") {
			if name != "" {
				at = append(at, name)
			}
		}
		f.add("BASE_TYPE_BAD_TYPE", "A value of type "+wrong.Value+" does not belong here.", at)
		return f.err()
	}
	f.add("BASE_TYPE_BAD_TYPE", err.Error())
	return f.err()
}
