package pretrained

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// A model hub that says nothing, at the first question or in the middle of a file, holds nobody who has cancelled.
func TestCancelReachesTheHub(t *testing.T) {
	for what, silent := range map[string]string{"the first question": "", "a file": http.MethodGet} {
		t.Run(what, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			var cancelled time.Time
			release := make(chan struct{})
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodHead && silent != "" {
					w.Header().Set("ETag", `"tag"`)
					return
				}
				w.Header().Set("Content-Length", "1000")
				_, _ = w.Write(make([]byte, 500))
				w.(http.Flusher).Flush()
				time.AfterFunc(50*time.Millisecond, func() { cancelled = time.Now(); cancel() })
				<-release
			}))
			defer server.Close()
			defer close(release)
			t.Setenv("SGNLAB_OFFLINE", "")
			t.Setenv("HF_ENDPOINT", server.URL)
			t.Setenv("XDG_CACHE_HOME", t.TempDir())
			_, err := Open(ctx, "hub:owner/name")
			if !errors.Is(err, context.Canceled) || time.Since(cancelled) > time.Second {
				t.Errorf("error %v, %s after the cancellation", err, time.Since(cancelled))
			}
		})
	}
}
