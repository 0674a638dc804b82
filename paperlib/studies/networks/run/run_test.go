package run_test

import (
	"math"
	"slices"
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
		if r.Net == "vae-bernoulli" {
			autoencoder(t, r, e)
		}
	}
	studytest.Refused(t, networks.Study, run.Compute, networks.Knobs{Only: "vgg"})
}

// autoencoder demands terms that add up to minus the ELBO, which three epochs raise by a third, pixels that are probabilities,
// and reconstructions that tell a pixel that is 1 from one that is 0.
func autoencoder(t *testing.T, r networks.Result, e *lab.Entry) {
	t.Helper()
	for _, p := range r.Points {
		if p.Terms == nil || !(p.Terms.KL >= 0) || math.Abs(float64(p.Terms.Reconstruction+p.Terms.KL-p.Test)) > 1e-5*float64(p.Test) {
			t.Errorf("step %d: terms %+v of the loss %v", p.Step, p.Terms, p.Test)
		}
	}
	if first, last := r.Points[0].Value(networks.ELBO), r.Points[len(r.Points)-1].Value(networks.ELBO); !(last > first*2/3) {
		t.Errorf("the ELBO is %v before training and %v after it", first, last)
	}
	drawn, err := e.Array("samples")
	if err != nil {
		t.Fatal(err)
	}
	pairs, err := e.Array("reconstructions")
	if err != nil {
		t.Fatal(err)
	}
	half := len(pairs.F32) / 2
	for _, v := range append(slices.Clone(drawn.F32), pairs.F32[half:]...) {
		if !(v >= 0 && v <= 1) {
			t.Fatalf("the probability of a pixel is %v", v)
		}
	}
	var mean, count [2]float64
	for i, b := range pairs.F32[:half] {
		if b != 0 && b != 1 {
			t.Fatalf("a pixel is read as %v", b)
		}
		mean[int(b)] += float64(pairs.F32[half+i])
		count[int(b)]++
	}
	if zero, one := mean[0]/count[0], mean[1]/count[1]; !(one > zero+0.2) {
		t.Errorf("pixels that are 1 get the mean probability %.3f, those that are 0 %.3f", one, zero)
	}
}
