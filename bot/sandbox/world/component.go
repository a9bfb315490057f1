package world

import "encoding/json"

// Component types (Discord's "Component Reference").
const (
	ComponentRow           = 1
	ComponentButton        = 2
	ComponentSelect        = 3
	ComponentTextInput     = 4
	ComponentUserSelect    = 5
	ComponentRoleSelect    = 6
	ComponentMentionSelect = 7
	ComponentChannelSelect = 8
	ComponentSection       = 9
	ComponentText          = 10
	ComponentThumbnail     = 11
	ComponentGallery       = 12
	ComponentFile          = 13
	ComponentSeparator     = 14
	ComponentContainer     = 17
	ComponentLabel         = 18
	ComponentUpload        = 19
	ComponentRadio         = 21
	ComponentCheckboxes    = 22
	ComponentCheckbox      = 23
)

// Button styles that take no custom_id.
const (
	ButtonLink    = 5
	ButtonPremium = 6
)

// A Component is any component of a message or a modal: one type for all, as their fields overlap. ID is its number
// within the message, given by the World where the sender left it out. Label and Value keep null and absent apart where
// that matters.
type Component struct {
	Type         int             `json:"type"`
	ID           int             `json:"id,omitempty"`
	CustomID     *string         `json:"custom_id,omitempty"`
	Style        int             `json:"style,omitempty"`
	Label        *string         `json:"label,omitempty"`
	Description  *string         `json:"description,omitempty"`
	Emoji        *Emoji          `json:"emoji,omitempty"`
	URL          *string         `json:"url,omitempty"`
	SKU          ID              `json:"sku_id,omitempty"`
	Disabled     bool            `json:"disabled,omitempty"`
	Options      []SelectOption  `json:"options,omitempty"`
	Placeholder  *string         `json:"placeholder,omitempty"`
	MinValues    *int            `json:"min_values,omitempty"`
	MaxValues    *int            `json:"max_values,omitempty"`
	ChannelTypes []int           `json:"channel_types,omitempty"`
	Defaults     json.RawMessage `json:"default_values,omitempty"`
	MinLength    *int            `json:"min_length,omitempty"`
	MaxLength    *int            `json:"max_length,omitempty"`
	Required     *bool           `json:"required,omitempty"`
	Value        *string         `json:"value,omitempty"`
	Values       []string        `json:"values,omitempty"`
	Default      bool            `json:"default,omitempty"`
	Content      *string         `json:"content,omitempty"`
	Media        *Media          `json:"media,omitempty"`
	File         *Media          `json:"file,omitempty"`
	Spoiler      bool            `json:"spoiler,omitempty"`
	Items        []GalleryItem   `json:"items,omitempty"`
	Divider      *bool           `json:"divider,omitempty"`
	Spacing      int             `json:"spacing,omitempty"`
	Accent       *int            `json:"accent_color,omitempty"`
	Components   []*Component    `json:"components,omitempty"`
	Accessory    *Component      `json:"accessory,omitempty"`
	Component    *Component      `json:"component,omitempty"`
}

// A SelectOption is one line of a string select, a radio group or a group of checkboxes.
type SelectOption struct {
	Label       string  `json:"label"`
	Value       string  `json:"value"`
	Description *string `json:"description,omitempty"`
	Emoji       *Emoji  `json:"emoji,omitempty"`
	Default     bool    `json:"default,omitempty"`
}

// A Media is a file shown by a component, by URL.
type Media struct {
	URL         string `json:"url"`
	ProxyURL    string `json:"proxy_url,omitempty"`
	ContentType string `json:"content_type,omitempty"`
	Attachment  ID     `json:"attachment_id,omitempty"`
}

// A GalleryItem is one picture of a media gallery.
type GalleryItem struct {
	Media       Media   `json:"media"`
	Description *string `json:"description,omitempty"`
	Spoiler     bool    `json:"spoiler,omitempty"`
}

// Children returns the components directly inside c, wherever they are kept.
func (c *Component) Children() []*Component {
	kids := append([]*Component(nil), c.Components...)
	if c.Accessory != nil {
		kids = append(kids, c.Accessory)
	}
	if c.Component != nil {
		kids = append(kids, c.Component)
	}
	return kids
}

// walk visits all components, parents first, until visit returns false; it returns false then.
func walk(all []*Component, visit func(*Component) bool) bool {
	for _, c := range all {
		if c == nil {
			continue
		}
		if !visit(c) || !walk(c.Children(), visit) {
			return false
		}
	}
	return true
}

// findComponent returns the component with the custom id, or nil.
func findComponent(all []*Component, customID string) *Component {
	var found *Component
	walk(all, func(c *Component) bool {
		if c.CustomID != nil && *c.CustomID == customID {
			found = c
		}
		return found == nil
	})
	return found
}
