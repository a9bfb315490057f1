package openapi_test

import (
	"bytes"
	"errors"
	"mime/multipart"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"cliffhanger/bot/sandbox/openapi"
)

// small is a description of the tests' own, with one of everything Discord's has.
func small(t testing.TB) *openapi.Validator {
	t.Helper()
	v, err := openapi.Load("testdata/small.json")
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// expect compares an error's text with what it must end in; "" for no error.
func expect(t *testing.T, err error, want string) {
	t.Helper()
	switch {
	case want == "" && err != nil:
		t.Errorf("refused: %v", err)
	case want != "" && err == nil:
		t.Errorf("allowed, want %q", want)
	case want != "" && !strings.HasSuffix(err.Error(), want):
		t.Errorf("got  %v\nwant ...%s", err, want)
	}
}

func TestLoadRefuses(t *testing.T) {
	tests := map[string]string{
		"not JSON":          `{`,
		"no description":    `{"name":"x"}`,
		"an older version":  `{"openapi":"3.0.1","paths":{"/x":{}}}`,
		"no paths":          `{"openapi":"3.1.0","paths":{}}`,
		"a broken method":   `{"openapi":"3.1.0","paths":{"/x":{"get":7}}}`,
		"broken parameters": `{"openapi":"3.1.0","paths":{"/x":{"parameters":{}}}}`,
	}
	for name, content := range tests {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "api.json")
			if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := openapi.Load(file); err == nil {
				t.Error("taken")
			}
		})
	}
	if _, err := openapi.Load(filepath.Join(t.TempDir(), "none")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a missing file gives %v", err)
	}
}

func TestRoutesAndParameters(t *testing.T) {
	v := small(t)
	unknown := openapi.ErrUnknownRoute.Error()
	tests := []struct{ method, path, want string }{
		{"GET", "/things/7", ""},
		{"get", "/things/7", ""},
		{"GET", "/api/things/7", ""},
		{"GET", "/api/v10/things/7", ""},
		{"GET", "/api/vx/things/7", "/vx/things/7: " + unknown},
		{"GET", "/api", unknown},
		{"GET", "/things/x", "path parameter thing_id: 'x' does not match pattern '^(0|[1-9][0-9]*)$'"},
		{"GET", "/things/%37", ""},
		{"GET", "/things/%zz", `invalid URL escape "%zz"`},
		{"GET", "/things/", unknown},
		{"GET", "/things/7/", unknown},
		{"GET", "/nothing", unknown},
		{"PUT", "/things/7", unknown + " for this method"},
		{"DELETE", "/things/@me", unknown + " for this method"}, // the literal path wins, though it has no such method
		{"GET", "/things/@me", "query parameter why: is required"},
		{"GET", "/things/@me?why=äöü", ""},
		{"GET", "/things/@me?why=%C3%A4%C3%B6%C3%BC%C3%A4", "query parameter why: maxLength: got 4, want 3"},
		{"GET", "/things/@me?why=123", ""}, // digits stay text
		{"GET", "/things/@me/t/first", ""},
		{"GET", "/things/@me/t/last", ""}, // back from the literal to the parameter
		{"GET", "/things/7/a%2Fb/last", ""},
		{"GET", "/things/7?limit=100", ""},
		{"GET", "/things/7?limit=101", "query parameter limit: maximum: got 101, want 100"},
		{"GET", "/things/7?limit=0", "query parameter limit: minimum: got 0, want 1"},
		{"GET", "/things/7?limit=x", "query parameter limit: got string, want integer"},
		{"GET", "/things/7?limit=1.5", "query parameter limit: got string, want integer"},
		{"GET", "/things/7?limit=1&limit=2", "query parameter limit: got array, want integer"},
		{"GET", "/things/7?deep=true", ""},
		{"GET", "/things/7?deep=False", ""},
		{"GET", "/things/7?deep=1", ""},
		{"GET", "/things/7?deep=maybe", "query parameter deep: got string, want boolean"},
		{"GET", "/things/7?after=123456789012345678", ""},
		{"GET", "/things/7?after=-1", "query parameter after: '-1' does not match pattern '^(0|[1-9][0-9]*)$'"},
		{"GET", "/things/7?order=asc", ""},
		{"GET", "/things/7?order=up", "query parameter order: value must be one of asc, desc"},
		{"GET", "/things/7?ids=1", ""},
		{"GET", "/things/7?ids=1&ids=2", ""},
		{"GET", "/things/7?ids=1&ids=2&ids=3", "query parameter ids: maxItems: got 3, want 2"},
		{"GET", "/things/7?ids=1&ids=x", "query parameter ids: 1: 'x' does not match pattern '^(0|[1-9][0-9]*)$'"},
		{"GET", "/things/7?sizes=1&sizes=2", ""},
		{"GET", "/things/7?unknown=1", ""},
		{"GET", "/things/7?%zz", `invalid URL escape "%zz"`},
	}
	for _, tt := range tests {
		t.Run(tt.method+tt.path, func(t *testing.T) {
			err := v.Check(tt.method, tt.path, "", nil)
			expect(t, err, tt.want)
			if got, want := errors.Is(err, openapi.ErrUnknownRoute), strings.Contains(tt.want, unknown); got != want {
				t.Errorf("is an unknown route: %v, want %v", got, want)
			}
		})
	}
}

