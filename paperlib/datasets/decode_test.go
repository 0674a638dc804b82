package datasets

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func sum(c []byte) string { return fmt.Sprintf("%x", sha256.Sum256(c)) }

// tinyArchive is a set in CIFAR-10's format: 2 batches of 3 records and a test batch of 2, and its .tar.gz.
func tinyArchive(t *testing.T, change func(name string, c []byte) []byte) (*spec, []byte) {
	t.Helper()
	s := &spec{name: "tinyrgb", title: "Tiny RGB", folder: "tinyrgb/batches", archive: "tiny.tar.gz", licence: "none", citation: "none",
		shape: [3]int{32, 32, 3}, classes: 10, train: 6, test: 2, mean: []float64{0, 0, 0}, std: []float64{1, 1, 1}, decode: decodeCIFAR10}
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	w := tar.NewWriter(z)
	put := func(name string, c []byte) {
		if err := w.WriteHeader(&tar.Header{Name: name, Mode: 0o644, Size: int64(len(c))}); err != nil {
			t.Fatal(err)
		}
		w.Write(c)
	}
	put("batches/readme.html", []byte("not data"))
	put("../escape", []byte("must not be written"))
	for b, name := range []string{"data_batch_1.bin", "data_batch_2.bin", "test_batch.bin"} {
		var c []byte
		for r := range []int{3, 3, 2}[b] {
			c = append(c, byte(b+r))
			for plane := range 3 {
				c = append(c, bytes.Repeat([]byte{byte(50*plane + 10*b + r)}, 1024)...)
			}
		}
		s.files = append(s.files, file{name, len(c), sum(c)})
		if change != nil {
			c = change(name, c)
		}
		if c != nil {
			put("batches/"+name, c)
		}
	}
	w.Close()
	z.Close()
	return s, out.Bytes()
}

func TestArchive(t *testing.T) {
	s, tgz := tinyArchive(t, nil)
	o := options(t, newHome(t, map[string][]byte{"/tiny.tar.gz": tgz}, nil))
	set, err := s.load(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(set.Train.Labels, []int32{0, 1, 2, 1, 2, 3}) || !slices.Equal(set.Test.Labels, []int32{2, 3}) {
		t.Errorf("labels %v and %v", set.Train.Labels, set.Test.Labels)
	}
	// Planes become channels: image 1 of batch 2 (value 50 plane + 11) at any pixel.
	for p := range 3 {
		if got, want := set.Train.Image(4)[3*517+p], float32(50*p+11)/255; got != want {
			t.Errorf("channel %d: %g, want %g", p, got, want)
		}
	}
	top := filepath.Join(o.CacheDir, "tinyrgb")
	entries, _ := os.ReadDir(top)
	if len(entries) != 3 { // batches, the list of own files and the lock: no archive, no staging folder
		t.Errorf("left in the cache: %v", entries)
	}
	if _, err := os.Stat(filepath.Join(o.CacheDir, "escape")); err == nil {
		t.Error("the archive wrote outside its folder")
	}
}

func TestBadArchive(t *testing.T) {
	for name, change := range map[string]func(string, []byte) []byte{
		"missing member": func(n string, c []byte) []byte {
			if n == "data_batch_2.bin" {
				return nil
			}
			return c
		},
		"oversized member": func(_ string, c []byte) []byte { return append(slices.Clone(c), 0) },
		"changed member":   func(_ string, c []byte) []byte { d := slices.Clone(c); d[1000]++; return d },
	} {
		s, tgz := tinyArchive(t, change)
		o := options(t, newHome(t, map[string][]byte{"/tiny.tar.gz": tgz}, nil))
		_, err := s.load(context.Background(), o)
		wantError(t, err, ErrDownload, "tiny.tar.gz")
		entries, _ := os.ReadDir(filepath.Join(o.CacheDir, "tinyrgb"))
		if len(entries) != 2 { // the list of own files and the lock
			t.Errorf("%s: left in the cache: %v", name, entries)
		}
	}
	s, tgz := tinyArchive(t, nil)
	_, err := s.load(context.Background(), options(t, newHome(t, map[string][]byte{"/tiny.tar.gz": tgz[:len(tgz)-30]}, nil)))
	wantError(t, err, ErrDownload, "tiny.tar.gz")
}

func TestDecodersRefuse(t *testing.T) {
	good := append([]byte{0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2}, 1, 2, 3, 4)
	if c, err := decodeIDX(good, 1, 2, 2); err != nil || !slices.Equal(c, []byte{1, 2, 3, 4}) {
		t.Fatalf("%v, %v", c, err)
	}
	change := func(i int, v byte) []byte { c := slices.Clone(good); c[i] = v; return c }
	for name, c := range map[string][]byte{
		"empty": nil, "short header": good[:10], "magic": change(3, 1), "type": change(2, 13), "huge dimension": change(4, 255),
		"truncated": good[:19], "oversized": append(slices.Clone(good), 0),
	} {
		if _, err := decodeIDX(c, 1, 2, 2); !errors.Is(err, ErrFormat) {
			t.Errorf("IDX %s: %v", name, err)
		}
	}
	var r raw
	record := make([]byte, 3073)
	record[0] = 10
	if err := decodeCIFAR(&r, record, 1); !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), "label 10") {
		t.Errorf("label 10: %v", err)
	}
	if err := decodeCIFAR(&r, record[:3000], 1); !errors.Is(err, ErrFormat) {
		t.Errorf("truncated record: %v", err)
	}
	for _, text := range []string{"", "1,2\n", strings.Repeat("17,", 64) + "1\n", strings.Repeat("1,", 64) + "10\n", strings.Repeat("1,", 64) + "x\n"} {
		if _, err := decodeDigits([]byte(text)); !errors.Is(err, ErrFormat) {
			t.Errorf("digits %.20q: %v", text, err)
		}
	}
}

