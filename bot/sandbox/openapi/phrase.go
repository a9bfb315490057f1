package openapi

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// complaint is what one schema says about one value.
type complaint struct {
	at   []string
	kind jsonschema.ErrorKind
	text string
}

// phrase words an error by its causes, each with the place it is about: "embeds.0.title: ...; embeds.1.url: ...".
func phrase(err error) error {
	var e *jsonschema.ValidationError
	if !errors.As(err, &e) {
		return err
	}
	printer := message.NewPrinter(language.English)
	complaints := causes(e, printer)
	slices.SortStableFunc(complaints, func(a, b complaint) int { // they come in the order of a map
		return cmp.Or(slices.Compare(a.at, b.at), cmp.Compare(a.text, b.text))
	})
	var all []string
	for _, c := range complaints {
		text := c.text
		if len(c.at) > 0 {
			text = strings.Join(c.at, ".") + ": " + text
		}
		all = append(all, text)
	}
	return errors.New(strings.Join(all, "; "))
}

// causes returns the complaints behind an error. Of a choice of schemas it is those of the one that was meant.
func causes(e *jsonschema.ValidationError, p *message.Printer) []complaint {
	if len(e.Causes) == 0 {
		return []complaint{{at: e.InstanceLocation, kind: e.ErrorKind, text: e.ErrorKind.LocalizedString(p)}}
	}
	var options [][]complaint
	for _, cause := range e.Causes {
		options = append(options, causes(cause, p))
	}
	switch e.ErrorKind.(type) {
	case *kind.OneOf, *kind.AnyOf:
		if values := enumerated(options); values != "" {
			return []complaint{{at: e.InstanceLocation, kind: e.ErrorKind, text: "value must be one of " + values}}
		}
		return slices.MinFunc(options, func(a, b []complaint) int {
			depth := len(e.InstanceLocation)
			return cmp.Or(cmp.Compare(refusal(a, depth), refusal(b, depth)), cmp.Compare(len(a), len(b)))
		})
	}
	return slices.Concat(options...)
}

// enumerated lists the values of a choice that is nothing but constants, as the description writes enumerations; it is
// empty for any other choice.
func enumerated(options [][]complaint) string {
	var values []string
	for _, o := range options {
		if len(o) != 1 {
			return ""
		}
		c, ok := o[0].kind.(*kind.Const)
		if !ok {
			return ""
		}
		values = append(values, fmt.Sprint(c.Want))
	}
	return strings.Join(values, ", ")
}

// refusal says how thoroughly complaints refuse the value that is depth steps down, so as to tell the schema that was
// meant for it: 3 it is of another type, 2 it is wrong as a whole, 1 its field "type" (by which Discord's objects
// differ) is another, 0 it only lacks something or is wrong further down.
func refusal(list []complaint, depth int) int {
	worst := 0
	for _, c := range list {
		_, mistyped := c.kind.(*kind.Type)
		_, lacks := c.kind.(*kind.Required)
		switch {
		case len(c.at) <= depth && mistyped:
			return 3
		case len(c.at) <= depth && !lacks:
			worst = max(worst, 2)
		case len(c.at) == depth+1 && c.at[depth] == "type":
			worst = max(worst, 1)
		}
	}
	return worst
}
