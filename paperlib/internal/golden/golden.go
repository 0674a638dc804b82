// Package golden ties the hand-kept version of an algorithm to what it computes.
//
// A version takes part in the identity of stored results: when an algorithm's results change and its version does not,
// the run store hands out old results for new code. A golden file holds the version with some results of it; the test
// fails when results change under the same version.
package golden

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/stats"
)

// Results are results of an algorithm on a fixed input.
type Results struct {
	// Values hold on every processor within Tolerance, relative to 1 + |value|.
	Values    map[string]float64
	Tolerance float64
	// Digest is that of all bits of the result. It is compared on amd64 alone: other processors fuse multiplications
	// and additions and so round differently. Empty when bits may differ between machines.
	Digest string
}

type file struct {
	Version   int                     `json:"version"`
	Values    map[string]stats.Number `json:"values"` // NaN is a value: it must stay one
	Tolerance float64                 `json:"tolerance"`
	Digest    string                  `json:"amd64_sha256,omitempty"`
}

func stored(version int, r Results) file {
	f := file{version, map[string]stats.Number{}, r.Tolerance, r.Digest}
	for n, v := range r.Values {
		f.Values[n] = stats.Number(v)
	}
	return f
}

func (f file) results() Results {
	r := Results{map[string]float64{}, f.Tolerance, f.Digest}
	for n, v := range f.Values {
		r.Values[n] = float64(v)
	}
	return r
}

const flagName = "golden-version"

var raised = flag.Bool(flagName, false, "rewrite the goldens of algorithms whose version was raised; a golden of the present version is never rewritten")

// Version compares what an algorithm computes with testdata/version_<name>.json. The constant that holds its version
// is named in messages.
func Version(t *testing.T, name, constant string, version int, got Results) {
	t.Helper()
	path := filepath.Join("testdata", "version_"+name+".json")
	var want file
	b, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(b, &want)
	}
	absent := errors.Is(err, fs.ErrNotExist)
	if err != nil && !absent {
		t.Fatalf("read the golden results: %v", err)
	}
	if *raised && (absent || version > want.Version) {
		if runtime.GOARCH != "amd64" {
			t.Fatalf("goldens are made on amd64, this is %s", runtime.GOARCH)
		}
		if err := lab.WriteJSON(path, stored(version, got)); err != nil {
			t.Fatal(err)
		}
		return
	}
	if absent {
		t.Fatalf("%s is missing: run go test -run %s . -%s", path, t.Name(), flagName)
	}
	if want.Version != version {
		t.Fatalf("%s is %d, the golden results are those of version %d: run go test -run %s . -%s and commit %s", constant, version, want.Version, t.Name(), flagName, path)
	}
	for _, what := range differences(want.results(), got) {
		t.Errorf("results changed under the same version: %s. If the change is meant, raise %s, so that stored results of the old code are not taken for those of the new, and run go test -run %s . -%s; else repair the code",
			what, constant, t.Name(), flagName)
	}
}

// differences says what does not agree, most telling first.
func differences(want, got Results) (list []string) {
	names := map[string]bool{}
	for n := range want.Values {
		names[n] = true
	}
	for n := range got.Values {
		names[n] = true
	}
	sorted := make([]string, 0, len(names))
	for n := range names {
		sorted = append(sorted, n)
	}
	slices.Sort(sorted)
	for _, n := range sorted {
		w, wok := want.Values[n]
		g, gok := got.Values[n]
		switch {
		case !wok:
			list = append(list, n+" is new")
		case !gok:
			list = append(list, n+" is gone")
		case w == g || math.IsNaN(w) && math.IsNaN(g):
		case math.IsInf(w, 0) || !(math.Abs(g-w) <= want.Tolerance*(1+math.Abs(w))):
			list = append(list, fmt.Sprintf("%s was %.9g and is %.9g", n, w, g))
		}
	}
	if runtime.GOARCH == "amd64" && want.Digest != got.Digest {
		list = append(list, "the digest of all bits was "+lab.Short(want.Digest)+" and is "+lab.Short(got.Digest))
	}
	return list
}
