package datasets

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/sgnlab/sgnlab/paperlib/env"
	"github.com/sgnlab/sgnlab/paperlib/rng"
)

// Options says where to look and how much to keep. The zero value reads the environment and keeps everything.
type Options struct {
	Dir      string // data folder looked at first; "" means $SGNLAB_DATA, which must lead to a folder
	CacheDir string // "" means $SGNLAB_CACHE, else sgnlab/data in the user's cache folder
	Offline  bool   // forbid the network; SGNLAB_OFFLINE=1 does the same

	// Train and Test keep that many images of each split, stratified and seeded by Seed, before anything is turned into
	// floats: CIFAR-10 whole is 740 MB as float32. 0 keeps all.
	Train, Test int
	Seed        uint64

	// Vocabulary is the file of word pieces (vocab.txt) by which the sentences of CoLA become tokens, as pretrained
	// weights need it; "" makes a vocabulary of the words of the training part.
	Vocabulary string

	// Progress is called from one goroutine at a time while a file downloads; total is -1 while unknown. May be nil.
	Progress func(file string, done, total int64)

	homes []string      // tests: base URLs in place of the spec's
	stall time.Duration // tests: give up when no byte came for so long; 0 means 30 s
	pause time.Duration // tests: wait between attempts; 0 means 1 s
}

// fromEnvironment fills in what o leaves to the environment. A variable with a value that it cannot have is an error, also
// where o makes no use of it.
func (o Options) fromEnvironment() (Options, error) {
	data, err1 := env.Data()
	cache, err2 := env.Cache()
	offline, err3 := env.Offline()
	if err := errors.Join(err1, err2, err3); err != nil {
		return o, fmt.Errorf("datasets: %w: %w", ErrOptionRange, err)
	}
	o.Offline = o.Offline || offline
	if o.Dir != "" {
		if info, err := os.Stat(o.Dir); err != nil || !info.IsDir() {
			return o, fmt.Errorf("datasets: %w: the data folder %q is no folder (%v); name the one that holds the sets", ErrOptionRange, o.Dir, err)
		}
	}
	o.Dir = cmp.Or(o.Dir, data)
	o.CacheDir = cmp.Or(o.CacheDir, cache)
	if o.CacheDir == "" {
		if c, err := os.UserCacheDir(); err == nil { // without a home folder there is no cache to look into
			o.CacheDir = filepath.Join(c, "sgnlab", "data")
		}
	}
	if o.stall == 0 {
		o.stall = 30 * time.Second
	}
	if o.pause == 0 {
		o.pause = time.Second
	}
	return o, nil
}

// Find returns where Load would find the set without the network, "" if nowhere. It does not verify the contents. An
// error is not absence: the folder cannot be read, or holds a part of the set, or the environment is wrong.
func Find(name string) (where string, err error) { return Options{}.Find(name) }

// Find is the function of that name with the folders of o.
func (o Options) Find(name string) (where string, err error) {
	o, err = o.fromEnvironment()
	if err != nil {
		return "", err
	}
	if name == "digits" {
		return "embedded in the program", nil
	}
	s := specOf(name)
	if s == nil {
		return "", unknown(name)
	}
	found, err := s.inData(o)
	if err != nil {
		return "", err
	}
	if found != nil {
		return filepath.Join(o.Dir, filepath.FromSlash(s.folder)), nil
	}
	_, missing, err := s.locate(o.CacheDir)
	if err != nil || missing != "" {
		return "", err
	}
	return filepath.Join(o.CacheDir, filepath.FromSlash(s.folder)), nil
}

// Present is the function of that name with the folders of o.
func (o Options) Present(name string) (where string, ok bool) {
	where, err := o.Find(name)
	return where, err == nil && where != ""
}

func unknown(name string) error {
	return &Error{Kind: ErrUnknown, Set: fmt.Sprintf("%q", name), Next: "Choose one of " + strings.Join(Names(), ", ")}
}

// Load returns a verified, decoded and standardised set, downloading it if it is nowhere on this machine and the
// network is not forbidden. Errors are *Error and say what to do next, but for that of a ctx that was cancelled while no
// download was at work; within a second of it Load returns.
func Load(ctx context.Context, name string, o Options) (*Set, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	o, err := o.fromEnvironment()
	if err != nil {
		return nil, err
	}
	if name == "digits" {
		train, test, err := loadDigits()
		if err != nil {
			return nil, &Error{Kind: ErrDamaged, Set: name, Cause: err}
		}
		set := &Set{Name: name, Title: "UCI digits", Shape: [3]int{8, 8, 1}, Classes: 10, Source: "embedded in the program",
			Licence:  "CC BY 4.0",
			Citation: "Alpaydin and Kaynak, Optical recognition of handwritten digits, UCI Machine Learning Repository (1998)",
			Mean:     digitsMean, Std: digitsStd, Digest: digitsSet(o)}
		return set.fill(train, test, 16, o)
	}
	s := specOf(name)
	if s == nil {
		return nil, unknown(name)
	}
	return s.load(ctx, o)
}

