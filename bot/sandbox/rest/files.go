package rest

import (
	"bytes"
	"mime"
	"net/http"
	"strings"
	"time"

	"cliffhanger/bot/sandbox/world"
)

// serveFile answers GET /attachments/CHANNEL/ID/NAME, the sandbox's stand-in for Discord's CDN.
func (s *Server) serveFile(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		http.Error(w, "only GET", http.StatusMethodNotAllowed)
		return
	}
	parts := strings.Split(strings.TrimPrefix(r.URL.Path, "/attachments/"), "/")
	if len(parts) != 3 {
		http.NotFound(w, r)
		return
	}
	channel, err := world.ParseID(parts[0])
	if err != nil {
		http.NotFound(w, r)
		return
	}
	id, err := world.ParseID(parts[1])
	if err != nil {
		http.NotFound(w, r)
		return
	}
	data, kind, ok := s.w.ReadFile(channel, id)
	if !ok {
		http.NotFound(w, r)
		return
	}
	// Somebody's upload must never run as a page of the sandbox's own origin.
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("Content-Type", kind)
	if !strings.HasPrefix(kind, "image/") || strings.HasPrefix(kind, "image/svg") {
		h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": parts[2]}))
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(data))
}
