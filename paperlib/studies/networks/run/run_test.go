package run_test

import (
	"math"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/pipeline"
	"github.com/sgnlab/sgnlab/paperlib/studies/networks"
	"github.com/sgnlab/sgnlab/paperlib/studies/networks/run"
)

// The smoke profile trains its networks once; they learn, the autoencoder draws images, and a second call loads.
func TestTrainsOnce(t *testing.T) {
	t.Setenv("SGNLAB_BACKEND", "go")
	s, err := lab.Open(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	l := &pipeline.Lab{Store: s, Profile: lab.Smoke, Seed: 1}
	defer l.Close()
	index, err := run.Train(t.Context(), l, networks.Published)
	if err != nil {
		t.Fatal(err)
	}
	cases, _ := pipeline.NetCases(lab.Smoke)
	runs := 0
	for _, c := range cases {
		runs += c.Seeds
	}
	if len(index.Results) != runs {
		t.Fatalf("%d results of %d training runs", len(index.Results), runs)
	}
	for _, id := range index.Results {
		var r networks.Result
		e := s.Lookup(networks.Study, id)
		if err := e.Result(&r); err != nil {
			t.Fatal(err)
		}
		first, last := r.Points[0].Value(r.Measure), r.Points[len(r.Points)-1].Value(r.Measure)
		if !(last > first) || r.Parameters == 0 || r.Recipe == "" {
			t.Errorf("%s: %s from %v to %v, %+v", r.Net, r.Measure, first, last, r)
		}
		if r.Measure == networks.Accuracy && !(last > float64(r.Baseline)+0.3) {
			t.Errorf("%s reaches %v, the most frequent class %v", r.Net, last, float64(r.Baseline))
		}
		if r.Net == "vae" {
			a, err := e.Array("samples")
			if err != nil {
				t.Fatal(err)
			}
			for _, v := range a.F32 {
				if math.IsNaN(float64(v)) || v < -1 || v > 2 {
					t.Fatalf("a pixel of an image drawn is %v", v)
				}
			}
		}
	}
	again, err := run.Train(t.Context(), l, networks.Published)
	if err != nil || len(again.Results) != len(index.Results) || again.Results[0] != index.Results[0] {
		t.Errorf("the second call: %v, %v", again, err)
	}
	if _, err := run.Train(t.Context(), l, networks.Knobs{Only: "vgg"}); err == nil {
		t.Error("a network that the profile does not train passes")
	}
}
