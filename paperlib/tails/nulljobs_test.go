package tails

import (
	"fmt"
	"math"
	"slices"

	"github.com/sgnlab/sgnlab/paperlib/stable"
)

// nullFile is one embedded table and what it is made of.
type nullFile struct {
	name  string
	level []float64
	jobs  []nullJob
}

var (
	gofLevels = []float64{.999, .99, .95, .9, .8, .7, .6, .5, .4, .3, .25, .2, .15, .12, .1, .08, .06, .05, .04, .03, .02, .015, .01, .007, .005, .0035, .0025, .0015, .001}
	lrLevels  = []float64{.3, .2, .18, .17, .16, .15, .14, .13, .12, .11, .1, .09, .08, .07, .06, .05, .04, .03, .025, .02, .015, .01, .007, .005, .0035, .0025, .0015, .001, .0007, .0005, .00035, .00025, .00015, .0001}
	sumLevels = []float64{.999, .99, .95, .9, .8, .7, .6, .5, .4, .3, .25, .2, .15, .12, .1, .08, .06, .05, .04, .03, .02, .015, .01, .007, .005, .0035, .0025, .0015, .001}
	// The pre-test is used at levels of .1 to .01.
	vuongLevels = []float64{.9, .7, .5, .4, .3, .25, .2, .15, .12, .1, .08, .06, .05, .04, .03, .025, .02, .015, .01, .007, .005, .003}
	// Those of batches are compared over a hundred and more coordinates under any dependence: they reach 1/20000.
	batchLevels = append(slices.Clone(sumLevels), .0007, .0005, .00035, .00025, .00015, .0001, .00005)
	batchAlphas = append([]float64{.3, .35, .4}, sumAlphas...)
	sumAlphas   = []float64{.5, .7, .9, 1.1, 1.3, 1.5, 1.6, 1.7, 1.8, 1.85, 1.9, 1.95, 1.975, 2}
	gofAlphas   = []float64{.5, .7, .9, 1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 1.75, 1.8, 1.85, 1.9, 1.925, 1.95, 1.975, 1.99, 2}
)

func nullFiles() []nullFile {
	return []nullFile{gofFile(), lrFile(), sumFile(), batchFile(), vuongFile()}
}

func gofFile() nullFile {
	f := nullFile{name: "gof.csv", level: gofLevels}
	for _, c := range []struct{ n, reps int }{{100, 40000}, {250, 40000}, {1000, 40000}, {4000, 20000}} {
		f.jobs = append(f.jobs, nullJob{[]string{"gaussian_ks", "gaussian_cvm", "gaussian_ad"}, 2, c.n, c.reps, gaussianGoFNull})
	}
	for _, a := range gofAlphas {
		for _, c := range []struct{ n, reps int }{{100, 20000}, {250, 20000}, {1000, 20000}, {4000, 8000}} {
			f.jobs = append(f.jobs, nullJob{[]string{"ks", "cvm", "ad"}, a, c.n, c.reps, stableGoFNull})
		}
	}
	return f
}

func gaussianGoFNull(float64, int) (func([]float64) ([]float64, error), error) {
	return func(x []float64) ([]float64, error) {
		law, err := FitGaussian(x)
		if err != nil {
			return nil, err
		}
		g, err := GoodnessOfFit(x, law)
		return []float64{g.KS, g.CvM, g.AD}, err
	}, nil
}

func stableGoFNull(float64, int) (func([]float64) ([]float64, error), error) {
	fitter := stable.NewFitter(nil)
	return func(x []float64) ([]float64, error) {
		f, err := fitter.Fit(x)
		if err != nil {
			return nil, err
		}
		g, err := GoodnessOfFit(x, f.Law)
		return []float64{g.KS, g.CvM, g.AD}, err
	}, nil
}

func lrFile() nullFile {
	f := nullFile{name: "lr.csv", level: lrLevels}
	for _, c := range []struct{ n, reps int }{{100, 200000}, {250, 200000}, {1000, 200000}, {4000, 100000}, {16000, 40000}} {
		f.jobs = append(f.jobs, nullJob{[]string{"lr"}, 2, c.n, c.reps, lrNullSimulation})
	}
	return f
}

func lrNullSimulation(float64, int) (func([]float64) ([]float64, error), error) {
	fitter := stable.NewFitter(nil)
	return func(x []float64) ([]float64, error) {
		f, err := fitter.Fit(x)
		if err != nil || f.Status == stable.AtGaussian {
			return []float64{0}, err
		}
		g, err := FitGaussian(x)
		gauss := -float64(len(x)) * (0.5*math.Log(2*math.Pi*math.E) + math.Log(g.Sigma))
		return []float64{math.Max(0, 2*(f.LogLikelihood-gauss))}, err
	}, nil
}

// sumFile holds the block designs with ratio 4 by their number of levels: k levels serve n from 250 4^(k-1) up to four
// times that. The two ends are tabulated for k = 2, where they differ little; the lower one, with the fewest sums, for 3
// to 5.
func sumFile() nullFile {
	type size struct{ n, reps int }
	f := nullFile{name: "sums.csv", level: sumLevels}
	for i, sizes := range [][]size{{{1000, 10000}, {4000, 4000}}, {{4000, 4000}}, {{16000, 1500}}, {{64000, 1000}}} {
		k := i + 2
		names := []string{}
		for _, s := range sumStatistics {
			names = append(names, fmt.Sprintf("%s/%d", s, k))
		}
		for _, a := range sumAlphas {
			for _, c := range sizes {
				f.jobs = append(f.jobs, nullJob{names, a, c.n, c.reps, sumNullSimulation(k)})
			}
		}
	}
	return f
}

