package study

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math"
	"path/filepath"
	"slices"

	"github.com/sgnlab/sgnlab/paperlib/lab"
)

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
