package rest

import (
	"net/http"
	"slices"
	"unicode/utf8"

	"cliffhanger/bot/sandbox/world"
)

// Limits of components (Discord's "Component Reference"; the sum of bytes is undocumented and was observed in
// discord-api-docs issue 8554).
const (
	maxRows       = 5
	maxComponents = 40    // of a V2 message, nested ones counted
	maxText       = 4000  // of all text displays together, code points
	maxTextBytes  = 10170 // of all text displays together, with 12 for each; beyond it Discord answers 500
)

// Types allowed in each place.
var (
	topLegacy   = []int{world.ComponentRow}
	inContainer = []int{world.ComponentRow, world.ComponentSection, world.ComponentText, world.ComponentGallery,
		world.ComponentFile, world.ComponentSeparator}
	topV2     = append(slices.Clone(inContainer), world.ComponentContainer)
	inRow     = []int{world.ComponentButton, 3, 5, 6, 7, 8}
	inSection = []int{world.ComponentText}
	accessory = []int{world.ComponentButton, world.ComponentThumbnail}
)

// tally counts over a whole message or modal.
type tally struct {
	form
	total, text int
	customs     map[string]bool
	numbers     map[int]bool
}

// components checks all components of a message.
func (f *form) components(all []*world.Component, v2 bool, at path) {
	t := tally{customs: map[string]bool{}, numbers: map[int]bool{}}
	if v2 {
		t.list(all, topV2, at)
	} else {
		t.length(len(all), 0, maxRows, at)
		t.list(all, topLegacy, at)
	}
	if v2 && t.total > maxComponents {
		t.add("COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", "The maximum number of total components is 40", at)
	}
	if t.text > maxText {
		t.add("COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", "The texts of all components are longer than 4000 together", at)
	}
	f.bad = append(f.bad, t.bad...)
}

// list checks components that stand beside each other.
func (t *tally) list(all []*world.Component, allowed []int, at path) {
	for i, c := range all {
		t.one(c, allowed, at.in(i))
	}
}

// one checks a component and what is in it.
func (t *tally) one(c *world.Component, allowed []int, at path) {
	if c == nil {
		t.add("BASE_TYPE_REQUIRED", "This field is required", at)
		return
	}
	t.total++
	if !slices.Contains(allowed, c.Type) {
		t.add("UNION_TYPE_CHOICES", `Value of field "type" must be one of `+set(allowed)+".", at.in("type"))
		return
	}
	if c.ID != 0 && t.numbers[c.ID] {
		t.add("COMPONENT_ID_DUPLICATED", "Component id cannot be duplicated", at.in("id"))
	}
	t.numbers[c.ID] = true
	switch c.Type {
	case world.ComponentRow:
		t.row(c, at)
	case world.ComponentButton:
		t.button(c, at)
	case world.ComponentSection:
		t.length(len(c.Components), 1, 3, at.in("components"))
		t.list(c.Components, inSection, at.in("components"))
		t.one(c.Accessory, accessory, at.in("accessory"))
	case world.ComponentText:
		t.display(c, at)
	case world.ComponentContainer:
		t.length(len(c.Components), 1, maxComponents, at.in("components"))
		t.list(c.Components, inContainer, at.in("components"))
		if c.Accent != nil {
			t.within(*c.Accent, 0, 0xFFFFFF, at.in("accent_color"))
		}
	case world.ComponentGallery, world.ComponentThumbnail, world.ComponentFile:
		t.media(c, at)
	case world.ComponentSeparator:
		t.within(c.Spacing, 0, 2, at.in("spacing"))
	default:
		t.menu(c, at)
	}
}

// row checks an action row: one select or up to five buttons.
func (t *tally) row(c *world.Component, at path) {
	most := 5
	if len(c.Components) > 0 && c.Components[0] != nil && c.Components[0].Type != world.ComponentButton {
		most = 1
	}
	t.length(len(c.Components), 1, most, at.in("components"))
	t.list(c.Components, inRow, at.in("components"))
}

// custom checks a custom_id: 1 to 100 characters and unique.
func (t *tally) custom(c *world.Component, at path) {
	if c.CustomID == nil {
		t.add("BASE_TYPE_REQUIRED", "This field is required", at.in("custom_id"))
		return
	}
	t.textOf(*c.CustomID, 1, 100, at.in("custom_id"))
	if t.customs[*c.CustomID] {
		t.add("COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated", at.in("custom_id"))
	}
	t.customs[*c.CustomID] = true
}

// textOf is form.text; the field text of tally hides it.
func (t *tally) textOf(s string, least, most int, at ...any) { t.form.text(s, least, most, at...) }

