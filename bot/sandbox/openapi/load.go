package openapi

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// Validator checks requests. Get one from [Load]; it may be used from any goroutine.
type Validator struct {
	routes *node

	mu       sync.Mutex // guards the compiler, which is not made for several goroutines, and what it made
	compiler *jsonschema.Compiler
	compiled map[string]*jsonschema.Schema
}

// base is the name the description goes by in the compiler. Nothing is fetched from it.
const base = "openapi:///discord.json"

// operation is one method of one route.
type operation struct {
	method, path string // the path as the description writes it
	params       []param
	bodies       map[string]string // content type to the schema's place; empty: takes no body
	required     bool              // the body
}

// param is a parameter in the path or the query.
type param struct {
	name, in string
	required bool
	schema   string // its place
}

// document is what of the description this package reads by itself. Schemas are left to the compiler.
type document struct {
	OpenAPI string                                `json:"openapi"`
	Paths   map[string]map[string]json.RawMessage `json:"paths"`
}

type parameterJSON struct {
	Name     string `json:"name"`
	In       string `json:"in"`
	Required bool   `json:"required"`
}

type operationJSON struct {
	Parameters []parameterJSON `json:"parameters"`
	Body       struct {
		Required bool                       `json:"required"`
		Content  map[string]json.RawMessage `json:"content"`
	} `json:"requestBody"`
}

// Load reads an OpenAPI 3.1 description from a file. Schemas in it are compiled, and their faults found, when a request
// first needs them.
func Load(path string) (*Validator, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("openapi: %w", err)
	}
	v, err := parse(raw)
	if err != nil {
		return nil, fmt.Errorf("openapi: reading %s: %w", path, err)
	}
	return v, nil
}

// parse makes a validator of a description. Schemas are compiled when they are needed.
func parse(raw []byte) (*Validator, error) {
	var doc document
	if err := json.Unmarshal(raw, &doc); err != nil {
		return nil, fmt.Errorf("not an API description: %w", err)
	}
	if !strings.HasPrefix(doc.OpenAPI, "3.1.") || len(doc.Paths) == 0 {
		return nil, fmt.Errorf("not an OpenAPI 3.1 description of an API: openapi is %q, with %d paths",
			doc.OpenAPI, len(doc.Paths))
	}
	tree, err := jsonschema.UnmarshalJSON(strings.NewReader(string(raw)))
	if err != nil {
		return nil, fmt.Errorf("not JSON: %w", err)
	}
	v := &Validator{
		routes: &node{}, compiler: jsonschema.NewCompiler(), compiled: make(map[string]*jsonschema.Schema),
	}
	v.compiler.DefaultDraft(jsonschema.Draft2020)
	if err := v.compiler.AddResource(base, tree); err != nil {
		return nil, fmt.Errorf("taking in the description: %w", err)
	}
	for template, methods := range doc.Paths {
		if err := v.addPath(template, methods); err != nil {
			return nil, fmt.Errorf("path %s: %w", template, err)
		}
	}
	return v, nil
}

// addPath adds the operations of a path.
func (v *Validator) addPath(template string, methods map[string]json.RawMessage) error {
	place := pointer("paths", template)
	var shared []param
	if raw, ok := methods["parameters"]; ok {
		var list []parameterJSON
		if err := json.Unmarshal(raw, &list); err != nil {
			return fmt.Errorf("parameters: %w", err)
		}
		shared = params(list, place)
	}
	for _, method := range []string{"get", "put", "post", "patch", "delete"} {
		raw, ok := methods[method]
		if !ok {
			continue
		}
		var in operationJSON
		if err := json.Unmarshal(raw, &in); err != nil {
			return fmt.Errorf("%s: %w", method, err)
		}
		here := place + pointer(method)
		op := &operation{
			method: strings.ToUpper(method), path: template, required: in.Body.Required,
			params: append(params(in.Parameters, here), shared...), bodies: make(map[string]string),
		}
		for kind := range in.Body.Content {
			op.bodies[kind] = here + pointer("requestBody", "content", kind, "schema")
		}
		v.routes.add(op)
	}
	return nil
}

func params(list []parameterJSON, place string) []param {
	var all []param
	for i, p := range list {
		schema := place + pointer("parameters", fmt.Sprint(i), "schema")
		all = append(all, param{name: p.Name, in: p.In, required: p.Required, schema: schema})
	}
	return all
}

// pointer returns the JSON pointer of the given steps, without the percent-encoding that a URL would need.
func pointer(steps ...string) string {
	var b strings.Builder
	for _, s := range steps {
		b.WriteByte('/')
		b.WriteString(strings.NewReplacer("~", "~0", "/", "~1").Replace(s))
	}
	return b.String()
}
