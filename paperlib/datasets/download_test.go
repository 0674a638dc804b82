package datasets

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/sgnlab/sgnlab/paperlib/rng"
)

// tinySet is a set in MNIST's format with 300 + 50 images of noise, and its files as a home would serve them.
func tinySet(t *testing.T) (*spec, map[string][]byte) {
	t.Helper()
	r := rng.New(1, "tiny")
	s := &spec{name: "tiny", title: "Tiny", folder: "tiny", gzipped: true, decode: decodeMNIST, licence: "none", citation: "none",
		shape: [3]int{28, 28, 1}, classes: 10, train: 300, test: 50, mean: []float64{0.5}, std: []float64{0.3}}
	served := map[string][]byte{}
	idx := func(name string, below int, sizes ...int) {
		c := []byte{0, 0, 8, byte(len(sizes))}
		n := 1
		for _, v := range sizes {
			c = binary.BigEndian.AppendUint32(c, uint32(v))
			n *= v
		}
		for range n {
			c = append(c, byte(r.IntN(below)))
		}
		var z bytes.Buffer
		w := gzip.NewWriter(&z)
		w.Write(c)
		w.Close()
		s.files = append(s.files, file{name, len(c), sum(c)})
		served["/"+name+".gz"] = z.Bytes()
	}
	idx(trainImages, 256, 300, 28, 28)
	idx(trainLabels, 10, 300)
	idx(testImages, 256, 50, 28, 28)
	idx(testLabels, 10, 50)
	return s, served
}

// home is a download server with faults. fault may handle a request (and return true) before the good answer is given.
type home struct {
	*httptest.Server
	mu       sync.Mutex
	requests []string // "METHOD path Range"
}

func newHome(t *testing.T, files map[string][]byte, fault func(n int, w http.ResponseWriter, r *http.Request) bool) *home {
	t.Helper()
	h := &home{}
	h.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.mu.Lock()
		h.requests = append(h.requests, strings.TrimSpace(r.Method+" "+r.URL.Path+" "+r.Header.Get("Range")))
		n := len(h.requests)
		h.mu.Unlock()
		if fault != nil && fault(n, w, r) {
			return
		}
		c, ok := files[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(c))
	}))
	t.Cleanup(func() { h.CloseClientConnections(); h.Close() })
	return h
}

func (h *home) seen() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return append([]string(nil), h.requests...)
}

func options(t *testing.T, homes ...*home) Options {
	t.Helper()
	t.Setenv("SGNLAB_OFFLINE", "")
	o := Options{Dir: t.TempDir(), CacheDir: filepath.Join(t.TempDir(), "cache"), stall: 10 * time.Second, pause: time.Millisecond}
	for _, h := range homes {
		o.homes = append(o.homes, h.URL+"/")
	}
	return o
}

// half announces the whole of c and breaks the connection after half of it.
func half(w http.ResponseWriter, c []byte) bool {
	w.Header().Set("Accept-Ranges", "bytes")
	w.Header().Set("Content-Length", fmt.Sprint(len(c)))
	w.Write(c[:len(c)/2])
	panic(http.ErrAbortHandler)
}

func wantError(t *testing.T, err, kind error, words ...string) {
	t.Helper()
	var e *Error
	if !errors.Is(err, kind) || !errors.As(err, &e) {
		t.Fatalf("error %v, want a %v", err, kind)
	}
	if e.Next == "" {
		t.Errorf("no next action: %v", err)
	}
	if strings.Contains(err.Error(), "\n") {
		t.Errorf("not one paragraph: %v", err)
	}
	for _, w := range append(words, e.Set) {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("error does not mention %q: %v", w, err)
		}
	}
}

// nothingHalfWritten fails if the cache holds a file under its final name that is not whole.
func nothingHalfWritten(t *testing.T, s *spec, dir string) {
	t.Helper()
	for _, f := range s.files {
		if p, _ := s.find(dir, f); p != "" {
			if _, err := s.contents(f, p); err != nil {
				t.Errorf("taken for done: %v", err)
			}
		}
	}
}

