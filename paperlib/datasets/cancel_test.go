package datasets

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/sgnlab/sgnlab/paperlib/internal/ledger"
)

// soon reports a call that did not end with the error of its cancelled context within a second of the cancellation.
func soon(t *testing.T, what string, cancelled time.Time, err error) {
	t.Helper()
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%s: error %v, want that of the context", what, err)
	}
	if d := time.Since(cancelled); d > time.Second {
		t.Errorf("%s: %s after the cancellation", what, d)
	}
}

// A server that says nothing, or stops half way, holds nobody who has cancelled, and the next call completes the file.
func TestCancelReachesADownload(t *testing.T) {
	s, files := tinySet(t)
	path := "/" + trainImages + ".gz"
	for what, before := range map[string]func(w http.ResponseWriter){
		"a server that says nothing": func(http.ResponseWriter) {},
		"a server that stops half way": func(w http.ResponseWriter) {
			w.Header().Set("Content-Length", fmt.Sprint(len(files[path])))
			_, _ = w.Write(files[path][:len(files[path])/2])
			w.(http.Flusher).Flush()
		},
	} {
		ctx, cancel := context.WithCancel(t.Context())
		asked := make(chan struct{}, 1)
		h := newHome(t, files, func(_ int, w http.ResponseWriter, r *http.Request) bool {
			if ctx.Err() != nil || r.URL.Path != path {
				return false
			}
			before(w)
			asked <- struct{}{}
			<-r.Context().Done()
			return true
		})
		o := options(t, h)
		var cancelled time.Time
		go func() {
			<-asked
			time.Sleep(100 * time.Millisecond)
			cancelled = time.Now()
			cancel()
		}()
		_, err := s.load(ctx, o)
		soon(t, what, cancelled, err)
		if _, err := s.load(t.Context(), o); err != nil {
			t.Errorf("%s, the next call: %v", what, err)
		}
	}
}

// A process that waits for another one's download, or is to read what is there, stops as well.
func TestCancelReachesTheRest(t *testing.T) {
	s, files := tinySet(t)
	o := options(t, newHome(t, files, nil))
	top := s.cacheFolder(o.CacheDir)
	lock, err := s.lock(t.Context(), o, top)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var cancelled time.Time
	time.AfterFunc(100*time.Millisecond, func() { cancelled = time.Now(); cancel() })
	_, err = s.load(ctx, o)
	soon(t, "waiting for the lock", cancelled, err)
	if err := lock.Unlock(); err != nil {
		t.Fatal(err)
	}
	if _, err := s.load(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	_, err = s.load(ctx, o)
	soon(t, "reading the files", now, err)
	_, err = Load(ctx, "digits", Options{})
	soon(t, "loading the digits", now, err)

	// What was downloaded whole stays where unpacking it was cancelled.
	var archive bytes.Buffer
	z := zip.NewWriter(&archive)
	if _, err := z.Create(trainImages); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	o, err = options(t, newHome(t, map[string][]byte{"/all.zip": archive.Bytes()}, nil)).fromEnvironment()
	if err != nil {
		t.Fatal(err)
	}
	zipped := *s
	zipped.archive = "all.zip"
	book, err := ledger.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	top = t.TempDir()
	ctx, cancel = context.WithCancel(t.Context())
	_, err = zipped.fromHomes(ctx, o, book, top, "all.zip", 1000, func(part string) error {
		now = time.Now()
		cancel()
		return zipped.unpack(ctx, part, top)
	})
	soon(t, "unpacking", now, err)
	if b, err := os.ReadFile(filepath.Join(top, partName("all.zip", o.homes[0]))); err != nil || !bytes.Equal(b, archive.Bytes()) {
		t.Errorf("the download is gone (%v)", err)
	}
}