// button checks a button: a label or an emoji, and either a custom_id or, for links, a URL.
func (t *tally) button(c *world.Component, at path) {
	t.choice(c.Style, []int{1, 2, 3, 4, 5, 6}, at.in("style"))
	if c.Style == world.ButtonPremium {
		if c.SKU == 0 {
			t.add("BASE_TYPE_REQUIRED", "This field is required", at.in("sku_id"))
		}
		return
	}
	t.optional(c.Label, 0, 80, at.in("label"))
	if (c.Label == nil || *c.Label == "") && c.Emoji == nil {
		t.add("BUTTON_COMPONENT_LABEL_REQUIRED", "A button needs a label or an emoji", at)
	}
	if c.Style != world.ButtonLink {
		t.custom(c, at)
		if c.URL != nil {
			t.add("BUTTON_COMPONENT_URL_NOT_ALLOWED", "Only link buttons have a url", at.in("url"))
		}
		return
	}
	if c.CustomID != nil {
		t.add("BUTTON_COMPONENT_CUSTOM_ID_AND_URL_EXCLUSIVE", "A link button has no custom id", at.in("custom_id"))
	}
	if c.URL == nil || *c.URL == "" {
		t.add("BASE_TYPE_REQUIRED", "This field is required", at.in("url"))
		return
	}
	t.textOf(*c.URL, 1, 512, at.in("url"))
	t.url(*c.URL, false, at.in("url"))
}

// display counts a text display.
func (t *tally) display(c *world.Component, at path) {
	if c.Content == nil {
		t.add("BASE_TYPE_REQUIRED", "This field is required", at.in("content"))
		return
	}
	t.textOf(*c.Content, 1, maxText, at.in("content"))
	t.text += utf8.RuneCountInString(*c.Content)
}

// media checks components that show files.
func (t *tally) media(c *world.Component, at path) {
	check := func(m *world.Media, at path) {
		if m == nil || m.URL == "" {
			t.add("BASE_TYPE_REQUIRED", "This field is required", at.in("url"))
			return
		}
		t.url(m.URL, true, at.in("url"))
	}
	t.optional(c.Description, 0, 1024, at.in("description"))
	switch c.Type {
	case world.ComponentThumbnail:
		check(c.Media, at.in("media"))
	case world.ComponentFile:
		check(c.File, at.in("file"))
	default:
		t.length(len(c.Items), 1, 10, at.in("items"))
		for i := range c.Items {
			check(&c.Items[i].Media, at.in("items", i, "media"))
			t.optional(c.Items[i].Description, 0, 1024, at.in("items", i, "description"))
		}
	}
}

// menu checks a select, and in modals radio groups and groups of checkboxes.
func (t *tally) menu(c *world.Component, at path) {
	t.custom(c, at)
	t.optional(c.Placeholder, 0, 150, at.in("placeholder"))
	t.bounds(c, 25, at)
	if c.Type == world.ComponentSelect {
		t.options(c, 1, 25, at)
	}
}

// bounds checks how many values may be chosen; limit is the most that Discord lets a component ask for.
func (t *tally) bounds(c *world.Component, limit int, at path) {
	least, most := 1, 1
	if c.MinValues != nil {
		least = *c.MinValues
		t.within(least, 0, limit, at.in("min_values"))
	}
	if c.MaxValues != nil {
		most = *c.MaxValues
		t.within(most, 1, limit, at.in("max_values"))
	}
	if least > most && c.MaxValues != nil {
		t.add("NUMBER_TYPE_MAX", "min_values is above max_values", at.in("min_values"))
	}
}

// options checks the lines of a select or group.
func (t *tally) options(c *world.Component, least, most int, at path) {
	at = at.in("options")
	t.length(len(c.Options), least, most, at)
	seen := map[string]bool{}
	for i, o := range c.Options {
		t.textOf(o.Label, 1, 100, at.in(i, "label"))
		t.textOf(o.Value, 1, 100, at.in(i, "value"))
		t.optional(o.Description, 0, 100, at.in(i, "description"))
		if seen[o.Value] {
			t.add("SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "The specified option value is already used", at.in(i, "value"))
		}
		seen[o.Value] = true
	}
}

// tooManyBytes answers as Discord does when the text displays of a message are too many bytes of UTF-8: with a 500.
func tooManyBytes(all []*world.Component, v2 bool) error {
	if v2 && displayBytes(all) > maxTextBytes {
		return world.Refuse(http.StatusInternalServerError, 0, "500: Internal Server Error")
	}
	return nil
}

func displayBytes(all []*world.Component) int {
	n := 0
	for _, c := range all {
		if c == nil {
			continue
		}
		if c.Type == world.ComponentText && c.Content != nil {
			n += len(*c.Content) + 12
		}
		n += displayBytes(c.Children())
	}
	return n
}
