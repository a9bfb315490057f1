package page

import (
	"fmt"
	"io"
	"net/http"

	"cliffhanger/bot/sandbox/world"
)

// maxFile is how many bytes an uploaded file may have: Discord's limit without boosts ("Create Message", attachments).
const maxFile = 10 << 20

// upload answers POST upload with the id of the file, which is then the value of an attachment option. The body is the
// file itself; its content type must be application/octet-stream, which other sites cannot send without asking first.
// What the file is, is said in `type`.
func (h *handler) upload(r *http.Request) (any, error) {
	q := r.URL.Query()
	as, err := known(q.Get("as"), h.world.People())
	if err != nil {
		return nil, err
	}
	channel, err := world.ParseID(q.Get("channel"))
	if err != nil {
		return nil, refuse(http.StatusBadRequest, "`channel` must be the id of a channel.")
	}
	if q.Get("name") == "" {
		return nil, refuse(http.StatusBadRequest, "`name` must be the name of the file.")
	}
	if r.Header.Get("Content-Type") != "application/octet-stream" {
		return nil, refuse(http.StatusUnsupportedMediaType, "The body must be application/octet-stream.")
	}
	data, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, fmt.Errorf("upload: %w", err)
	}
	id, err := h.world.Upload(as, channel, q.Get("name"), q.Get("type"), data)
	if err != nil {
		return nil, err
	}
	return done{ID: id}, nil
}
