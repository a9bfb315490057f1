package rest_test

import (
	"bytes"
	"image"
	"image/png"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// upload builds a multipart request with payload_json and files named by their field.
func (k *kit) upload(method, path, payload string, files map[string]string) *http.Request {
	k.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	if err := w.WriteField("payload_json", payload); err != nil {
		k.t.Fatal(err)
	}
	for field, data := range files {
		part, err := w.CreateFormFile(field, "my map.png")
		if err != nil {
			k.t.Fatal(err)
		}
		if _, err := part.Write([]byte(data)); err != nil {
			k.t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		k.t.Fatal(err)
	}
	r := k.request(method, path, body.String())
	r.Header.Set("Content-Type", w.FormDataContentType())
	return r
}

func TestAttachments(t *testing.T) {
	k := quiet(t)
	base, _ := k.live()
	k.w.ServeAt(base)
	const png = "\x89PNG\r\n\x1a\n rest"
	m := k.send(k.upload("POST", k.messages("talk"), `{"content":"map","attachments":[{"id":0,"description":"the island"}],
		"embeds":[{"title":"t","image":{"url":"attachment://my_map.png"}}]}`, map[string]string{"files[0]": png})).message()
	a := m.Attachments[0]
	if a.Filename != "my_map.png" || *a.Description != "the island" || a.Size != len(png) || a.ContentType != "image/png" {
		t.Errorf("attachment %+v", a)
	}
	if got := m.Embeds[0].Image.URL; got != a.URL || !strings.HasPrefix(got, base+"/attachments/") {
		t.Errorf("the embed shows %q, the attachment is %q", got, a.URL)
	}
	res, err := http.Get(a.URL)
	if err != nil {
		t.Fatal(err)
	}
	if got := read(t, res); string(got) != png || res.Header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("served %q %v", got, res.Header)
	}
	// An edit that lists other attachments takes this one away.
	path := k.messages("talk") + "/" + m.ID.String()
	second := k.send(k.upload("PATCH", path, `{"attachments":[{"id":"`+a.ID.String()+`"},{"id":1}]}`,
		map[string]string{"files[1]": "text"})).message()
	if len(second.Attachments) != 2 || second.Attachments[0].ID != a.ID {
		t.Errorf("attachments %+v", second.Attachments)
	}
	third := k.do("PATCH", path, obj{"attachments": []any{obj{"id": second.Attachments[1].ID.String()}}}).message()
	if len(third.Attachments) != 1 {
		t.Errorf("attachments %+v", third.Attachments)
	}
	rec := httptest.NewRecorder()
	k.s.ServeHTTP(rec, httptest.NewRequest("GET", strings.TrimPrefix(a.URL, base), nil))
	if rec.Code != 404 {
		t.Errorf("the removed file is served with %d", rec.Code)
	}
}

func TestTooManyAndTooLargeFiles(t *testing.T) {
	k := quiet(t)
	files := map[string]string{}
	for i := range 11 {
		files["files["+string(rune('0'+i%10))+strings.Repeat("0", i/10)+"]"] = "x"
	}
	k.send(k.upload("POST", k.messages("talk"), `{}`, files)).refused(400, 50035, "attachments: BASE_TYPE_MAX_LENGTH")
	large := map[string]string{"files[0]": strings.Repeat("x", 10<<20+1)}
	k.send(k.upload("POST", k.messages("talk"), `{}`, large)).refused(413, 40005, "")
}

func TestHTMLIsNotAPage(t *testing.T) {
	k := quiet(t)
	m := k.send(k.upload("POST", k.messages("talk"), `{}`,
		map[string]string{"files[0]": "<html><script>1</script>"})).message()
	rec := httptest.NewRecorder()
	k.s.ServeHTTP(rec, httptest.NewRequest("GET", m.Attachments[0].URL, nil))
	if rec.Code != 200 || !strings.HasPrefix(rec.Header().Get("Content-Disposition"), "attachment") {
		t.Errorf("%d %v", rec.Code, rec.Header())
	}
}

// TestPicturesHaveASize holds that an attachment says how large its picture is, so that a client can keep room for it.
func TestPicturesHaveASize(t *testing.T) {
	k := quiet(t)
	var drawn bytes.Buffer
	if err := png.Encode(&drawn, image.NewGray(image.Rect(0, 0, 30, 20))); err != nil {
		t.Fatal(err)
	}
	for data, want := range map[string][2]int{drawn.String(): {30, 20}, "\x89PNG\r\n\x1a\n no": {}, "words": {}} {
		a := k.send(k.upload("POST", k.messages("talk"), `{}`, map[string]string{"files[0]": data})).message().Attachments[0]
		if got := [2]int{a.Width, a.Height}; got != want {
			t.Errorf("%.12q is %v large, want %v", data, got, want)
		}
	}
}
