package datasets

import (
	"archive/zip"
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gofrs/flock"
)

// fetched is a cache with the tiny set in it, under the registry's eyes.
func fetched(t *testing.T) (s *spec, o Options, top string) {
	t.Helper()
	s, files := tinySet(t)
	o = options(t, newHome(t, files, nil))
	if _, err := s.load(context.Background(), o); err != nil {
		t.Fatal(err)
	}
	onDisk = append(onDisk, s)
	t.Cleanup(func() { onDisk = onDisk[:len(onDisk)-1] })
	return s, o, filepath.Join(o.CacheDir, "tiny")
}

func write(t *testing.T, content string, path ...string) string {
	t.Helper()
	name := filepath.Join(path...)
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	return name
}

// Only what the loader brought is its own; files of the user stay, with the folder, whatever they are called.
func TestRemoveLeavesWhatIsForeign(t *testing.T) {
	_, o, top := fetched(t)
	files, foreign, err := Owned(o.CacheDir, "tiny")
	if err != nil || len(files) != 6 || len(foreign) != 0 {
		t.Fatalf("own %v, foreign %v, %v", files, foreign, err)
	}
	mine := []string{write(t, "mine", top, "notes.txt"), write(t, "mine", top, "sub", "train.npz"), write(t, "mine", top, "."+trainImages+".gz.0.part")}
	link := filepath.Join(top, "link.gz")
	if err := os.Symlink(filepath.Join(top, trainImages+".gz"), link); err != nil {
		t.Fatal(err)
	}
	empty := filepath.Join(top, "empty")
	if err := os.Mkdir(empty, 0o755); err != nil {
		t.Fatal(err)
	}
	changed := filepath.Join(top, testImages+".gz") // of the same size, and not what was brought
	b, err := os.ReadFile(changed)
	if err != nil {
		t.Fatal(err)
	}
	b[len(b)/2] ^= 1
	write(t, string(b), changed)
	want := append(slices.Clone(mine), link, empty, changed)
	slices.Sort(want)
	_, foreign, err = Owned(o.CacheDir, "tiny")
	if slices.Sort(foreign); err != nil || !slices.Equal(foreign, want) {
		t.Errorf("foreign %v, want %v (%v)", foreign, want, err)
	}
	freed, left, err := Remove(o.CacheDir, "tiny")
	if slices.Sort(left); err != nil || freed == 0 || !slices.Equal(left, want) {
		t.Errorf("freed %d, left %v, want %v (%v)", freed, left, want, err)
	}
	for _, name := range want {
		if _, err := os.Lstat(name); err != nil {
			t.Errorf("a foreign file was removed: %v", err)
		}
	}
	if _, err := os.Lstat(filepath.Join(top, trainImages+".gz")); err == nil {
		t.Error("an own file is still there")
	}
}

func TestRemoveTakesTheFolderToo(t *testing.T) {
	s, o, top := fetched(t)
	lock := flock.New(filepath.Join(top, lockName))
	if ok, err := lock.TryLock(); !ok || err != nil {
		t.Fatal(ok, err)
	}
	_, _, err := Remove(o.CacheDir, "tiny")
	wantError(t, err, ErrLocked, "tiny", "Wait")
	lock.Unlock()
	if _, left, err := Remove(o.CacheDir, "tiny"); err != nil || len(left) > 0 {
		t.Fatal(left, err)
	}
	if _, err := os.Lstat(top); !os.IsNotExist(err) {
		t.Errorf("the folder: %v", err)
	}
	if _, err := s.load(context.Background(), o); err != nil { // and it can be fetched again
		t.Error(err)
	}
	for _, name := range []string{"digits", "cola"} {
		if own, foreign, err := Owned(o.CacheDir, name); len(own)+len(foreign) > 0 || err != nil {
			t.Errorf("%s: %v %v %v", name, own, foreign, err)
		}
	}
	if _, _, err := Owned(o.CacheDir, "nonsense"); err == nil {
		t.Error("an unknown set")
	}
}

