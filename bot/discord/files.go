package discord

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime"
	"mime/multipart"
	"net/textproto"
)

// A File is sent along with a message. Discord takes 10 MiB of them from a bot, at most 10 with one message, and needs
// the permission ATTACH_FILES ("Uploading Files" in its reference).
type File struct {
	Name string // with its ending, by which clients choose how to show it: "result.png"
	Type string // the media type: "image/png"
	Alt  string // what is to be seen, for those who do not see it; at most [MaxAlt] characters
	Data []byte
}

// MaxAlt is how many characters Discord takes as an attachment's description.
const MaxAlt = 1024

// attach names the files in a message's fields, each by its place among them.
func attach(fields map[string]json.RawMessage, files []File) error {
	if len(files) == 0 {
		return nil
	}
	type attachment struct {
		ID          int    `json:"id"`
		Filename    string `json:"filename"`
		Description string `json:"description,omitempty"`
	}
	list := make([]attachment, len(files))
	for i, f := range files {
		list[i] = attachment{i, f.Name, f.Alt}
	}
	text, err := json.Marshal(list)
	if err != nil {
		return fmt.Errorf("name the files: %w", err)
	}
	fields["attachments"] = text
	return nil
}

const plainJSON = "application/json"

// encode returns the body of a request and its media type: JSON, or with files that and them in one form.
func (r *request) encode() (body []byte, kind string, err error) {
	if r.body == nil {
		return nil, plainJSON, nil
	}
	if body, err = json.Marshal(r.body); err != nil || len(r.files) == 0 {
		return body, plainJSON, err
	}
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	if err := part(w, "payload_json", "", plainJSON, body); err != nil {
		return nil, "", err
	}
	for i, f := range r.files {
		if err := part(w, fmt.Sprintf("files[%d]", i), f.Name, f.Type, f.Data); err != nil {
			return nil, "", err
		}
	}
	if err := w.Close(); err != nil {
		return nil, "", err
	}
	return form.Bytes(), w.FormDataContentType(), nil
}

// part writes one field of a form; file is its file name, if it is one.
func part(w *multipart.Writer, name, file, kind string, data []byte) error {
	params := map[string]string{"name": name}
	if file != "" {
		params["filename"] = file
	}
	p, err := w.CreatePart(textproto.MIMEHeader{
		"Content-Disposition": {mime.FormatMediaType("form-data", params)}, "Content-Type": {kind},
	})
	if err != nil {
		return err
	}
	_, err = p.Write(data)
	return err
}