// A small gzip file that would unfold into a large one is cut off at the size it should have.
func TestGunzipBomb(t *testing.T) {
	var z bytes.Buffer
	w := gzip.NewWriter(&z)
	zeros := make([]byte, 1<<20)
	for range 256 {
		w.Write(zeros)
	}
	w.Close()
	allocated := testing.AllocsPerRun(1, func() {
		if _, err := gunzip(bytes.NewReader(z.Bytes()), 1000); !errors.Is(err, ErrFormat) {
			t.Errorf("bomb: %v", err)
		}
	})
	if allocated > 100 {
		t.Errorf("%g allocations", allocated)
	}
}

func FuzzDecodeIDX(f *testing.F) {
	f.Add([]byte{0, 0, 8, 1, 0, 0, 0, 2, 1, 2})
	f.Fuzz(func(t *testing.T, c []byte) {
		if body, err := decodeIDX(c, 2); err == nil && len(body) != 2 {
			t.Fatalf("%d bytes of body", len(body))
		}
	})
}

func TestSubset(t *testing.T) {
	set, err := Load(context.Background(), "digits", Options{})
	if err != nil {
		t.Fatal(err)
	}
	a, err := set.Train.Subset(200, 7)
	if err != nil {
		t.Fatal(err)
	}
	b, _ := set.Train.Subset(200, 7)
	c, _ := set.Train.Subset(200, 8)
	if !slices.Equal(a.Images, b.Images) || slices.Equal(a.Images, c.Images) {
		t.Error("a subset must depend on its seed and on nothing else")
	}
	if n := classCounts(a.Labels); slices.Min(n) < 18 || slices.Max(n) > 22 || a.Len() != 200 {
		t.Errorf("not stratified: %v", n)
	}
	whole, _ := set.Train.Subset(set.Train.Len(), 1)
	if !slices.Equal(whole.Images, set.Train.Images) {
		t.Error("a subset of everything is not everything in order")
	}
	first, _ := set.Train.First(3)
	if first.Len() != 3 || &first.Images[0] != &set.Train.Images[0] {
		t.Error("First copies or miscounts")
	}
	for _, n := range []int{0, -1, 1438} {
		if _, err := set.Train.Subset(n, 1); err == nil {
			t.Errorf("a subset of %d was given", n)
		}
		if _, err := set.Train.First(n); err == nil {
			t.Errorf("the first %d were given", n)
		}
	}
	if _, err := Load(context.Background(), "digits", Options{Train: 5000}); !errors.Is(err, ErrOptionRange) {
		t.Errorf("5000 of 1437 training images: %v", err)
	}
	d, err := Digest("digits", Options{Train: 100, Seed: 7})
	if err != nil {
		t.Fatal(err)
	}
	small, err := Load(context.Background(), "digits", Options{Train: 100, Seed: 7})
	if err != nil || small.Train.Len() != 100 || small.Test.Len() != 360 || small.Digest == set.Digest || small.Digest != d {
		t.Errorf("Train: 100 gives %d, %d (%v)", small.Train.Len(), small.Test.Len(), err)
	}
}

func TestUnknownSet(t *testing.T) {
	_, err := Load(context.Background(), "imagenet", Options{})
	wantError(t, err, ErrUnknown, "imagenet", "cifar10")
	_, err = Digest("imagenet", Options{})
	wantError(t, err, ErrUnknown, "imagenet")
	if _, ok := (Options{}).Present("imagenet"); ok {
		t.Error("imagenet is present")
	}
	if where, ok := (Options{}).Present("digits"); !ok || where == "" {
		t.Error("digits are not present")
	}
}

func TestPresentDoesNotTakePartialFolders(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("SGNLAB_DATA", dir)
	t.Setenv("SGNLAB_CACHE", t.TempDir())
	if err := os.MkdirAll(filepath.Join(dir, "mnist"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "mnist", trainImages+".gz"), []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	if where, ok := (Options{}).Present("mnist"); ok {
		t.Errorf("present at %s", where)
	}
}
