package tails

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/rng"
	"github.com/sgnlab/sgnlab/paperlib/stable"
)

// TestFitSharedStable: 30 coordinates of 500 draws, alpha 1.6, scales over six decades. sqrt(n) sd(alpha) is 1.5, so the
// shared estimate has sd 1.5/sqrt(15000) = .012; 4.5 sd is a false alarm of 7e-6. Pooling reads far below.
func TestFitSharedStable(t *testing.T) {
	src := rng.Stream(42, "shared")
	var samples [][]float64
	var free float64
	for i := range 30 {
		g := math.Pow(10, -float64(i%7))
		samples = append(samples, draws(500, stable.Symmetric{Alpha: 1.6, Gamma: g, Delta: g, Src: src}))
		_, l, err := FitFamily(FamilyStable, samples[i])
		if err != nil {
			t.Fatal(err)
		}
		free += l
	}
	f, err := stable.FitSharedAlpha(samples, nil)
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(f.Alpha-1.6) > 0.055 || math.Abs(f.StdErr/0.0122-1) > 0.25 {
		t.Errorf("shared alpha %.4f +- %.4f, want 1.6 +- .012", f.Alpha, f.StdErr)
	}
	// Freeing 29 tail indices gains half a chi-square of 29 degrees on average: 14.5 +- 3.8.
	if gain := free - f.LogLikelihood; gain < 1 || gain > 35 {
		t.Errorf("own alphas gain %.1f nats over a shared one, want 14.5 +- 3.8", gain)
	}
	for i, l := range must(FitSharedStable(samples)) {
		if l.(stable.Symmetric) != f.Fits[i].Law || f.Fits[i].Law.Alpha != f.Alpha {
			t.Errorf("law %d is %+v, fitted %+v", i, l, f.Fits[i].Law)
		}
	}
	for i, l := range must(FitPooledStable(samples)) {
		if alpha := l.(stable.Symmetric).Alpha; alpha > 0.8 {
			t.Errorf("pooled alpha %.3f of coordinate %d: the mixture of scales should read far below 1.6", alpha, i)
		}
	}
	gauss := [][]float64{draws(500, NewGaussian(0, 1, src)), draws(500, NewGaussian(0, 1e3, src))}
	if f, err := stable.FitSharedAlpha(gauss, nil); err != nil || f.Alpha < 1.96 {
		t.Errorf("two Gaussian coordinates: %+v, %v", f.Alpha, err)
	}
}

// A single sample has all parameters for itself, so joint scores are those of Judge. Of two copies of one sample, the pool is
// fitted to each draw twice: the same maximum, up to where the fits stop.
func TestJudgeJointly(t *testing.T) {
	x := draws(400, stable.Symmetric{Alpha: 1.5, Gamma: 3, Delta: 1, Src: rng.Stream(43, "joint")})
	folds, err := SeededFolds(len(x), 4, rng.Stream(44, "joint"))
	if err != nil {
		t.Fatal(err)
	}
	want := must(Judge([]Family{FamilyStable}, x, folds))[0]
	for name, got := range map[string][]Score{
		"shared": must(JudgeJointly(FitSharedStable, [][]float64{x}, []Folds{folds})),
		"pooled": must(JudgeJointly(FitPooledStable, [][]float64{x, x}, []Folds{folds, folds})),
	} {
		for _, s := range got {
			if math.Abs(s.LogLikelihood-want.LogLikelihood) > 1e-6 || math.Abs(s.Histogram.SSE/want.Histogram.SSE-1) > 1e-5 || s.Family != FamilyStable {
				t.Errorf("%s: %+v, want %+v", name, s, want)
			}
			for i, h := range s.HeldOut {
				if math.Abs(h-want.HeldOut[i]) > 1e-6 {
					t.Fatalf("%s: draw %d held out at %v, want %v", name, i, h, want.HeldOut[i])
				}
			}
		}
	}
	// Errors say where: the fold of the fitter, and the sample.
	tied := slices.Clone(x)
	for i := range tied {
		if folds.Of[i] != 2 {
			tied[i] = 0
		}
	}
	var sample *stable.SampleError
	_, err = JudgeJointly(FitSharedStable, [][]float64{x, tied}, []Folds{folds, folds})
	if !errors.As(err, &sample) || sample.Sample != 1 {
		t.Errorf("a sample of zeros: %v", err)
	}
	refuses := func(samples [][]float64) ([]Law, error) {
		if len(samples[0]) < len(x) {
			return nil, stable.ErrNotConverged
		}
		return FitPooledStable(samples)
	}
	if _, err := JudgeJointly(refuses, [][]float64{x}, []Folds{folds}); !errors.Is(err, stable.ErrNotConverged) || !strings.Contains(err.Error(), "fold 1") {
		t.Errorf("a fold without a fit: %v", err)
	}
	if _, err := JudgeJointly(FitPooledStable, [][]float64{x, x[1:]}, []Folds{folds, folds}); err == nil || !strings.Contains(err.Error(), "sample 1") {
		t.Errorf("a short sample: %v", err)
	}
	if _, err := JudgeJointly(FitPooledStable, [][]float64{x, x}, []Folds{folds}); err == nil {
		t.Error("two samples with folds for one were judged")
	}
	other := must(ContiguousFolds(len(x), folds.K+1))
	if _, err := JudgeJointly(FitPooledStable, [][]float64{x, x}, []Folds{folds, other}); err == nil || !strings.Contains(err.Error(), "parts") {
		t.Errorf("folds of different numbers: %v", err)
	}
}

// Samples of different lengths are each held out on their own folds: a law of its own for each gives what HeldOut gives.
func TestJudgeJointlyUnequal(t *testing.T) {
	x := draws(400, NewStudentT(0, 1, 2, rng.Stream(53, "joint")))
	samples := [][]float64{x, x[:300]}
	folds := []Folds{must(ContiguousFolds(400, 3)), must(ContiguousFolds(300, 3))}
	each := func(samples [][]float64) (laws []Law, err error) {
		for _, y := range samples {
			law, err := FitStable(y)
			if err != nil {
				return nil, err
			}
			laws = append(laws, law)
		}
		return laws, nil
	}
	for j, s := range must(JudgeJointly(each, samples, folds)) {
		if want := must(HeldOut(FitStable, samples[j], folds[j])); !slices.Equal(s.HeldOut, want) {
			t.Errorf("sample %d: held-out values differ from those of its own", j)
		}
	}
}
