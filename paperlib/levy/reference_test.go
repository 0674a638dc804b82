package levy

import (
	"math"
	"testing"
)

// Independent simulations of 2000 paths each stand behind the numbers of this file. Here and there the standard error of a
// ratio of mean exit times is 1/sqrt(n); every comparison allows 4 of the difference, a false alarm of 6e-5 for each number.
const theirs = 2000

func allowed(n int) float64 { return 4 * math.Sqrt(1.0/theirs+1/float64(n)) }

func meanOf(t *testing.T, list []Exit) float64 {
	t.Helper()
	times, err := Times(list)
	if err != nil {
		t.Fatal(err)
	}
	mean, err := times.Mean(0.95)
	if err != nil {
		t.Fatal(err)
	}
	return mean.Value
}

// Mean exit times over theory of U = w^2/2 on (-1.5, 1), Euler steps of .01.
func TestSimulatedMeanExitTimes(t *testing.T) {
	for _, c := range []struct {
		sigma, alpha, ratio float64
		n                   int
	}{
		{0.2, 1.2, 0.904, 4000}, {0.2, 1.5, 0.898, 4000}, {0.2, 1.8, 0.848, 4000},
		{0.1, 1.2, 0.984, 4000}, {0.1, 1.5, 0.965, 4000}, {0.1, 1.8, 0.904, 2000},
		{0.05, 1.2, 0.963, 2000}, {0.05, 1.5, 0.997, 2000}, {0.05, 1.8, 0.968, 800},
		{0.02, 1.2, 0.998, 2000}, {0.02, 1.5, 0.995, 800}, {0.02, 1.8, 1.012, 200},
	} {
		rate, err := NewExitRate([]float64{c.alpha}, []float64{c.sigma}, []float64{1.5}, []float64{1})
		if err != nil {
			t.Fatal(err)
		}
		e := Equation{Potential: Diagonal{1}, Noise: coordinates(t, []float64{c.alpha}, []float64{c.sigma}), Start: []float64{0}}
		list := exits(t, e, Interval(-1.5, 1), Euler{0.01}, Runs{Paths: c.n, Seed: 8, MaxTime: math.Inf(1)})
		ratio := meanOf(t, list) / rate.MeanTime()
		if math.Abs(ratio-c.ratio) > allowed(c.n)*c.ratio {
			t.Errorf("sigma %g, alpha %g: mean over theory %.3f, want %.3f", c.sigma, c.alpha, ratio, c.ratio)
		}
		upper := Count(list, 1)
		p, n := rate.Upper(0), float64(upper.Exits)
		if got := float64(upper.Upper[0]) / n; math.Abs(got-p) > 4*math.Sqrt(p*(1-p)/n)+0.02 { // sigma is finite: .02
			t.Errorf("sigma %g, alpha %g: %.3f leave above, theory %.3f", c.sigma, c.alpha, got, p)
		}
	}
}

// Shares of exits and mean time over theory of |x_i| < 1, alpha 1.2, 1.5 and 1.8, Euler steps of .01.
func TestSimulatedExitShares(t *testing.T) {
	alpha, one := []float64{1.2, 1.5, 1.8}, []float64{1, 1, 1}
	for _, c := range []struct {
		sigma  float64
		shares [3]float64
		ratio  float64
	}{{0.1, [3]float64{0.705, 0.227, 0.069}, 0.988}, {0.05, [3]float64{0.754, 0.209, 0.036}, 1.021}} {
		const n = 4000
		sigma := []float64{c.sigma, c.sigma, c.sigma}
		e := Equation{Potential: Diagonal{1, 1, 1}, Noise: coordinates(t, alpha, sigma), Start: make([]float64, 3)}
		list := exits(t, e, Cube(3, 1), Euler{0.01}, Runs{Paths: n, Seed: 9, MaxTime: math.Inf(1)})
		counts := Count(list, 3)
		for i, want := range c.shares {
			if got := float64(counts.ByCoordinate[i]) / n; math.Abs(got-want) > allowed(n)*math.Sqrt(want*(1-want)) {
				t.Errorf("sigma %g, coordinate %d: share %.3f, want %.3f", c.sigma, i, got, want)
			}
		}
		rate, err := NewExitRate(alpha, sigma, one, one)
		if err != nil {
			t.Fatal(err)
		}
		if ratio := meanOf(t, list) / rate.MeanTime(); math.Abs(ratio-c.ratio) > allowed(n) {
			t.Errorf("sigma %g: mean over theory %.3f, want %.3f", c.sigma, ratio, c.ratio)
		}
	}
}

