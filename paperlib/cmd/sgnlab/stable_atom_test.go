package main

import (
	"encoding/json"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
)

// stable fit says the atom: where there is a fit by its value and share and that the fit is a local maximum, and where there
// is none in the error, with advice that works.
func TestStableFitSaysAtoms(t *testing.T) {
	const at = 0.25
	r := rand.New(rand.NewPCG(1, 2))
	var file, beside strings.Builder
	file.WriteString("none,some,third,half\n")
	beside.WriteString("half\n")
	for i := range 1000 {
		for j, share := range []int{0, 100, 250, 420} {
			v := r.NormFloat64()
			if i < share {
				v = at
			} else if j == 3 {
				beside.WriteString(strconv.FormatFloat(v, 'g', -1, 64) + "\n")
			}
			file.WriteString(strconv.FormatFloat(v, 'g', -1, 64) + map[bool]string{true: "\n", false: ","}[j == 3])
		}
	}
	s := sgnlab(t, "", "stable", "fit", "--json", write(t, "atoms.csv", file.String()))
	var object struct{ Fits []fitJSON }
	if err := json.Unmarshal([]byte(s.out), &object); err != nil || s.status != 0 || len(object.Fits) != 4 {
		t.Fatalf("%v: %+v", err, s)
	}
	if f := object.Fits[0]; f.Atom != nil || f.AtomShare != nil || f.Local {
		t.Errorf("without an atom: %+v", f)
	}
	for j, share := range map[int]float64{1: 0.1, 2: 0.25} {
		if f := object.Fits[j]; f.Atom == nil || *f.Atom != at || *f.AtomShare != share || f.Local != (share > 0.23) {
			t.Errorf("a share of %v: %+v", share, f)
		}
	}
	if f := object.Fits[3]; f.Status != "no fit" || !strings.Contains(f.Error, "the value 0.25, which 42.0% of the 1000 observations share") {
		t.Errorf("%+v", f)
	}
	if !strings.Contains(s.err, "1 of 4 coordinates have one value in so many draws") {
		t.Errorf("it says %q", s.err)
	}
	if s := sgnlab(t, "", "stable", "fit", write(t, "beside.csv", beside.String())); s.status != 0 || strings.Contains(s.err, "one value") {
		t.Errorf("the draws beside the atom: %+v", s)
	}
}
