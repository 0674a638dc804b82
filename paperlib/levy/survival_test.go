package levy

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
)

// mercaptopurine are the remission times of the 21 treated patients of Freireich et al. (Blood 21, 1963), of which 9 relapsed:
// the worked example of most books on survival.
func mercaptopurine() *ExitTimes {
	times := []float64{10, 7, 32, 23, 22, 6, 16, 34, 32, 25, 11, 20, 19, 6, 17, 35, 6, 13, 9, 6, 10}
	relapsed := []int{1, 1, 0, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 0}
	censored := make([]bool, len(times))
	for i, d := range relapsed {
		censored[i] = d == 0
	}
	return must(NewExitTimes(times, censored))
}

// weibull draws n Weibull times of the given shape and scale 1, cut at the given time.
func weibull(r *rand.Rand, n int, shape, cut float64) *ExitTimes {
	times, censored := make([]float64, n), make([]bool, n)
	for i := range times {
		times[i] = math.Pow(r.ExpFloat64(), 1/shape)
		if times[i] > cut {
			times[i], censored[i] = cut, true
		}
	}
	return must(NewExitTimes(times, censored))
}

func TestRateByHand(t *testing.T) {
	e := mercaptopurine()
	if e.Paths() != 21 || e.Events() != 9 || e.Total() != 359 {
		t.Fatalf("%d paths, %d exits in %g", e.Paths(), e.Events(), e.Total())
	}
	r, m := must(e.Rate(0.95)), must(e.Mean(0.95))
	within(t, "rate", r.Value, 9.0/359, 1e-14)
	// Tables: chi2_{.025,18} = 8.231, chi2_{.975,20} = 34.170.
	within(t, "lower", r.Lo, 8.231/718, 1e-4)
	within(t, "upper", r.Hi, 34.170/718, 1e-4)
	for _, c := range [][2]float64{{m.Value, 359.0 / 9}, {m.Lo, 1 / r.Hi}, {m.Hi, 1 / r.Lo}} {
		within(t, "mean", c[0], c[1], 1e-14)
	}
	// No cuts: 2k degrees on both sides; tables: chi2_{.05,6} = 1.635, chi2_{.95,6} = 12.592.
	r = must(must(NewExitTimes([]float64{1, 2, 4}, nil)).Rate(0.9))
	within(t, "lower", r.Lo, 1.635/14, 1e-3)
	within(t, "upper", r.Hi, 12.592/14, 1e-4)
	// No exits: chi2_{1-q,2} = -2 log q.
	r = must(must(NewExitTimes([]float64{5, 5}, []bool{true, true})).Rate(0.95))
	if r.Value != 0 || r.Lo != 0 {
		t.Errorf("no exits: %+v", r)
	}
	within(t, "upper without exits", r.Hi, -math.Log(0.025)/10, 1e-12)
}

// TestRateCoverage: exponential times with rate 1. Without cuts each end misses in 2.5 % of the samples; with cuts at most in
// that, up to the half percent allowed. Bounds of 4.5 binomial sd: false alarm below 1e-5 for each of the 12.
func TestRateCoverage(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 1))
	const reps = 4000
	sd := math.Sqrt(0.025 * 0.975 / reps)
	for _, n := range []int{5, 60} {
		for _, cut := range []float64{0.3, 1.2, inf} {
			low, high := 0.0, 0.0
			for range reps {
				e := must(weibull(r, n, 1, cut).Rate(0.95))
				if e.Hi < 1 {
					low++
				}
				if e.Lo > 1 {
					high++
				}
			}
			for side, miss := range map[string]float64{"below": low / reps, "above": high / reps} {
				least := 0.0
				if math.IsInf(cut, 1) {
					least = 0.025
				}
				if miss > 0.025+4.5*sd || miss < least-4.5*sd {
					t.Errorf("n %d, cut %g: the interval lies %s the rate in %.4f of samples, want .025", n, cut, side, miss)
				}
			}
		}
	}
}