// Files of earlier versions, which kept no list, are known by their contents; others of the same names are not.
func TestOwnWithoutAList(t *testing.T) {
	_, o, top := fetched(t)
	if err := os.Remove(filepath.Join(top, ".sgnlab.json")); err != nil {
		t.Fatal(err)
	}
	foreign := write(t, "x", top, trainLabels+".gz")
	files, others, err := Owned(o.CacheDir, "tiny")
	if err != nil || len(files) != 4 || !slices.Equal(others, []string{foreign}) {
		t.Errorf("own %v, foreign %v, %v", files, others, err)
	}
	write(t, `{"files": {"../../thesis.tex": {"size": 1}}}`, top, ".sgnlab.json")
	if _, _, err := Remove(o.CacheDir, "tiny"); err == nil || !strings.Contains(err.Error(), "outside") {
		t.Errorf("a list that leads out: %v", err)
	}
	moved := filepath.Join(t.TempDir(), "elsewhere")
	if err := os.Rename(top, moved); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(moved, top); err != nil {
		t.Fatal(err)
	}
	if files, others, err := Owned(o.CacheDir, "tiny"); err != nil || len(files) > 0 || !slices.Equal(others, []string{top}) {
		t.Errorf("a link to a folder: own %v, foreign %v, %v", files, others, err)
	}
}

// A download replaces nothing: not a link that leads nowhere, and it writes through none.
func TestDownloadReplacesNothing(t *testing.T) {
	s, files := tinySet(t)
	o := options(t, newHome(t, files, nil))
	top := filepath.Join(o.CacheDir, "tiny")
	write(t, "", top, lockName)
	link := filepath.Join(top, trainImages+".gz")
	if err := os.Symlink("/nowhere/at/all", link); err != nil {
		t.Fatal(err)
	}
	_, err := s.load(context.Background(), o)
	wantError(t, err, ErrUnwritable, "already exists", "Move away")
	if _, err := os.Readlink(link); err != nil {
		t.Errorf("the user's link is gone: %v", err)
	}
	if err := os.Remove(link); err != nil { // as advised
		t.Fatal(err)
	}
	victim := write(t, "the user's", t.TempDir(), "victim")
	part := filepath.Join(top, partName(trainImages+".gz", o.homes[0]))
	os.Remove(part)
	if err := os.Symlink(victim, part); err != nil {
		t.Fatal(err)
	}
	_, err = s.load(context.Background(), o)
	wantError(t, err, ErrUnwritable, "no regular file")
	if b, _ := os.ReadFile(victim); string(b) != "the user's" {
		t.Errorf("written through a link: %q", b)
	}
	if err := os.Remove(part); err != nil {
		t.Fatal(err)
	}
	if _, err := s.load(context.Background(), o); err != nil {
		t.Error(err)
	}
}