// Steps of stochastic gradient descent until |w| >= 1 over 1/StepHazard, alpha 1.5, sigma .3: Euler's scheme with dt = eta.
func TestSimulatedStepsOfSGD(t *testing.T) {
	for eta, want := range map[float64]float64{0.4: 0.886, 0.2: 0.894, 0.1: 0.959, 0.05: 0.972} {
		const n = 4000
		sigma, err := SGDCoefficient(1.5, 0.3, eta)
		if err != nil {
			t.Fatal(err)
		}
		e := Equation{Potential: Diagonal{1}, Noise: coordinates(t, []float64{1.5}, []float64{sigma}), Start: []float64{0}}
		list := exits(t, e, Cube(1, 1), Euler{eta}, Runs{Paths: n, Seed: 14, MaxTime: math.Inf(1)})
		hazard, err := StepHazard([]float64{1.5}, []float64{0.3}, []float64{1}, []float64{1}, eta)
		if err != nil {
			t.Fatal(err)
		}
		if ratio := meanOf(t, list) / eta * hazard; math.Abs(ratio-want) > allowed(n)*want {
			t.Errorf("eta %g: steps over theory %.3f, want %.3f", eta, ratio, want)
		}
	}
}

// Gaussian noise: the exact mean exit time of a cut-off well, its boundary shifted by .5826 standard deviations of a step
// (Broadie, Glasserman and Kou 1997), within 4 standard errors and 1 %; and Kramers' time over a saddle, an asymptotic
// formula, within 4 and 20 %.
func TestSimulatedGaussianExits(t *testing.T) {
	const n, dt = 2000, 0.002
	sigma := math.Sqrt(0.5 / 2.5)
	g, err := Gaussian([]float64{sigma})
	if err != nil {
		t.Fatal(err)
	}
	d := 1 + 0.5826*sigma*math.Sqrt(2*dt)
	want, err := QuadraticExitTime(1, d, d, sigma)
	if err != nil {
		t.Fatal(err)
	}
	list := exits(t, Equation{Potential: Diagonal{1}, Noise: g, Start: []float64{0}}, Cube(1, 1), Euler{dt}, Runs{Paths: n, Seed: 15, MaxTime: math.Inf(1)})
	if mean := meanOf(t, list); math.Abs(mean/want-1) > 4/math.Sqrt(n)+0.01 {
		t.Errorf("cut-off well: mean %.3f, exact %.3f", mean, want)
	}
	if g, err = Gaussian([]float64{math.Sqrt(1 / 3.5)}); err != nil {
		t.Fatal(err)
	}
	if want, err = KramersSaddle(1, 8, 4, math.Sqrt(1/3.5)); err != nil {
		t.Fatal(err)
	}
	list = exits(t, Equation{Potential: DoubleWell{1, 1, 1}, Noise: g, Start: []float64{-1}}, HalfSpace{[]float64{1}, 0.5}, Euler{dt}, Runs{Paths: n, Seed: 16, MaxTime: math.Inf(1)})
	if mean := meanOf(t, list); math.Abs(mean/want-1) > 4/math.Sqrt(n)+0.2 {
		t.Errorf("saddle: mean %.3f, Kramers %.3f", mean, want)
	}
}

// Survival under cooling, alpha 1.5, (-1, 1), sigma .15, t0 50, Euler steps of .01, at times 50, 200 and 800.
func TestSimulatedCooledSurvival(t *testing.T) {
	for _, c := range []struct {
		theta float64
		want  [3]float64
	}{{0, [3]float64{0.283, 0.006, 0}}, {2.0 / 3, [3]float64{0.406, 0.138, 0.032}}, {1, [3]float64{0.501, 0.272, 0.172}}, {1.5, [3]float64{0.574, 0.446, 0.408}}} {
		const n = 1000
		e := Equation{Potential: Diagonal{1}, Noise: coordinates(t, []float64{1.5}, []float64{0.15}), Schedule: NoiseScale(Polynomial(50, c.theta)), Start: []float64{0}}
		list := exits(t, e, Cube(1, 1), Euler{0.01}, Runs{Paths: n, Seed: 10, MaxTime: 800})
		for k, at := range []float64{50, 200, 800} {
			inside := 0.0
			for _, x := range list {
				if x.Time >= at {
					inside++
				}
			}
			got, want := inside/n, c.want[k]
			if math.Abs(got-want) > allowed(n)*math.Sqrt(max(want*(1-want), 0.002)) {
				t.Errorf("theta %g: survival at %g is %.3f, want %.3f", c.theta, at, got, want)
			}
		}
	}
}

