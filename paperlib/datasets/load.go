package datasets

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/sgnlab/sgnlab/paperlib/rng"
)

// Options says where to look and how much to keep. The zero value reads the environment and keeps everything.
type Options struct {
	Dir      string // data folder looked at first; "" means $SGNLAB_DATA
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

func (o Options) fromEnvironment() (Options, error) {
	if o.Dir == "" {
		o.Dir = os.Getenv("SGNLAB_DATA")
	}
	switch v := os.Getenv("SGNLAB_OFFLINE"); v {
	case "", "0":
	case "1":
		o.Offline = true
	default:
		return o, fmt.Errorf("datasets: %w: SGNLAB_OFFLINE is %q; set it to 1 to forbid the network, or unset it", ErrOptionRange, v)
	}
	if o.CacheDir == "" {
		o.CacheDir = os.Getenv("SGNLAB_CACHE")
	}
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

// Present says whether Load would find the set without the network, and where. It does not verify the contents.
func Present(name string) (where string, ok bool) { return Options{}.Present(name) }

// Present is the function of that name with the folders of o.
func (o Options) Present(name string) (where string, ok bool) {
	if name == "digits" {
		return "embedded in the program", true
	}
	s := specOf(name)
	o, err := o.fromEnvironment()
	if s == nil || err != nil {
		return "", false
	}
	for _, dir := range []string{o.Dir, o.CacheDir} {
		found, missing, err := s.locate(dir)
		switch {
		case err != nil, dir == o.Dir && missing != "" && len(found) > 0:
			return "", false // Load reports it
		case missing == "":
			return filepath.Join(dir, filepath.FromSlash(s.folder)), true
		}
	}
	return "", false
}

// Load returns a verified, decoded and standardised set, downloading it if it is nowhere on this machine and the
// network is not forbidden. Errors are *Error and say what to do next.
func Load(ctx context.Context, name string, o Options) (*Set, error) {
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
		return nil, &Error{Kind: ErrUnknown, Set: fmt.Sprintf("%q", name), Next: "Choose one of " + strings.Join(Names(), ", ")}
	}
	return s.load(ctx, o)
}

func (s *spec) load(ctx context.Context, o Options) (*Set, error) {
	found, source, err := s.obtain(ctx, o)
	if err != nil {
		return nil, err
	}
	contents, err := s.read(found)
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

// obtain finds the files, downloading them into the cache if need be. A data folder that holds some of the set is an
// error: a broken copy is repaired by whoever made it, not papered over by another source. The cache is ours, and an
// interrupted download leaves it with some files, so there the rest is fetched.
func (s *spec) obtain(ctx context.Context, o Options) (found map[string]string, source string, err error) {
	found, missing, err := s.locate(o.Dir)
	switch {
	case err != nil:
		return nil, "", err
	case missing == "":
		return found, "data folder " + filepath.Join(o.Dir, filepath.FromSlash(s.folder)), nil
	case len(found) > 0:
		return nil, "", &Error{Kind: ErrMissing, Set: s.name, File: filepath.Join(o.Dir, filepath.FromSlash(s.inFolder(missing))),
			Problem: fmt.Sprintf("%d of %d files of the set are there, this one is not", len(found), len(s.files)),
			Next:    "Add the file, or delete the others so that the set is taken from elsewhere"}
	}
	found, missing, err = s.locate(o.CacheDir)
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