func TestDownloadIsCached(t *testing.T) {
	s, files := tinySet(t)
	h := newHome(t, files, nil)
	o := options(t, h)
	var last string
	o.Progress = func(f string, done, total int64) { last = fmt.Sprint(f, done == total) }
	set, err := s.load(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	if set.Train.Len() != 300 || !strings.Contains(set.Source, h.URL) || !strings.Contains(last, "true") {
		t.Errorf("%d images from %q, last progress %s", set.Train.Len(), set.Source, last)
	}
	h.Close()
	o.Offline = true
	again, err := s.load(context.Background(), o)
	if err != nil || again.Digest != set.Digest || !strings.HasPrefix(again.Source, "cache") {
		t.Errorf("second load: %+v, %v", again, err)
	}
	entries, _ := os.ReadDir(filepath.Join(o.CacheDir, "tiny"))
	if len(entries) != 6 { // four files, the list of them and the lock
		t.Errorf("left in the cache: %v", entries)
	}
}

func TestTruncatedDownloadResumes(t *testing.T) {
	s, files := tinySet(t)
	first := "/" + trainImages + ".gz"
	h := newHome(t, files, func(n int, w http.ResponseWriter, r *http.Request) bool {
		return n == 1 && half(w, files[first])
	})
	if _, err := s.load(context.Background(), options(t, h)); err != nil {
		t.Fatal(err)
	}
	if r := h.seen(); !strings.Contains(strings.Join(r, "; "), fmt.Sprintf("GET %s bytes=%d-", first, len(files[first])/2)) {
		t.Errorf("the second half was not asked for: %v", r)
	}
}

func TestStalledDownload(t *testing.T) {
	s, files := tinySet(t)
	first := "/" + trainImages + ".gz"
	brief := func(homes ...*home) Options {
		o := options(t, homes...)
		o.stall = 500 * time.Millisecond
		return o
	}
	block := func(r *http.Request) {
		select {
		case <-r.Context().Done():
		case <-time.After(20 * time.Second):
		}
	}
	// Stops in the middle once: the rest is asked for.
	h := newHome(t, files, func(n int, w http.ResponseWriter, r *http.Request) bool {
		if n == 1 {
			w.Header().Set("Content-Length", fmt.Sprint(len(files[first])))
			w.Write(files[first][:1000])
			w.(http.Flusher).Flush()
			block(r)
		}
		return n == 1
	})
	if _, err := s.load(context.Background(), brief(h)); err != nil {
		t.Errorf("stalled once: %v", err)
	}
	// Never answers at all: the mirror serves.
	dead := newHome(t, files, func(_ int, _ http.ResponseWriter, r *http.Request) bool { block(r); return true })
	set, err := s.load(context.Background(), brief(dead, h))
	if err != nil || !strings.Contains(set.Source, h.URL) {
		t.Errorf("dead home: %v", err)
	}
	if r := dead.seen(); len(r) != 1 {
		t.Errorf("a dead home was asked %d times: %v", len(r), r)
	}
	_, err = s.load(context.Background(), brief(dead))
	wantError(t, err, ErrDownload, trainImages, "sends nothing", "SGNLAB_DATA")
}

func TestMirrors(t *testing.T) {
	s, files := tinySet(t)
	good := newHome(t, files, nil)
	for name, fault := range map[string]func(int, http.ResponseWriter, *http.Request) bool{
		"404":        func(_ int, w http.ResponseWriter, r *http.Request) bool { http.NotFound(w, r); return true },
		"500":        func(_ int, w http.ResponseWriter, r *http.Request) bool { http.Error(w, "", 500); return true },
		"login page": func(_ int, w http.ResponseWriter, r *http.Request) bool { fmt.Fprint(w, "<html>hello"); return true },
		"wrong digest": func(_ int, w http.ResponseWriter, r *http.Request) bool {
			w.Write(files["/"+testImages+".gz"])
			return true
		},
		"announced oversize": func(_ int, w http.ResponseWriter, r *http.Request) bool {
			w.Header().Set("Content-Length", "99999999999")
			panic(http.ErrAbortHandler)
		},
		"oversize": func(_ int, w http.ResponseWriter, r *http.Request) bool {
			junk := make([]byte, 1<<16)
			for range 200 {
				if _, err := w.Write(junk); err != nil {
					break
				}
			}
			return true
		},
		"always half": func(_ int, w http.ResponseWriter, r *http.Request) bool { return half(w, files[r.URL.Path]) },
	} {
		bad := newHome(t, files, fault)
		o := options(t, bad, good)
		set, err := s.load(context.Background(), o)
		if err != nil || !strings.Contains(set.Source, good.URL) {
			t.Errorf("%s at home, good mirror: %v", name, err)
		}
		o = options(t, bad)
		_, err = s.load(context.Background(), o)
		wantError(t, err, ErrDownload, trainImages, bad.URL)
		nothingHalfWritten(t, s, o.CacheDir)
	}
}

func TestWrongDigestNamesBoth(t *testing.T) {
	s, files := tinySet(t)
	want := s.files[0].sha256
	s.files[0].sha256 = strings.Repeat("0", 64)
	_, err := s.load(context.Background(), options(t, newHome(t, files, nil)))
	wantError(t, err, ErrDownload, trainImages, want, s.files[0].sha256)
}

func TestStalePartIsNotJoined(t *testing.T) {
	s, files := tinySet(t)
	// The server says it can resume and then sends the whole file again.
	h := newHome(t, files, func(_ int, w http.ResponseWriter, r *http.Request) bool {
		r.Header.Del("Range")
		return false
	})
	o := options(t, h)
	if err := os.MkdirAll(filepath.Join(o.CacheDir, "tiny"), 0o755); err != nil {
		t.Fatal(err)
	}
	part := filepath.Join(o.CacheDir, "tiny", fmt.Sprintf(".%s.gz.%s.part", trainImages, shortHash(o.homes[0])))
	for _, junk := range [][]byte{[]byte("left by another version"), make([]byte, 1<<20)} {
		if err := os.WriteFile(part, junk, 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := s.load(context.Background(), o); err != nil {
			t.Errorf("%d stale bytes: %v", len(junk), err)
		}
		if err := os.Remove(filepath.Join(o.CacheDir, "tiny", trainImages+".gz")); err != nil {
			t.Fatal(err)
		}
	}
}

func TestInterruptedDownloadContinues(t *testing.T) {
	s, files := tinySet(t)
	ctx, cancel := context.WithCancel(context.Background())
	h := newHome(t, files, func(_ int, w http.ResponseWriter, r *http.Request) bool {
		if ctx.Err() == nil && r.URL.Path == "/"+testImages+".gz" {
			w.Header().Set("Content-Length", fmt.Sprint(len(files[r.URL.Path])))
			w.Write(files[r.URL.Path][:5000])
			w.(http.Flusher).Flush()
			time.Sleep(100 * time.Millisecond)
			cancel()
			<-r.Context().Done()
			return true
		}
		return false
	})
	o := options(t, h)
	_, err := s.load(ctx, o)
	wantError(t, err, ErrDownload, testImages, "resumes")
	nothingHalfWritten(t, s, o.CacheDir)
	before := len(h.seen())
	if _, err := s.load(context.Background(), o); err != nil {
		t.Fatal(err)
	}
	for _, r := range h.seen()[before:] {
		if strings.Contains(r, trainImages) {
			t.Errorf("asked again for a file that was complete: %s", r)
		}
	}
}

func TestTwoLoadersDownloadOnce(t *testing.T) {
	s, files := tinySet(t)
	h := newHome(t, files, func(_ int, w http.ResponseWriter, r *http.Request) bool {
		time.Sleep(20 * time.Millisecond)
		return false
	})
	o := options(t, h)
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			if _, err := s.load(context.Background(), o); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if r := h.seen(); len(r) != len(s.files) {
		t.Errorf("%d requests for %d files: %v", len(r), len(s.files), r)
	}
}

func TestOfflineAsksNobody(t *testing.T) {
	s, files := tinySet(t)
	h := newHome(t, files, nil)
	o := options(t, h)
	o.Offline = true
	_, err := s.load(context.Background(), o)
	wantError(t, err, ErrMissing, trainImages, "SGNLAB_DATA", o.CacheDir)
	t.Setenv("SGNLAB_OFFLINE", "1")
	t.Setenv("SGNLAB_DATA", "")
	t.Setenv("SGNLAB_CACHE", t.TempDir())
	_, err = Load(context.Background(), "cifar10", Options{homes: []string{h.URL}})
	wantError(t, err, ErrMissing, "cifar10", "network is forbidden")
	if r := h.seen(); len(r) > 0 {
		t.Errorf("offline, and yet: %v", r)
	}
	t.Setenv("SGNLAB_OFFLINE", "yes")
	if _, err = Load(context.Background(), "mnist", Options{}); !errors.Is(err, ErrOptionRange) {
		t.Errorf("SGNLAB_OFFLINE=yes: %v", err)
	}
}

func TestUnwritableCache(t *testing.T) {
	s, files := tinySet(t)
	h := newHome(t, files, nil)
	o := options(t, h)
	if err := os.WriteFile(o.CacheDir, []byte("a file where the folder should be"), 0o644); err != nil {
		t.Fatal(err)
	}
	_, err := s.load(context.Background(), o)
	wantError(t, err, ErrUnwritable, o.CacheDir, "SGNLAB_CACHE")
	if os.Geteuid() != 0 { // root may write anywhere
		o = options(t, h)
		if err := os.MkdirAll(o.CacheDir, 0o555); err != nil {
			t.Fatal(err)
		}
		_, err = s.load(context.Background(), o)
		wantError(t, err, ErrUnwritable, "SGNLAB_CACHE")
	}
}

func TestDiskTroubleIsNotTheServers(t *testing.T) {
	full := fmt.Errorf("copy: %w", &os.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC})
	refused := fmt.Errorf("dial: %w", os.NewSyscallError("connect", syscall.EPERM))
	if !diskTrouble(full) || diskTrouble(refused) {
		t.Errorf("full disk %v, refused connection %v; want true and false", diskTrouble(full), diskTrouble(refused))
	}
}

func TestDamagedDataFolder(t *testing.T) {
	s, files := tinySet(t)
	h := newHome(t, files, nil)
	o := options(t, h)
	dir := filepath.Join(o.Dir, "tiny")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	put := func(name string, c []byte) {
		if err := os.WriteFile(filepath.Join(dir, name), c, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	put(trainImages+".gz", files["/"+trainImages+".gz"])
	_, err := s.load(context.Background(), o)
	wantError(t, err, ErrMissing, "1 of 4", dir)
	for name, c := range files {
		put(strings.TrimPrefix(name, "/"), c)
	}
	if set, err := s.load(context.Background(), o); err != nil || !strings.HasPrefix(set.Source, "data folder") {
		t.Fatalf("good folder: %v", err)
	}
	c := bytes.Clone(files["/"+trainLabels+".gz"])
	put(trainLabels+".gz", c[:len(c)-9])
	_, err = s.load(context.Background(), o)
	wantError(t, err, ErrDamaged, trainLabels, s.files[1].sha256, sum(c[:len(c)-9]), "Delete")
	put(trainLabels+".gz", files["/"+testLabels+".gz"])
	_, err = s.load(context.Background(), o)
	wantError(t, err, ErrDamaged, trainLabels, "58 bytes, want 308")
	other := make([]byte, 308)
	if err := os.Remove(filepath.Join(dir, trainLabels+".gz")); err != nil {
		t.Fatal(err)
	}
	put(trainLabels, other) // the uncompressed form is looked for too
	_, err = s.load(context.Background(), o)
	wantError(t, err, ErrDamaged, trainLabels, s.files[1].sha256, sum(other))
	put(trainLabels, append(other, 0))
	_, err = s.load(context.Background(), o)
	wantError(t, err, ErrDamaged, trainLabels, "more than the 308 bytes")
	if r := h.seen(); len(r) > 0 {
		t.Errorf("a damaged folder was papered over by the network: %v", r)
	}
}
