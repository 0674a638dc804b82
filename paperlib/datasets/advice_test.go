package datasets

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// plain unpacks what a home serves.
func plain(t *testing.T, packed []byte) []byte {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// A set that no home serves is found where the error says to put it, and from a home that has recovered.
func TestAdviceOfAFailedDownload(t *testing.T) {
	s, files := tinySet(t)
	broken := true
	h := newHome(t, files, func(_ int, w http.ResponseWriter, _ *http.Request) bool {
		if broken {
			http.Error(w, "out of order", http.StatusInternalServerError)
		}
		return broken
	})
	o := options(t, h)
	_, err := s.load(context.Background(), o)
	wantError(t, err, ErrDownload, "500", "SGNLAB_DATA")
	named := regexp.MustCompile(`a folder that holds (\S+) and the rest`).FindStringSubmatch(err.Error())
	if named == nil {
		t.Fatalf("the error does not say where to put the files: %v", err)
	}
	mine := t.TempDir()
	for name, packed := range files { // beside the one that is named, as they come or unpacked
		to := filepath.Join(mine, filepath.Dir(named[1]), filepath.Base(name))
		content := packed
		if name == "/"+trainLabels+".gz" {
			to, content = to[:len(to)-3], plain(t, packed)
		}
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(to, content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	elsewhere := o
	elsewhere.Dir = mine
	if set, err := s.load(context.Background(), elsewhere); err != nil || set.Train.Len() != 300 {
		t.Errorf("the files in the folder that the error names: %v", err)
	}
	broken = false
	if set, err := s.load(context.Background(), o); err != nil || set.Train.Len() != 300 {
		t.Errorf("run again after the home has recovered: %v", err)
	}
}

// Without a network and without the set: digits need no file, and the network may be allowed.
func TestAdviceWithoutANetwork(t *testing.T) {
	s, files := tinySet(t)
	o := options(t, newHome(t, files, nil))
	o.Offline = true
	_, err := s.load(context.Background(), o)
	wantError(t, err, ErrMissing, "SGNLAB_DATA", "SGNLAB_OFFLINE", "digits")
	if _, err := Load(context.Background(), "digits", Options{Offline: true}); err != nil {
		t.Errorf("digits: %v", err)
	}
	o.Offline = false
	if _, err := s.load(context.Background(), o); err != nil {
		t.Errorf("with the network: %v", err)
	}
}
