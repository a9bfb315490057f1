package world

import (
	"bytes"
	"image"
	_ "image/gif"  // so that its size is known
	_ "image/jpeg" // so that its size is known
	_ "image/png"  // so that its size is known
	"path"
	"slices"
	"strings"
)

// A File came with a request in the field files[Index].
type File struct {
	Index int
	Name  string
	Type  string // MIME type
	Data  []byte
}

// stored is a file as kept.
type stored struct {
	Channel ID
	Name    string
	Type    string
	Data    []byte
	Shape   *Attachment `json:",omitempty"` // of an upload that belongs to no message yet
}

// keepFiles stores the files of a request and returns their attachments, in the order of their indexes.
func (w *World) keepFiles(channel ID, files []File, drafts []AttachmentDraft, ephemeral bool) []*Attachment {
	out := []*Attachment{}
	files = slices.Clone(files)
	slices.SortStableFunc(files, func(a, b File) int { return a.Index - b.Index })
	for _, f := range files {
		id := w.next()
		a := &Attachment{ID: id, Filename: fileName(f.Name), ContentType: f.Type, Size: len(f.Data), Ephemeral: ephemeral}
		i := slices.IndexFunc(drafts, func(d AttachmentDraft) bool { return int(d.ID) == f.Index })
		if i >= 0 {
			a.Title, a.Description = drafts[i].Title, drafts[i].Description
			if drafts[i].Filename != "" {
				a.Filename = fileName(drafts[i].Filename)
			}
		}
		a.URL = w.s.Served + "/attachments/" + channel.String() + "/" + id.String() + "/" + a.Filename
		a.ProxyURL = a.URL
		a.Width, a.Height = imageSize(f.Data)
		w.s.Files[id] = &stored{Channel: channel, Name: a.Filename, Type: f.Type, Data: f.Data}
		out = append(out, a)
	}
	return out
}

// fileName makes a name fit for a URL, as Discord does: the last element, spaces as underscores, nothing unusual.
func fileName(name string) string {
	name = strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '_'
		case r > 0x7e || r < 0x21 || strings.ContainsRune(`\?#%"<>|:*`, r):
			return -1
		}
		return r
	}, path.Base(strings.ReplaceAll(name, `\`, "/")))
	if strings.Trim(name, "./") == "" {
		return "file"
	}
	return name
}

// dropFiles forgets the files of a message.
func (w *World) dropFiles(m *message) {
	for _, a := range m.Shape.Attachments {
		delete(w.s.Files, a.ID)
	}
}

// ReadFile returns an attachment's bytes and MIME type; false if there is none of that id in that channel.
func (w *World) ReadFile(channel, id ID) (data []byte, mime string, ok bool) {
	w.lock()
	defer w.mu.Unlock()
	f := w.s.Files[id]
	if f == nil || f.Channel != channel {
		return nil, "", false
	}
	return f.Data, f.Type, true
}

// ServeAt says where attachments are served, such as "http://127.0.0.1:8080"; the path /attachments/CHANNEL/ID/NAME
// follows. URLs in messages that were made for another address are changed.
func (w *World) ServeAt(base string) {
	w.lock()
	defer w.mu.Unlock()
	old := w.s.Served
	w.s.Served = base
	move := func(url *string) {
		if rest, ours := strings.CutPrefix(*url, old+"/attachments/"); ours {
			*url = base + "/attachments/" + rest
		}
	}
	for _, c := range w.s.Channels {
		for _, m := range c.Messages {
			m.Shape.Attachments = clonePointers(m.Shape.Attachments)
			for _, a := range m.Shape.Attachments {
				move(&a.URL)
				move(&a.ProxyURL)
			}
			m.Shape.Embeds = rewriteEmbeds(m.Shape.Embeds, move)
			m.Shape.Components = cloneComponents(m.Shape.Components)
			rewriteMedia(m.Shape.Components, func(x *Media) { move(&x.URL); move(&x.ProxyURL) })
		}
	}
}

// imageSize returns the pixels of a PNG, JPEG or GIF; 0, 0 for everything else.
func imageSize(data []byte) (width, height int) {
	c, _, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return 0, 0 // no image, or none that is read here
	}
	return c.Width, c.Height
}