func TestJSONBodies(t *testing.T) {
	v := small(t)
	tests := []struct{ name, body, want string }{
		{"all is well", `{"name":"a","rights":7,"owner":"12","nonce":"x","parts":[{"type":1,"size":2}]}`, ""},
		{"unknown fields pass", `{"name":"a","other":1}`, ""},
		{"code points are counted", `{"name":"äöü👍"}`, ""},
		{"too long", `{"name":"äöü👍!"}`, "name: maxLength: got 5, want 4"},
		{"required", `{}`, "missing property 'name'"},
		{"another type", `{"name":true}`, "name: got boolean, want string"},
		{"not an object", `[]`, "got array, want object"},
		{"not JSON", `{`, "the body is not JSON: unexpected EOF"},
		{"more after it", `{"name":"a"}{}`, "invalid character after top-level value"},
		{"missing", ``, "the body is missing"},
		{"two complaints", `{"name":"","rights":200}`, "name: minLength: got 0, want 1; rights: maximum: got 200, want 100"},
		{"digits for a number", `{"name":"a","rights":"7"}`, ""},
		{"digits beyond the limit", `{"name":"a","rights":"700"}`, "rights: maximum: got 700, want 100"},
		{"a word for a number", `{"name":"a","rights":"all"}`, "rights: got string, want null or integer"},
		{"a sign and no digits", `{"name":"a","rights":"-"}`, "rights: got string, want null or integer"},
		{"a number for an id", `{"name":"a","owner":12}`, ""},
		{"a number for a name", `{"name":12}`, "name: got number, want string"},
		{"a choice: text", `{"name":"a","nonce":"12345"}`, ""},
		{"a choice: number", `{"name":"a","nonce":123456789}`, ""},
		{"a choice: text too long", `{"name":"a","nonce":"abcdef"}`, "nonce: maxLength: got 6, want 5"},
		{"one of several kinds", `{"name":"a","parts":[{"type":2,"owner":"1"},{"type":1,"size":9}]}`, ""},
		{"wrong within a kind", `{"name":"a","parts":[{"type":2,"owner":"1"},{"type":1,"size":10}]}`,
			"parts.1.size: maximum: got 10, want 9"},
		{"something missing in a kind", `{"name":"a","parts":[{"type":1}]}`, "parts.0: missing property 'size'"},
		{"wrong deeper down",
			`{"name":"a","parts":[{"type":2,"owner":"1","parts":[{"type":1,"size":1},{"type":1,"size":77}]}]}`,
			"parts.0.parts.1.size: maximum: got 77, want 9"},
		{"wrong in a choice in a choice", `{"name":"a","parts":[{"type":1,"size":1,"order":"up"}]}`,
			"parts.0.order: value must be one of asc, desc"},
		{"converted in a choice", `{"name":"a","parts":[{"type":"2","owner":5,"parts":[{"type":"1","size":"3"}]}]}`, ""},
		{"no kind at all", `{"name":"a","parts":[{"type":3}]}`,
			"parts.0: missing property 'size'; parts.0.type: value must be 1"},
		{"too many", `{"name":"a","parts":[{"type":1,"size":1},{"type":1,"size":1},{"type":1,"size":1}]}`,
			"parts: maxItems: got 3, want 2"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			expect(t, v.Check("POST", "/things", "application/json", []byte(tt.body)), tt.want)
		})
	}
}

