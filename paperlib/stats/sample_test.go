package stats

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/stat"
)

var sample = []float64{3, -1, 4, 1, -5, 9, 2, 6}

func TestMeanAndDeviationAreGonums(t *testing.T) {
	mean, deviation := stat.PopMeanStdDev(sample, nil)
	for name, of := range map[string]func([]float64) float64{"mean": Mean, "sum mean": SumMean} {
		if m := of(sample); math.Abs(m-mean) > 1e-14 {
			t.Errorf("%s %v, want %v", name, m, mean)
		}
	}
	if m, d := MeanDeviation(sample); math.Abs(m-mean) > 1e-14 || math.Abs(d-deviation) > 1e-14 {
		t.Errorf("mean and deviation %v %v, want %v %v", m, d, mean, deviation)
	}
	if m := Mean(nil); m != 0 || !math.IsNaN(SumMean(nil)) {
		t.Errorf("of no values %v and %v", m, SumMean(nil))
	}
}

// Values whose sum, squares and mean of the middle two leave float64 on the way.
func TestNoOverflow(t *testing.T) {
	big := []float64{-1.5e308, 1.6e308, 1.7e308}
	if m, d := MeanDeviation(big); math.Abs(m/0.6e308-1) > 1e-14 || !(d > 1.4e308 && d < 1.5e308) {
		t.Errorf("mean and deviation %v %v", m, d)
	}
	if m := Mean(big); math.Abs(m/0.6e308-1) > 1e-14 {
		t.Errorf("mean %v", m)
	}
	if m := Median([]float64{1.6e308, 1.7e308}); math.Abs(m/1.65e308-1) > 1e-15 {
		t.Errorf("median %v", m)
	}
}

func TestMedianAndQuantile(t *testing.T) {
	for _, c := range []struct {
		sorted []float64
		want   float64
	}{{[]float64{5}, 5}, {[]float64{1, 2}, 1.5}, {[]float64{1, 2, 7}, 2}, {[]float64{-3, 1, 2, 7}, 1.5}, {[]float64{0, 5e-324, 1}, 5e-324}} {
		if m := Median(c.sorted); m != c.want {
			t.Errorf("median of %v: %v", c.sorted, m)
		}
		if q := Quantile(c.sorted, 0.5); q != c.want {
			t.Errorf("quantile 1/2 of %v: %v", c.sorted, q)
		}
	}
	// R: quantile(c(1, 2, 4, 8, 16), c(0, .1, .25, .3, .9, 1)) gives these.
	x := []float64{1, 2, 4, 8, 16}
	for p, want := range map[float64]float64{0: 1, 0.1: 1.4, 0.25: 2, 0.3: 2.4, 0.9: 12.8, 1: 16} {
		if q := Quantile(x, p); math.Abs(q-want) > 1e-14 {
			t.Errorf("quantile %v: %v, want %v", p, q, want)
		}
	}
}

func TestMedianOfNothingPanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	Median(nil)
}
