package world

// An Embed is Discord's embed object.
type Embed struct {
	Title       string        `json:"title,omitempty"`
	Type        string        `json:"type,omitempty"`
	Description string        `json:"description,omitempty"`
	URL         string        `json:"url,omitempty"`
	Timestamp   *Stamp        `json:"timestamp,omitempty"`
	Color       *int          `json:"color,omitempty"`
	Footer      *EmbedFooter  `json:"footer,omitempty"`
	Image       *EmbedMedia   `json:"image,omitempty"`
	Thumbnail   *EmbedMedia   `json:"thumbnail,omitempty"`
	Video       *EmbedMedia   `json:"video,omitempty"`
	Provider    *EmbedSource  `json:"provider,omitempty"`
	Author      *EmbedAuthor  `json:"author,omitempty"`
	Fields      []*EmbedField `json:"fields,omitempty"`
}

// An EmbedFooter is the small line at the end.
type EmbedFooter struct {
	Text    string `json:"text"`
	IconURL string `json:"icon_url,omitempty"`
}

// An EmbedMedia is an image or video by URL; "attachment://name" becomes the attachment's URL.
type EmbedMedia struct {
	URL      string `json:"url"`
	ProxyURL string `json:"proxy_url,omitempty"`
	Width    int    `json:"width,omitempty"`
	Height   int    `json:"height,omitempty"`
}

// An EmbedSource names a site.
type EmbedSource struct {
	Name string `json:"name,omitempty"`
	URL  string `json:"url,omitempty"`
}

// An EmbedAuthor is the line above the title.
type EmbedAuthor struct {
	Name    string `json:"name"`
	URL     string `json:"url,omitempty"`
	IconURL string `json:"icon_url,omitempty"`
}

// An EmbedField is a named value.
type EmbedField struct {
	Name   string `json:"name"`
	Value  string `json:"value"`
	Inline bool   `json:"inline"`
}