// plainSet has two files; as a .zip with a folder of the set's own name, as CoLA has, or one by one and not compressed, as
// tiny Shakespeare.
func plainSet(t *testing.T, zipped bool) (*spec, map[string][]byte) {
	t.Helper()
	s := &spec{name: "pair", title: "Pair", folder: "pair", files: []file{{"a.tsv", 5, sum([]byte("first"))}, {"b.tsv", 6, sum([]byte("second"))}},
		text: func(_ *spec, _ map[string][]byte, set *Set, _ Options) error {
			set.Train.Labels, set.Test.Labels = []int32{0}, []int32{0}
			return nil
		}, train: 1, test: 1, shape: [3]int{1, 1, 1}}
	served := map[string][]byte{"/a.tsv": []byte("first"), "/b.tsv": []byte("second")}
	if !zipped {
		return s, served
	}
	s.archive = "pair.zip"
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, c := range served {
		w, err := z.Create("pair/raw" + name)
		if err != nil {
			t.Fatal(err)
		}
		w.Write(c)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return s, map[string][]byte{"/pair.zip": b.Bytes()}
}

// Both kinds are downloaded and found again. What lies in the folder already is completed, file by file, and kept.
func TestDownloadOfTexts(t *testing.T) {
	for _, zipped := range []bool{true, false} {
		s, served := plainSet(t, zipped)
		o := options(t, newHome(t, served, nil))
		kept := write(t, "first", o.CacheDir, "pair", "a.tsv")
		notes := write(t, "mine", o.CacheDir, "pair", "notes")
		old, err := os.Stat(kept)
		if err != nil {
			t.Fatal(err)
		}
		set, err := s.load(context.Background(), o)
		if err != nil || !strings.HasPrefix(set.Source, "downloaded from") {
			t.Fatalf("zipped %v: %v", zipped, err)
		}
		if now, err := os.Stat(kept); err != nil || !os.SameFile(now, old) {
			t.Errorf("zipped %v: a file that was there was replaced (%v)", zipped, err)
		}
		if _, err := os.Stat(notes); err != nil {
			t.Error(err)
		}
		if set, err = s.load(context.Background(), o); err != nil || !strings.HasPrefix(set.Source, "cache") {
			t.Errorf("zipped %v, again: %v", zipped, err)
		}
	}
}

// Every home of every set is asked over https, and so is each home's answer.
func TestHomesAreHTTPS(t *testing.T) {
	for _, s := range onDisk {
		if len(s.homes) == 0 {
			t.Errorf("%s has no home", s.name)
		}
		for _, home := range s.homes {
			u, err := url.Parse(home)
			if err != nil || u.Scheme != "https" || u.Host == "" || !strings.HasSuffix(u.Path, "/") || u.RawQuery != "" || u.User != nil || strings.Contains(u.Host, "s3-website") {
				t.Errorf("%s: %q (%v)", s.name, home, err)
			}
		}
	}
}

func TestRedirectOutOfHTTPS(t *testing.T) {
	plain := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("changed on the way")) }))
	defer plain.Close()
	var target string
	secure := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/good":
			http.Redirect(w, r, "/there", http.StatusFound)
		case "/there":
			w.Write([]byte("good"))
		default:
			http.Redirect(w, r, target, http.StatusFound)
		}
	}))
	defer secure.Close()
	target = plain.URL
	c := newClient()
	c.Transport = secure.Client().Transport
	if _, err := c.Get(secure.URL); err == nil || !strings.Contains(err.Error(), errDowngrade.Error()) {
		t.Errorf("a redirect to http: %v", err)
	}
	target = "/" // and back, for ever
	if _, err := c.Get(secure.URL); err == nil || !strings.Contains(err.Error(), "10 redirects") {
		t.Errorf("a loop: %v", err)
	}
	r, err := c.Get(secure.URL + "/good")
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
}

// What cannot be looked at is an error and not an absent set.
func TestFindTellsErrorsFromAbsence(t *testing.T) {
	s, o, top := fetched(t)
	if where, err := o.Find("tiny"); err != nil || where != top {
		t.Errorf("%q, %v", where, err)
	}
	write(t, "x", o.Dir, "tiny", trainImages)
	_, err := o.Find("tiny")
	wantError(t, err, ErrMissing, "1 of 4")
	if where, ok := o.Present("tiny"); ok {
		t.Errorf("present at %q", where)
	}
	o.Dir = t.TempDir()
	if err := os.MkdirAll(filepath.Join(o.Dir, "tiny", s.files[0].name), 0o755); err != nil {
		t.Fatal(err)
	}
	_, err = o.Find("tiny")
	wantError(t, err, ErrMissing, "not a regular file")
	o.Dir = filepath.Join(o.Dir, "typo")
	if _, err := o.Find("tiny"); err == nil || !strings.Contains(err.Error(), "typo") {
		t.Errorf("a data folder that is not there: %v", err)
	}
	t.Setenv("SGNLAB_DATA", o.Dir)
	for _, name := range []string{"digits", "mnist"} {
		if _, err := Find(name); err == nil || !strings.Contains(err.Error(), "SGNLAB_DATA") {
			t.Errorf("%s with SGNLAB_DATA leading nowhere: %v", name, err)
		}
		if _, err := Load(context.Background(), name, Options{Offline: true}); err == nil || !strings.Contains(err.Error(), "SGNLAB_DATA") {
			t.Errorf("%s with SGNLAB_DATA leading nowhere: %v", name, err)
		}
	}
}
