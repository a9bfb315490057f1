package discord_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"cliffhanger/bot/discord"
)

func TestManyRefusalsSlowUsDownAndThenLeaveOnlyWhatReadersWaitFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log strings.Builder // written by one request at a time
		status := http.StatusForbidden
		asked := 0
		h := func(w http.ResponseWriter, r *http.Request) {
			asked++
			answer(status, `{"id":"1","code":50013,"message":"Missing Permissions"}`)(w, r)
		}
		c := connect(t, http.HandlerFunc(h), token, slog.New(slog.NewTextHandler(&log, nil)))
		refuse := func(n int) (took time.Duration) {
			began := time.Now()
			for range n {
				if err := c.Respond(t.Context(), 1, "t", 5, nil); !errors.Is(err, discord.ErrMissingPermissions) {
					t.Fatal(err)
				}
			}
			return time.Since(began)
		}
		pace := func() time.Duration { // of 50 posts
			began := time.Now()
			for range 50 {
				if _, err := post(c); err != nil {
					t.Fatal(err)
				}
			}
			return time.Since(began)
		}
		refuse(999)
		status = http.StatusOK
		if took := pace(); took > 50*time.Second/48 {
			t.Errorf("50 posts took %v before there were many refusals", took)
		}
		status = http.StatusForbidden
		refuse(1)
		if s := c.Stats(); s.Refusals != 1000 || s.Requests != 1050 || s.Limited != 0 {
			t.Errorf("after 1,000 refusals and 50 posts: %+v", s)
		}
		status = http.StatusOK
		if took := pace(); took < 9*time.Second || took > 10*time.Second {
			t.Errorf("50 posts took %v after 1,000 refusals, want 10 s", took)
		}
		status = http.StatusForbidden
		if took := refuse(4000); took != 0 {
			t.Errorf("interactions are answered more slowly, by %v", took)
		}
		status = http.StatusOK
		before := asked
		err := c.React(t.Context(), 7, 8, "x")
		if !errors.Is(err, discord.ErrTooManyRefusals) || !errors.Is(err, discord.ErrRateLimited) ||
			errors.Is(err, discord.ErrOutcomeUnknown) || discord.Refused(err) || asked != before {
			t.Errorf("React = %v after 5,000 refusals and %d requests, want that it was not sent", err, asked-before)
		}
		if _, err := post(c); err != nil {
			t.Errorf("a post after 5,000 refusals: %v", err)
		}
		if err := c.Respond(t.Context(), 1, "t", 5, nil); err != nil {
			t.Errorf("an answer after 5,000 refusals: %v", err)
		}
		warns, errs := strings.Count(log.String(), "level=WARN"), strings.Count(log.String(), "level=ERROR")
		if warns != 1 || errs != 1 {
			t.Errorf("the log holds %d warnings and %d errors, want one each:\n%s", warns, errs, log.String())
		}
		time.Sleep(10 * time.Minute)
		if err := c.React(t.Context(), 7, 8, "x"); err != nil {
			t.Errorf("React = %v, ten minutes later", err)
		}
		if took := pace(); took > 50*time.Second/48 {
			t.Errorf("50 posts took %v ten minutes later", took)
		}
	})
}

func TestWhatOthersDoIsNotCountedAsRefusals(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, _ := client(t, answer(429, `{"retry_after":0.001}`, "X-RateLimit-Scope: shared"))
		for range 500 { // 11 tries each
			if err := c.Respond(t.Context(), 1, "t", 5, nil); !errors.Is(err, discord.ErrRateLimited) {
				t.Fatal(err)
			}
		}
		if err := c.React(t.Context(), 7, 8, "x"); errors.Is(err, discord.ErrTooManyRefusals) {
			t.Error("limits that others have used up count as ours")
		}
	})
}

func TestARevokedTokenEndsEverything(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		unauthorized := answer(401, `{"code":0,"message":"401: Unauthorized"}`)
		asked := 0
		h := func(w http.ResponseWriter, r *http.Request) {
			if asked++; strings.Contains(r.URL.Path, "/channels/1/") {
				answer(429, `{"retry_after":3600}`)(w, r)
				return
			}
			unauthorized(w, r)
		}
		c := connect(t, http.HandlerFunc(h), token, slog.New(slog.DiscardHandler))
		var wg sync.WaitGroup
		for range 3 { // they wait for an hour
			wg.Go(func() {
				if _, err := c.Post(t.Context(), 1, json.RawMessage(`{}`), "n"); !errors.Is(err, discord.ErrTokenRevoked) {
					t.Errorf("a post that waited ends with %v", err)
				}
			})
		}
		synctest.Wait()
		began := time.Now()
		if _, err := post(c); !errors.Is(err, discord.ErrTokenRevoked) || !discord.Refused(err) {
			t.Errorf("Post = %v, want that the token is refused", err)
		}
		wg.Wait()
		<-c.Revoked()
		for what, err := range map[string]error{
			"a reaction": c.React(t.Context(), 7, 8, "x"),
			"an answer":  c.Respond(t.Context(), 1, "t", 5, nil),
		} {
			if !errors.Is(err, discord.ErrTokenRevoked) || !discord.Refused(err) || errors.Is(err, discord.ErrOutcomeUnknown) {
				t.Errorf("%s = %v, want that the token is refused", what, err)
			}
		}
		if took := time.Since(began); took > time.Second || asked != 2 {
			t.Errorf("%d requests in %v, want 2, and no wait", asked, took)
		}
	})
}

func TestAStaleInteractionDoesNotRevokeTheToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, _ := client(t, answer(401, `{"code":50027,"message":"Invalid Webhook Token"}`), answer(200, `{"id":"42"}`))
		err := c.EditAnswer(context.Background(), 1, "t", nil)
		if !errors.Is(err, discord.ErrUnknownInteraction) || errors.Is(err, discord.ErrTokenRevoked) {
			t.Errorf("EditAnswer = %v, want an unknown interaction", err)
		}
		if id, err := post(c); err != nil || id != 42 {
			t.Errorf("Post = %d, %v, want 42", id, err)
		}
	})
}