func TestOtherBodies(t *testing.T) {
	v := small(t)
	form := func(fields ...string) (string, []byte) {
		var b bytes.Buffer
		w := multipart.NewWriter(&b)
		for i := 0; i < len(fields); i += 2 {
			part, err := w.CreatePart(map[string][]string{"Content-Disposition": {fields[i]}})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := part.Write([]byte(fields[i+1])); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return w.FormDataContentType(), b.Bytes()
	}
	const payload, file = `form-data; name="payload_json"`, `form-data; name="files[0]"; filename="a.png"`
	tests := []struct {
		name  string
		parts []string
		want  string
	}{
		{"payload and file", []string{payload, `{"name":"a"}`, file, "\x00\xff"}, ""},
		{"file first", []string{file, "\x00\xff", payload, `{"name":"a"}`}, ""},
		{"bad payload", []string{payload, `{"name":"abcde"}`, file, "x"}, "name: maxLength: got 5, want 4"},
		{"payload not JSON", []string{payload, `{`}, "payload_json: the body is not JSON: unexpected EOF"},
		{"payload not an object", []string{payload, `7`}, "got number, want object"},
		{"fields", []string{`form-data; name="name"`, "a", `form-data; name="rights"`, "7"}, ""},
		{"bad field", []string{`form-data; name="name"`, "abcde"}, "name: maxLength: got 5, want 4"},
		{"a field does not hide the payload's", []string{payload, `{"name":"abcde"}`, `form-data; name="name"`, "a"},
			"name: maxLength: got 5, want 4"},
		{"nothing of use", []string{file, "x"}, "missing property 'name'"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			kind, body := form(tt.parts...)
			expect(t, v.Check("POST", "/things", kind, body), tt.want)
		})
	}
	raw := []struct{ name, method, path, kind, body, want string }{
		{"form", "POST", "/things", "application/x-www-form-urlencoded", "name=a&rights=5", ""},
		{"bad form", "POST", "/things", "application/x-www-form-urlencoded", "name=abcde", "name: maxLength: got 5, want 4"},
		{"no form", "POST", "/things", "application/x-www-form-urlencoded", "%zz", `invalid URL escape "%zz"`},
		{"charset", "POST", "/things", "application/json; charset=utf-8", `{"name":"a"}`, ""},
		{"no content type", "POST", "/things", "", `{"name":"a"}`, "mime: no media type"},
		{"not taken", "PATCH", "/things", "text/plain", `{"name":"a"}`,
			"content type text/plain is not taken, only application/json"},
		{"taken, but unknown to the package", "POST", "/things", "text/plain", "x",
			"content type text/plain cannot be checked"},
		{"broken multipart", "POST", "/things", "multipart/form-data; boundary=x", "--x\r\nA",
			`malformed MIME header: missing colon: "A"`},
		{"optional", "PATCH", "/things", "", "", ""},
		{"not asked for", "GET", "/things/7", "text/plain", "x", ""},
	}
	for _, tt := range raw {
		t.Run(tt.name, func(t *testing.T) {
			expect(t, v.Check(tt.method, tt.path, tt.kind, []byte(tt.body)), tt.want)
		})
	}
	t.Run("broken description", func(t *testing.T) {
		err := v.Check("PUT", "/things", "application/json", []byte(`{}`))
		if err == nil || !strings.Contains(err.Error(), "the description is broken") {
			t.Errorf("a reference to nowhere gives %v", err)
		}
	})
}

func TestManyGoroutines(t *testing.T) {
	v := small(t)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for _, path := range []string{"/things/7?limit=3", "/things/7?order=asc", "/things/@me?why=x"} {
				if err := v.Check("GET", path, "", nil); err != nil {
					t.Error(err)
				}
			}
			err := v.Check("POST", "/things", "application/json", []byte(`{"name":"a","rights":"5","parts":null}`))
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

// FuzzCheck sends what it is given: it is allowed or refused in words.
func FuzzCheck(f *testing.F) {
	v := small(f)
	f.Add("POST", "/things", "application/json", []byte(`{"name":"a","parts":[{"type":"2","owner":5}]}`))
	f.Add("POST", "/things", "application/json", []byte(`{"rights":"1e400","owner":{},"parts":[[],null]}`))
	f.Add("POST", "/api/v9/things", "multipart/form-data; boundary=x", []byte("--x\r\n\r\n--x--"))
	f.Add("GET", "/things/@me/../7?limit=%31&limit", "", []byte(nil))
	f.Add("GET", "/api/v10//", "", []byte("x"))
	f.Fuzz(func(t *testing.T, method, path, kind string, body []byte) {
		if err := v.Check(method, path, kind, body); err != nil && len(err.Error()) < len("openapi: x") {
			t.Errorf("refused without a word: %q", err)
		}
	})
}
