package openapi_test

import (
	"fmt"

	"cliffhanger/bot/sandbox/openapi"
)

func Example() {
	v, err := openapi.Load("testdata/small.json") // Discord's own file in earnest
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(v.Check("POST", "/api/v10/things", "application/json", []byte(`{"name":"long","rights":"7"}`)))
	fmt.Println(v.Check("POST", "/api/v10/things", "application/json", []byte(`{"name":"longer"}`)))
	fmt.Println(v.Check("GET", "/things/1?limit=101", "", nil))
	// Output:
	// <nil>
	// openapi: POST /things: name: maxLength: got 6, want 4
	// openapi: GET /things/{thing_id}: query parameter limit: maximum: got 101, want 100
}
