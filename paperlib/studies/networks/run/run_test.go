package run_test

import (
	"math"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/internal/studytest"
	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/studies/networks"
	"github.com/sgnlab/sgnlab/paperlib/studies/networks/run"
)

// The smoke profile trains its networks once; they learn, and the autoencoder draws images.
func TestSmoke(t *testing.T) {
	p := studytest.Smoke(t, networks.Study, run.Compute, studytest.Without[networks.Result]("accuracy", "matthews"), "Learning curves")
	cases, _ := run.Cases(lab.Smoke)
	runs := 0
	for _, c := range cases {
		runs += c.Seeds
	}
	if len(p.Results) != runs {
		t.Fatalf("%d results of %d training runs", len(p.Results), runs)
	}
	for _, of := range p.Results {
		r, e := of.Result, of.Entry
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
	studytest.Refused(t, networks.Study, run.Compute, networks.Knobs{Only: "vgg"})
}
