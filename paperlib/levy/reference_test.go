package levy

import (
	"math"
	"testing"
)

// Mean exit times over theory of U = w^2/2 on (-1.5, 1), Euler steps of .01: values of an independent simulation. With 4000
// paths here and at least as many there the standard error of a ratio of means is 2.3 %; 4 of them are a false alarm of
// 6e-5 for each of the six cells.
func TestSimulatedMeanExitTimes(t *testing.T) {
	for _, c := range []struct{ sigma, alpha, ratio float64 }{
		{0.2, 1.2, 0.904}, {0.2, 1.5, 0.898}, {0.2, 1.8, 0.848}, {0.1, 1.2, 0.984}, {0.1, 1.5, 0.965},
	} {
		rate, err := NewExitRate([]float64{c.alpha}, []float64{c.sigma}, []float64{1.5}, []float64{1})
		if err != nil {
			t.Fatal(err)
		}
		e := Equation{Potential: Diagonal{1}, Noise: coordinates(t, []float64{c.alpha}, []float64{c.sigma}), Start: []float64{0}}
		list := exits(t, e, Interval(-1.5, 1), Euler{0.01}, Runs{Paths: 4000, Seed: 8, MaxTime: math.Inf(1)})
		times, err := Times(list)
		if err != nil {
			t.Fatal(err)
		}
		mean, err := times.Mean(0.95)
		if err != nil {
			t.Fatal(err)
		}
		ratio := mean.Value / rate.MeanTime()
		if math.Abs(ratio-c.ratio) > 4*0.023*c.ratio {
			t.Errorf("sigma %g, alpha %g: mean over theory %.3f, want %.3f", c.sigma, c.alpha, ratio, c.ratio)
		}
		upper := Count(list, 1)
		p, n := rate.Upper(0), float64(upper.Exits)
		if got := float64(upper.Upper[0]) / n; math.Abs(got-p) > 4*math.Sqrt(p*(1-p)/n)+0.02 { // sigma is finite: .02
			t.Errorf("sigma %g, alpha %g: %.3f leave above, theory %.3f", c.sigma, c.alpha, got, p)
		}
	}
}

// Shares of exits and mean time of |x_i| < 1, alpha 1.2, 1.5 and 1.8, sigma .1, Euler .01, against an independent
// simulation of 2000 paths: 4 standard errors of the difference for each of four numbers.
func TestSimulatedExitShares(t *testing.T) {
	alpha, sigma, one := []float64{1.2, 1.5, 1.8}, []float64{0.1, 0.1, 0.1}, []float64{1, 1, 1}
	e := Equation{Potential: Diagonal{1, 1, 1}, Noise: coordinates(t, alpha, sigma), Start: make([]float64, 3)}
	list := exits(t, e, Cube(3, 1), Euler{0.01}, Runs{Paths: 4000, Seed: 9, MaxTime: math.Inf(1)})
	counts := Count(list, 3)
	for i, want := range []float64{0.705, 0.227, 0.069} {
		got := float64(counts.ByCoordinate[i]) / float64(counts.Exits)
		if math.Abs(got-want) > 4*math.Sqrt(want*(1-want)*(1.0/2000+1.0/4000)) {
			t.Errorf("coordinate %d: share %.3f, want %.3f", i, got, want)
		}
	}
	rate, err := NewExitRate(alpha, sigma, one, one)
	if err != nil {
		t.Fatal(err)
	}
	times, err := Times(list)
	if err != nil {
		t.Fatal(err)
	}
	mean, err := times.Mean(0.95)
	if err != nil {
		t.Fatal(err)
	}
	if ratio := mean.Value / rate.MeanTime(); math.Abs(ratio-0.988) > 4*math.Sqrt(1.0/2000+1.0/4000) {
		t.Errorf("mean over theory %.3f, want .988", ratio)
	}
}

// Survival under cooling, alpha 1.5, (-1, 1), sigma .15, t0 50, against an independent simulation, within 4 standard errors
// of the difference of two proportions of 1500 and (at least) 1500 paths.
func TestSimulatedCooledSurvival(t *testing.T) {
	for _, c := range []struct {
		theta float64
		want  [2]float64 // at 50 and 200
	}{{0, [2]float64{0.283, 0.006}}, {2.0 / 3, [2]float64{0.406, 0.138}}, {1, [2]float64{0.501, 0.272}}, {1.5, [2]float64{0.574, 0.446}}} {
		e := Equation{Potential: Diagonal{1}, Noise: coordinates(t, []float64{1.5}, []float64{0.15}), Schedule: NoiseScale(Polynomial(50, c.theta)), Start: []float64{0}}
		list := exits(t, e, Cube(1, 1), Euler{0.01}, Runs{Paths: 1500, Seed: 10, MaxTime: 200})
		for k, at := range []float64{50, 200} {
			n := 0.0
			for _, x := range list {
				if x.Time >= at {
					n++
				}
			}
			got, want := n/1500, c.want[k]
			if math.Abs(got-want) > 4*math.Sqrt(2*max(want*(1-want), 0.01)/1500) {
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
