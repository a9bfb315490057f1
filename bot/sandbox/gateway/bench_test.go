package gateway_test

import (
	"context"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/coder/websocket"

	"cliffhanger/bot/sandbox/gateway"
)

// BenchmarkDispatch sends reactions to a client on loopback: an operation is an event written by the world and read by
// the client, with at most 1,000 on the way.
func BenchmarkDispatch(b *testing.B) {
	for name, query := range map[string]string{"plain": "", "zlib-stream": "&compress=zlib-stream"} {
		b.Run(name, func(b *testing.B) {
			w := newFakeWorld()
			g := gateway.New(gateway.Options{World: w, URL: func() string { return "" }})
			srv := httptest.NewServer(g)
			defer srv.Close()
			defer g.Close()
			ws, _, err := websocket.Dial(b.Context(), "ws"+strings.TrimPrefix(srv.URL, "http")+"?v=10&encoding=json"+query, nil)
			if err != nil {
				b.Fatal(err)
			}
			defer ws.CloseNow()
			if err := ws.Write(b.Context(), websocket.MessageText,
				[]byte(`{"op":2,"d":{"token":"good","properties":{},"intents":1024}}`)); err != nil {
				b.Fatal(err)
			}
			take(b, ws, 3) // HELLO, READY and the early event
			under := make(chan struct{}, 1000)
			done := make(chan struct{})
			go func() {
				defer close(done)
				for range b.N {
					if _, _, err := ws.Read(context.Background()); err != nil {
						b.Error(err)
						return
					}
					<-under
				}
			}()
			b.ResetTimer()
			for n := range b.N {
				select {
				case under <- struct{}{}:
				case <-done:
					b.Fatal("reading ended early")
				}
				w.emit(numbered(n))
			}
			<-done
		})
	}
}

func take(b *testing.B, ws *websocket.Conn, n int) {
	b.Helper()
	for range n {
		if _, _, err := ws.Read(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}