// TestExponentialityIsTheScore: W and I are the slope and minus the curvature at shape 1 of the Weibull likelihood with its rate
// maximised out, by differences of the likelihood itself.
func TestExponentialityIsTheScore(t *testing.T) {
	e := weibull(rand.New(rand.NewPCG(8, 2)), 40, 1.3, 0.9)
	profile := func(shape float64) float64 {
		d, logs, powers := float64(e.events), 0.0, 0.0
		for _, x := range e.sorted {
			powers += math.Pow(x.time, shape)
			if !x.censored {
				logs += math.Log(x.time)
			}
		}
		rate := d / powers
		return d*math.Log(rate*shape) + (shape-1)*logs - rate*powers
	}
	const step = 1e-3
	score := (profile(1+step) - profile(1-step)) / (2 * step)
	information := (2*profile(1) - profile(1+step) - profile(1-step)) / (step * step)
	got := must(e.Exponentiality())
	within(t, "Z", got.Z, score/math.Sqrt(information), 1e-4)
	within(t, "P", got.P, 2*distuv.UnitNormal.Survival(math.Abs(got.Z)), 1e-12)
	// Neither the unit of time nor the order of paths matters.
	times, censored := make([]float64, 0, 40), make([]bool, 0, 40)
	for i := range e.sorted {
		x := e.sorted[len(e.sorted)-1-i]
		times, censored = append(times, 1e200*x.time), append(censored, x.censored)
	}
	within(t, "Z in other units", must(must(NewExitTimes(times, censored)).Exponentiality()).Z, got.Z, 1e-12)
}

// TestExponentialitySize: the 5 % and 1 % tests on exponential data. Bounds of 4.5 binomial sd around, and a further .01 and
// .004 for the normal approximation: false alarm below 1e-5 for each of the 8.
func TestExponentialitySize(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 3))
	const reps = 4000
	for _, n := range []int{60, 200} {
		for _, cut := range []float64{0.7, inf} {
			at5, at1 := 0.0, 0.0
			for range reps {
				p := must(weibull(r, n, 1, cut).Exponentiality()).P
				if p < 0.05 {
					at5++
				}
				if p < 0.01 {
					at1++
				}
			}
			for _, c := range []struct{ got, size, allow float64 }{{at5 / reps, .05, .01}, {at1 / reps, .01, .004}} {
				if math.Abs(c.got-c.size) > c.allow+4.5*math.Sqrt(c.size*(1-c.size)/reps) {
					t.Errorf("n %d, cut %g: size %.4f at %g", n, cut, c.got, c.size)
				}
			}
		}
	}
}

// TestExponentialityPower: 400 Weibull times, of which about a third is cut. Z is 6.2 with sd 0.7 for shape 1.5 and -8.9 with
// sd 1.4 for 0.67 (4000 samples each), so that one of the 40 misses 2.5 with probability below 1e-4 in all.
func TestExponentialityPower(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 4))
	for shape, sign := range map[float64]float64{1.5: 1, 0.67: -1} {
		for range 20 {
			if z := must(weibull(r, 400, shape, 1.1).Exponentiality()).Z; !(z*sign > 2.5) {
				t.Errorf("shape %g: Z = %.2f", shape, z)
			}
		}
	}
	// Two kinds of wells make the hazard fall: Z is -13 with sd 1.1.
	times := make([]float64, 400)
	for i := range times {
		times[i] = r.ExpFloat64() * float64(1+9*(i%2))
	}
	if z := must(must(NewExitTimes(times, nil)).Exponentiality()).Z; !(z < -4) {
		t.Errorf("mixture of two rates: Z = %.2f", z)
	}
}

// TestExponentialityOfCutAtZero: a path cut at time 0 says nothing and changes nothing but the number of paths.
func TestExponentialityOfCutAtZero(t *testing.T) {
	times := []float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 3.5}
	with := must(NewExitTimes(append([]float64{0}, times...), append([]bool{true}, make([]bool, len(times))...)))
	without := must(NewExitTimes(times, nil))
	if a, b := fmt.Sprint(must(with.Exponentiality())), fmt.Sprint(must(without.Exponentiality())); a != b {
		t.Errorf("%s with the path, %s without", a, b)
	}
}