func sumNullSimulation(levels int) func(float64, int) (func([]float64) ([]float64, error), error) {
	return func(_ float64, n int) (func([]float64) ([]float64, error), error) {
		d := blockDesign(n, levels)
		fitter := stable.NewFitter(nil) // fits as fitLevels does, without its allocations
		return func(x []float64) ([]float64, error) {
			l := make([]SumLevel, levels)
			for j, y := range blockSamples(x, d) {
				f, err := fitter.Fit(y)
				if err != nil {
					return nil, err
				}
				l[j] = SumLevel{M: d.M[j], N: d.N[j], Alpha: f.Law.Alpha, LogGamma: math.Log(f.Law.Gamma)}
				l[j].ExpectedLogGamma = l[0].LogGamma + math.Log(float64(d.M[j]))/l[0].Alpha
			}
			s := departure(l)
			return []float64{s[0], s[1], s[0] + s[1]}, nil
		}, nil
	}
}

// batchFile holds the designs of independent samples of equal size at M = 1, 4, 16, 64, by their number of levels. The fits
// of the levels are independent and, but for a known shift of the scale, of one law, so a fit serves each level in turn: a
// replicate is a window of the last fits. Neighbouring replicates share fits; each has the law of the null.
func batchFile() nullFile {
	f := nullFile{name: "batches.csv", level: batchLevels}
	var names []string
	for k := 2; k <= batchMaxLevels; k++ {
		for _, s := range sumStatistics {
			names = append(names, fmt.Sprintf("%s/%d", s, k))
		}
	}
	for _, a := range batchAlphas {
		for _, n := range []int{250, 1000, 4000} {
			f.jobs = append(f.jobs, nullJob{names, a, n, 19999, batchNullSimulation})
		}
	}
	return f
}

func batchNullSimulation(alpha float64, n int) (func([]float64) ([]float64, error), error) {
	fitter := stable.NewFitter(nil)
	var window []stable.Fit
	return func(x []float64) ([]float64, error) {
		f, err := fitter.Fit(x)
		if err != nil {
			return nil, err
		}
		if window = append(window, f); len(window) < batchMaxLevels {
			return nil, nil
		}
		window = window[len(window)-batchMaxLevels:]
		var out []float64
		for k := 2; k <= batchMaxLevels; k++ {
			l := make([]SumLevel, k)
			for j, f := range window[:k] {
				m := 1 << (2 * j)
				l[j] = SumLevel{M: m, N: n, Alpha: f.Law.Alpha, LogGamma: math.Log(f.Law.Gamma) + math.Log(float64(m))/alpha}
				l[j].ExpectedLogGamma = l[0].LogGamma + math.Log(float64(m))/l[0].Alpha
			}
			s := departure(l)
			out = append(out, s[0], s[1], s[0]+s[1])
		}
		return out, nil
	}, nil
}

// vuongFile holds n omega^2 of pairs of families at the laws that both contain.
func vuongFile() nullFile {
	f := nullFile{name: "vuong.csv", level: vuongLevels}
	gaussian := []string{"student_t-ggd@gaussian", "student_t-stable@gaussian", "ggd-stable@gaussian"}
	triple := vuongNullSimulation([2]Family{FamilyStudentT, FamilyGGD}, [2]Family{FamilyStudentT, FamilyStable}, [2]Family{FamilyGGD, FamilyStable})
	single := vuongNullSimulation([2]Family{FamilyStudentT, FamilyStable})
	for _, c := range []struct{ n, reps int }{{100, 8000}, {300, 8000}, {1000, 8000}, {4000, 2000}} {
		f.jobs = append(f.jobs, nullJob{gaussian, 2, c.n, c.reps, triple}, nullJob{[]string{"student_t-stable@cauchy"}, 1, c.n, c.reps, single})
	}
	// Of these nulls only one still moves with n beyond 4000.
	for _, c := range []struct{ n, reps int }{{16000, 2000}, {64000, 1000}} {
		f.jobs = append(f.jobs, nullJob{gaussian[1:2], 2, c.n, c.reps, single})
	}
	return f
}

func vuongNullSimulation(pairs ...[2]Family) func(float64, int) (func([]float64) ([]float64, error), error) {
	return func(float64, int) (func([]float64) ([]float64, error), error) {
		return func(x []float64) ([]float64, error) {
			laws := map[Family]Law{}
			out := make([]float64, len(pairs))
			for k, p := range pairs {
				for _, f := range p {
					if laws[f] != nil {
						continue
					}
					law, _, err := FitFamily(f, x)
					if err != nil {
						return nil, err
					}
					laws[f] = law
				}
				var v Vuong
				v.ratio(laws[p[0]], laws[p[1]], x)
				out[k] = float64(len(x)) * v.Omega2
			}
			return out, nil
		}, nil
	}
}
