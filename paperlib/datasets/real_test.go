package datasets

import (
	"context"
	"math"
	"os"
	"slices"
	"testing"
)

// load takes a set from the environment's data folder or skips the test, saying what would run it.
func load(t *testing.T, name string, o Options) *Set {
	t.Helper()
	o.Offline = true
	if where, ok := o.Present(name); !ok {
		t.Skipf("%s is not on this machine: set SGNLAB_DATA to a folder that holds it (now %q) to run this test", name, os.Getenv("SGNLAB_DATA"))
	} else {
		t.Logf("%s from %s", name, where)
	}
	s, err := Load(context.Background(), name, o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// checkSet holds every set to what its documentation says.
func checkSet(t *testing.T, s *Set, train, test int) {
	t.Helper()
	pixels := s.Shape[0] * s.Shape[1] * s.Shape[2]
	for _, p := range []struct {
		name string
		Split
		n int
	}{{"train", s.Train, train}, {"test", s.Test, test}} {
		if p.Len() != p.n || len(p.Images) != p.n*pixels {
			t.Errorf("%s %s: %d labels, %d pixels; want %d images of %d", s.Name, p.name, p.Len(), len(p.Images), p.n, pixels)
		}
		if lo, hi := slices.Min(p.Labels), slices.Max(p.Labels); lo != 0 || int(hi) != s.Classes-1 {
			t.Errorf("%s %s: labels from %d to %d", s.Name, p.name, lo, hi)
		}
	}
	// The published constants are the training set's own: standardised pixels have mean 0 and deviation 1.
	c := s.Shape[2]
	for k := range c {
		var sum, sq float64
		for i := k; i < len(s.Train.Images); i += c {
			v := float64(s.Train.Images[i])
			sum += v
			sq += v * v
		}
		n := float64(len(s.Train.Images) / c)
		m := sum / n
		if sd := math.Sqrt(sq/n - m*m); math.Abs(m) > 3e-5 || math.Abs(sd-1) > 3e-5 {
			t.Errorf("%s channel %d: mean %.6f, deviation %.6f after standardising; the constants should be %.6f and %.6f", s.Name, k, m, sd, s.Mean[k]+m*s.Std[k], s.Std[k]*sd)
		}
	}
	if s.Digest == "" || s.Source == "" || s.Licence == "" || s.Citation == "" || s.Title == "" {
		t.Errorf("%s: something is not stated: %+v", s.Name, []string{s.Digest, s.Source, s.Licence, s.Citation, s.Title})
	}
}

func classCounts(labels []int32) []int {
	c := make([]int, 10)
	for _, l := range labels {
		c[l]++
	}
	return c
}

func TestDigits(t *testing.T) {
	s, err := Load(context.Background(), "digits", Options{})
	if err != nil {
		t.Fatal(err)
	}
	checkSet(t, s, 1437, 360)
	// Class counts of the UCI test part, from its documentation (optdigits.names).
	got := classCounts(append(slices.Clone(s.Train.Labels), s.Test.Labels...))
	if want := []int{178, 182, 177, 183, 181, 182, 181, 179, 174, 180}; !slices.Equal(got, want) {
		t.Errorf("class counts %v, want %v", got, want)
	}
	for c, n := range classCounts(s.Test.Labels) {
		if share := float64(got[c]) * 360 / 1797; math.Abs(float64(n)-share) >= 1 {
			t.Errorf("class %d: %d test images, its share is %.2f", c, n, share)
		}
	}
	again, _ := Load(context.Background(), "digits", Options{})
	if !slices.Equal(again.Train.Images, s.Train.Images) || again.Digest != s.Digest {
		t.Error("two loads differ")
	}
}

func TestMNIST(t *testing.T) {
	s := load(t, "mnist", Options{})
	checkSet(t, s, 60000, 10000)
	// Counts and first labels as published with the set.
	if want := []int{5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949}; !slices.Equal(classCounts(s.Train.Labels), want) {
		t.Errorf("class counts %v", classCounts(s.Train.Labels))
	}
	if want := []int32{5, 0, 4, 1, 9}; !slices.Equal(s.Train.Labels[:5], want) {
		t.Errorf("first labels %v, want %v", s.Train.Labels[:5], want)
	}
}

func TestFashionMNIST(t *testing.T) {
	s := load(t, "fashion-mnist", Options{})
	checkSet(t, s, 60000, 10000)
	if want := []int32{9, 0, 0, 3, 0}; !slices.Equal(s.Train.Labels[:5], want) {
		t.Errorf("first labels %v, want %v", s.Train.Labels[:5], want)
	}
}

func TestCIFAR10(t *testing.T) {
	s := load(t, "cifar10", Options{})
	checkSet(t, s, 50000, 10000)
	// First training labels: frog, truck, truck, deer, automobile; the first pixel of the frog is (59, 62, 63).
	if want := []int32{6, 9, 9, 4, 1}; !slices.Equal(s.Train.Labels[:5], want) {
		t.Errorf("first labels %v, want %v", s.Train.Labels[:5], want)
	}
	for c, want := range []float64{59, 62, 63} {
		got := (float64(s.Train.Image(0)[c])*s.Std[c] + s.Mean[c]) * 255
		if math.Abs(got-want) > 1e-3 {
			t.Errorf("channel %d of the first pixel is %.3f, want %g", c, got, want)
		}
	}
	small, err := Load(context.Background(), "cifar10", Options{Offline: true, Train: 5000, Test: 1000, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	if small.Train.Len() != 5000 || small.Test.Len() != 1000 || small.Digest == s.Digest {
		t.Errorf("subset: %d and %d images, digest %s", small.Train.Len(), small.Test.Len(), small.Digest)
	}
	if c := classCounts(small.Train.Labels); slices.Min(c) != 500 || slices.Max(c) != 500 {
		t.Errorf("subset is not stratified: %v", c)
	}
	if d, err := Digest("cifar10", Options{Train: 5000, Test: 1000, Seed: 1}); d != small.Digest || err != nil {
		t.Errorf("Digest says %s (%v), the loaded set %s", d, err, small.Digest)
	}
	same, err := s.Train.Subset(5000, 1)
	if err != nil || !slices.Equal(same.Images, small.Train.Images) {
		t.Errorf("Split.Subset and Options.Train choose different images (%v)", err)
	}
}