func (s *spec) load(ctx context.Context, o Options) (*Set, error) {
	found, source, err := s.obtain(ctx, o)
	if err != nil {
		return nil, err
	}
	contents, err := s.read(ctx, found)
	if err != nil {
		return nil, err
	}
	if s.text != nil {
		return s.loadText(contents, source, o)
	}
	train, test, err := s.decode(s, contents)
	if err != nil {
		return nil, err
	}
	set := &Set{Name: s.name, Title: s.title, Shape: s.shape, Classes: s.classes, Source: source, Licence: s.licence,
		Citation: s.citation, Mean: s.mean, Std: s.std}
	if set.Digest, err = s.digest(o); err != nil {
		return nil, err
	}
	return set.fill(train, test, 255, o)
}

// loadText decodes a set of texts and takes the subset.
func (s *spec) loadText(contents map[string][]byte, source string, o Options) (*Set, error) {
	set := &Set{Name: s.name, Title: s.title, Shape: s.shape, Classes: s.classes, Source: source, Licence: s.licence, Citation: s.citation}
	if err := s.text(s, contents, set, o); err != nil {
		return nil, err
	}
	var err error
	if set.Digest, err = s.digest(o); err != nil {
		return nil, err
	}
	for _, part := range []struct {
		name  string
		split *Split
		want  int
		keep  int
	}{{"train", &set.Train, s.train, o.Train}, {"test", &set.Test, s.test, o.Test}} {
		n := part.split.Len()
		if n != part.want {
			return nil, &Error{Kind: ErrDamaged, Set: s.name, Problem: fmt.Sprintf("the %s part has %d examples, want %d", part.name, n, part.want)}
		}
		switch {
		case part.keep < 0 || part.keep > n:
			return nil, fmt.Errorf("datasets: %w: %d %s examples of %s asked for; it has %d", ErrOptionRange, part.keep, part.name, set.Name, n)
		case part.keep > 0 && part.keep < n:
			*part.split = part.split.keepTokens(stratified(part.split.Labels, part.keep, rng.Stream(o.Seed, "datasets", "subset")))
		}
	}
	return set, nil
}

// inData returns the files of the set in the data folder, nil if it holds none. A data folder that holds some of the set is
// an error: a broken copy is repaired by whoever made it, not papered over by another source.
func (s *spec) inData(o Options) (map[string]string, error) {
	found, missing, err := s.locate(o.Dir)
	if err != nil || missing == "" {
		return found, err
	}
	if len(found) > 0 {
		return nil, &Error{Kind: ErrMissing, Set: s.name, File: filepath.Join(o.Dir, filepath.FromSlash(s.inFolder(missing))),
			Problem: fmt.Sprintf("%d of %d files of the set are there, this one is not", len(found), len(s.files)),
			Next:    "Add the file, or delete the others so that the set is taken from elsewhere"}
	}
	return nil, nil
}

// obtain finds the files, downloading them into the cache if need be. The cache is ours, and an interrupted download
// leaves it with some files, so there the rest is fetched.
func (s *spec) obtain(ctx context.Context, o Options) (found map[string]string, source string, err error) {
	if found, err = s.inData(o); err != nil {
		return nil, "", err
	}
	if found != nil {
		return found, "data folder " + filepath.Join(o.Dir, filepath.FromSlash(s.folder)), nil
	}
	found, missing, err := s.locate(o.CacheDir)
	switch {
	case err != nil:
		return nil, "", err
	case missing == "":
		return found, "cache " + filepath.Join(o.CacheDir, filepath.FromSlash(s.folder)), nil
	case o.Offline:
		return nil, "", &Error{Kind: ErrMissing, Set: s.name, File: s.inFolder(missing),
			Problem: fmt.Sprintf("neither in the data folder %q nor in the cache %q, and the network is forbidden", o.Dir, o.CacheDir),
			Next:    "Set SGNLAB_DATA to a folder that holds the set, allow the network (SGNLAB_OFFLINE), or use the set digits, which needs no file"}
	}
	home, err := s.download(ctx, o)
	if err != nil {
		return nil, "", err
	}
	if found, missing, err = s.locate(o.CacheDir); err == nil && missing != "" {
		err = &Error{Kind: ErrMissing, Set: s.name, File: missing, Problem: "downloaded, and gone again from " + o.CacheDir, Next: "Keep other programs out of the cache folder and run again"}
	}
	return found, "downloaded from " + home, err
}

// fill subsets and standardises.
func (set *Set) fill(train, test raw, full float64, o Options) (*Set, error) {
	for _, part := range []struct {
		name string
		raw  raw
		keep int
		to   *Split
	}{{"train", train, o.Train, &set.Train}, {"test", test, o.Test, &set.Test}} {
		n := len(part.raw.labels)
		switch {
		case part.keep < 0 || part.keep > n:
			return nil, fmt.Errorf("datasets: %w: %d %s images of %s asked for; it has %d", ErrOptionRange, part.keep, part.name, set.Name, n)
		case part.keep > 0 && part.keep < n:
			part.raw = part.raw.keep(stratified(part.raw.labels, part.keep, rng.Stream(o.Seed, "datasets", "subset")))
		}
		*part.to = standardise(part.raw, full, set.Mean, set.Std)
	}
	return set, nil
}
