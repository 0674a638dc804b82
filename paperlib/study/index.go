// Package page is what joins the cells of a notebook and the commands that draw without it: which results a figure is
// drawn from, and what is expected of them.
//
// A cell is a process of its own, so the compute cell leaves an index (the ids of its results in the run store) in the
// out folder, and the cells after it read it. The published index lies beside the published results.
package study

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"

	"github.com/sgnlab/sgnlab/paperlib/files"
	"github.com/sgnlab/sgnlab/paperlib/lab"
)

// Out is the out folder of the profile in force.
func Out() (string, error) {
	p, err := lab.CurrentProfile()
	if err != nil {
		return "", err
	}
	return lab.OutDir(p)
}

// Place is where the cells of a notebook find results and leave files.
type Place struct {
	Store   *lab.Store
	Profile lab.Profile
	Out     string
}

// Open returns the place under the profile of the environment and reads the index that the compute cell of notebook nn
// left there.
func Open(nn string, index any) (Place, error) {
	profile, err := lab.CurrentProfile()
	if err != nil {
		return Place{}, err
	}
	out, err := lab.OutDir(profile)
	if err != nil {
		return Place{}, err
	}
	if err := LoadIndex(nn, index); err != nil {
		return Place{}, err
	}
	store, err := lab.OpenDefault()
	return Place{store, profile, out}, err
}

// Reopen loads the page of notebook nn from the index that its compute cell left, and says where its files go.
func Reopen[I, P any](nn string, load func(*lab.Store, lab.Profile, I) (P, error)) (p P, out string, err error) {
	var index I
	o, err := Open(nn, &index)
	if err != nil {
		return p, "", err
	}
	p, err = load(o.Store, o.Profile, index)
	return p, o.Out, err
}

// Result reads result id of a study, that of notebook nn, into r.
func Result(s *lab.Store, study, nn, id string, r any) (*lab.Entry, error) {
	e := s.Lookup(study, id)
	if e == nil {
		return nil, fmt.Errorf("%s: result %s is not in the run store: run the compute cell (or scripts/reproduce.sh --only %s)", study, lab.Short(id), nn)
	}
	return e, e.Result(r)
}

// Code is the digest of the code of this clone, for a stamp.
func Code() (string, error) {
	root, err := lab.Root()
	if err != nil {
		return "", err
	}
	return lab.CodeDigest(root)
}

// SaveIndex writes the index of notebook nn of this run.
func SaveIndex(nn string, index any) error {
	out, err := Out()
	if err != nil {
		return err
	}
	if err := files.Adopt(out); err != nil { // what a run leaves there is recorded from its first file on
		return err
	}
	return lab.WriteJSON(indexFile(out, nn), index)
}

// LoadIndex reads the index that the compute cell of notebook nn wrote.
func LoadIndex(nn string, index any) error {
	out, err := Out()
	if err != nil {
		return err
	}
	err = read(indexFile(out, nn), index)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("notebook %s has no results under %s yet: run its compute cell first", nn, out)
	}
	return err
}

// PublishedIndex reads the published index of notebook nn; found is false when nothing is published.
func PublishedIndex(nn string, index any) (found bool, err error) {
	dir, err := lab.PublishedDir()
	if err != nil {
		return false, err
	}
	err = read(indexFile(dir, nn), index)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

func indexFile(dir, nn string) string { return filepath.Join(dir, "index", nn+".json") }

// Expectation is what a profile's run is expected to give.
type Expectation struct {
	Value     float64 `json:"value"`
	Tolerance float64 `json:"tolerance"`
	Origin    string  `json:"origin"`
}

// Checks compares what notebook nn observed under a profile with what is published for that profile, in the order of
// the names. Where nothing is published the expectation is NaN; what is published and was not observed is NaN, too, and out
// of tolerance.
func Checks(profile lab.Profile, nn string, observed map[string]float64) ([]lab.Check, error) {
	dir, err := lab.PublishedDir()
	if err != nil {
		return nil, err
	}
	expected := map[string]Expectation{}
	if err := read(expectFile(dir, profile, nn), &expected); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	all := maps.Clone(expected)
	for n := range observed {
		if _, ok := all[n]; !ok {
			all[n] = Expectation{Value: math.NaN(), Origin: "nothing is published for this profile"}
		}
	}
	var list []lab.Check
	for _, n := range slices.Sorted(maps.Keys(all)) {
		o, ok := observed[n]
		if !ok {
			o = math.NaN()
		}
		list = append(list, lab.Check{Name: n, Expected: all[n].Value, Observed: o, Tolerance: all[n].Tolerance, Origin: all[n].Origin})
	}
	return list, nil
}

// Expect writes what is expected of notebook nn under a profile: the observed values, with a tolerance of six standard
// deviations between seeds and at least one per cent. Nothing is expected of a number that was not measured under two
// seeds.
func Expect(profile lab.Profile, nn string, observed map[string]float64, bySeed []map[string]float64) error {
	expected := map[string]Expectation{}
	known := func(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
	for name, value := range observed {
		if !known(value) {
			continue
		}
		n, mean, sq := 0.0, 0.0, 0.0
		for _, m := range bySeed {
			v, ok := m[name]
			if !ok || !known(v) {
				continue
			}
			n++
			d := v - mean
			mean += d / n
			sq += d * (v - mean)
		}
		if n < 2 {
			continue
		}
		tolerance := max(6*math.Sqrt(sq/(n-1)), 0.01*math.Abs(value))
		expected[name] = Expectation{value, tolerance, fmt.Sprintf("6 standard deviations between %d seeds, at least 1 %%", int(n))}
	}
	dir, err := lab.PublishedDir()
	if err != nil {
		return err
	}
	return lab.WriteJSON(expectFile(dir, profile, nn), expected)
}

func expectFile(dir string, profile lab.Profile, nn string) string {
	return filepath.Join(dir, "expected", string(profile), nn+".json")
}

func read(file string, v any) error {
	b, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(b, v); err != nil {
		return fmt.Errorf("read %s: %w; delete the file and run the notebook again", file, err)
	}
	return nil
}

// Grouped writes a number with commas between thousands.
func Grouped(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%s,%03d", Grouped(n/1000), n%1000)
}
