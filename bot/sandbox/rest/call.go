package rest

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"cliffhanger/bot/sandbox/world"
)

// agentForm is what a User-Agent must look like (Discord's reference, "User Agent").
var agentForm = regexp.MustCompile(`^DiscordBot \(\S+, \S+\)`)

// call is one request on its way.
type call struct {
	s       *Server
	r       *http.Request
	header  http.Header // of the answer
	route   *route
	params  map[string]string
	app     world.App // who asks; the zero App on open routes
	body    []byte
	payload []byte // the JSON: the body, or payload_json of a multipart body
	files   []world.File
	fault   string
	invalid string
}

// me is the acting user.
func (c *call) me() world.ID { return c.app.User.ID }

// pattern is the route's, "" if none matched.
func (c *call) pattern() string {
	if c.route == nil {
		return ""
	}
	return c.route.pattern
}

// authorize finds the application of the bot token. Open routes need none.
func (c *call) authorize() error {
	if c.route.open {
		return nil
	}
	token, bot := strings.CutPrefix(c.r.Header.Get("Authorization"), "Bot ")
	app, known := c.s.w.Login(token)
	if !bot || !known {
		return world.Refuse(401, 0, "401: Unauthorized")
	}
	c.app = app
	return nil
}

// checkIDs refuses parameters that are no snowflakes.
func (c *call) checkIDs() error {
	var f form
	for name, v := range c.params {
		if !strings.HasSuffix(name, "_id") || name == "user_id" && v == "@me" {
			continue
		}
		if _, err := world.ParseID(v); err != nil {
			f.add("NUMBER_TYPE_COERCE", "Value "+strconv.Quote(v)+" is not snowflake.", name)
		}
	}
	return f.err()
}

// id returns a path parameter that checkIDs has passed, 0 if the route has none of that name.
func (c *call) id(name string) world.ID {
	id, err := world.ParseID(c.params[name])
	if err != nil {
		return 0
	}
	return id
}

// number reads a query parameter within limits; missing gives fallback.
func (c *call) number(name string, fallback, least, most int) (int, error) {
	text := c.r.URL.Query().Get(name)
	if text == "" {
		return fallback, nil
	}
	var f form
	n, err := strconv.Atoi(text)
	switch {
	case err != nil:
		f.add("NUMBER_TYPE_COERCE", "Value "+strconv.Quote(text)+" is not int.", name)
	case n < least:
		f.add("NUMBER_TYPE_MIN", "int value should be greater than or equal to "+strconv.Itoa(least)+".", name)
	case n > most:
		f.add("NUMBER_TYPE_MAX", "int value should be less than or equal to "+strconv.Itoa(most)+".", name)
	}
	return n, f.err()
}

// queryID reads a snowflake of the query; missing gives 0.
func (c *call) queryID(name string) (world.ID, error) {
	text := c.r.URL.Query().Get(name)
	if text == "" {
		return 0, nil
	}
	id, err := world.ParseID(text)
	if err != nil && text != "0" {
		var f form
		f.add("NUMBER_TYPE_COERCE", "Value "+strconv.Quote(text)+" is not snowflake.", name)
		return 0, f.err()
	}
	return id, nil
}

// flag reads a boolean of the query, in any of the spellings Discord takes.
func (c *call) flag(name string) bool {
	switch strings.ToLower(c.r.URL.Query().Get(name)) {
	case "true", "t", "yes", "y", "on", "1":
		return true
	}
	return false
}