// The jump-adapted scheme has the mean and the shares of Euler's, in a fraction of the steps; where exits take 1e7 steps of
// Euler's it agrees with the limit theory. Exponential times, 3000 paths: relative standard error 1.8 %, of the difference
// 2.6 %, and 4 of them are a false alarm of 6e-5; the bias allowed beside it is 2 %.
func TestJumpsAgainstEuler(t *testing.T) {
	alpha, sigma, one := []float64{1.3, 1.7}, []float64{0.1, 0.15}, []float64{1, 1}
	e := Equation{Potential: Diagonal{1, 2}, Noise: coordinates(t, alpha, sigma), Start: make([]float64, 2)}
	run := func(e Equation, s Scheme) (mean float64, share float64, steps int64) {
		list := exits(t, e, Cube(2, 1), s, Runs{Paths: 3000, Seed: 12, MaxTime: math.Inf(1)})
		for _, x := range list {
			mean += x.Time / 3000
			steps += x.Steps
		}
		return mean, float64(Count(list, 2).ByCoordinate[0]) / 3000, steps
	}
	mean, share, steps := run(e, Euler{0.005})
	cooled := e
	cooled.Schedule = NoiseScale(func(float64) float64 { return 1 }) // takes Euler steps between jumps
	for _, c := range []struct {
		name string
		e    Equation
		s    Jumps
	}{{"exact between jumps", e, Jumps{Threshold: 0.2}}, {"smaller threshold", e, Jumps{Threshold: 0.1}}, {"Euler between jumps", cooled, Jumps{0.2, 0.01}}} {
		m, p, k := run(c.e, c.s)
		if math.Abs(m/mean-1) > 4*0.026+0.02 {
			t.Errorf("%s: mean %.3f, Euler's %.3f", c.name, m, mean)
		}
		if math.Abs(p-share) > 4*math.Sqrt(2*share*(1-share)/3000)+0.02 {
			t.Errorf("%s: share %.3f, Euler's %.3f", c.name, p, share)
		}
		if c.s.Step == 0 && k*20 > steps {
			t.Errorf("%s: %d steps, Euler %d", c.name, k, steps)
		}
	}
	// Cooled noise: the share that is still inside at time 100, within 4 standard errors of the difference and .02.
	cooled.Schedule = NoiseScale(Polynomial(20, 1))
	inside := func(s Scheme) float64 {
		n := 0.0
		for _, x := range exits(t, cooled, Cube(2, 1), s, Runs{Paths: 2000, Seed: 17, MaxTime: 100}) {
			if x.Censored {
				n++
			}
		}
		return n / 2000
	}
	if a, b := inside(Euler{0.01}), inside(Jumps{0.2, 0.01}); math.Abs(a-b) > 4*math.Sqrt(2*a*(1-a)/2000)+0.02 || a < 0.1 || a > 0.9 {
		t.Errorf("cooled: %.3f inside by jumps, %.3f by Euler", b, a)
	}
	small := []float64{1e-4, 3e-4}
	rate, err := NewExitRate(alpha, small, one, one)
	if err != nil {
		t.Fatal(err)
	}
	e.Noise = coordinates(t, alpha, small)
	m, p, k := run(e, Jumps{Threshold: 0.2})
	if math.Abs(m/rate.MeanTime()-1) > 4*0.018+0.02 || math.Abs(p-rate.Share(0)) > 4*math.Sqrt(0.25/3000)+0.01 {
		t.Errorf("rare exits: mean %.4g and share %.3f, theory %.4g and %.3f", m, p, rate.MeanTime(), rate.Share(0))
	}
	if euler := rate.MeanTime() / 0.01 * 3000; float64(k)*20 > euler || rate.MeanTime() < 1e5 {
		t.Errorf("rare exits: %d steps; Euler's would be %.3g", k, euler)
	}
}

// The invariant chain of two wells, U = (x^2-1)^2/4: rates of leaving over theory were .896 to 1.021 in an independent
// simulation of several sigma and alpha. About 700 moves each: standard error 4 %; 4 of them and the finite sigma allow .75
// to 1.2.
func TestWanderingBetweenWells(t *testing.T) {
	const alpha, sigma = 1.5, 0.1
	theory, err := NewWells(alpha, sigma, []float64{-1, 1}, []float64{0})
	if err != nil {
		t.Fatal(err)
	}
	e := Equation{Potential: DoubleWell{1, 1, 0.25}, Noise: coordinates(t, []float64{alpha}, []float64{sigma}), Start: []float64{-1}}
	core := func(x []float64) int {
		switch {
		case x[0] < -0.5:
			return 0
		case x[0] > 0.5:
			return 1
		}
		return -1
	}
	r := Runs{Paths: 20, Seed: 13, MaxTime: 10000}
	v, err := Wandering(ctx, e, Tamed{0.02}, r, 2, core)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 2 {
		if ratio := theory.Leave(i) / v.Leave(i); ratio < 0.75 || ratio > 1.2 {
			t.Errorf("well %d: time in it over theory %.3f", i, ratio)
		}
	}
	r.Workers = 3
	again, err := Wandering(ctx, e, Tamed{0.02}, r, 2, core)
	if err != nil || again.Time[0] != v.Time[0] || again.Moves.At(0, 1) != v.Moves.At(0, 1) {
		t.Errorf("with three workers: %v and %v, %v", again.Time, v.Time, err)
	}
}
