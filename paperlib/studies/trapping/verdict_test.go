package trapping

import (
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/internal/studytest"
	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/rng"
	"github.com/sgnlab/sgnlab/paperlib/study/simulated"
)

// planted are exit times of the closed form, multiplied by a factor, by inversion.
func planted(t *testing.T, paths int, factor float64) (cells simulated.Cells) {
	t.Helper()
	r := rng.New(1, "planted")
	for i, clock := range clocks {
		end := []float64{Budget * Published.T0, Last}[i]
		for _, p := range Powers {
			theory, err := clock.theory(Published, p)
			if err != nil {
				t.Fatal(err)
			}
			c := simulated.Cell{Group: clock.group, Series: Series(p), X: p, Paths: paths}
			for range paths {
				lo, hi, u := 0.0, end, r.Float64()
				for range 60 {
					mid := (lo + hi) / 2
					s, err := theory.Survival(0, mid)
					if err != nil {
						t.Fatal(err)
					}
					if s > u {
						lo = mid
					} else {
						hi = mid
					}
				}
				time := lo * factor
				cut := lo > end*(1-1e-9) || time >= end
				c.Sample, c.Cut = append(c.Sample, min(time, end)), append(c.Cut, cut)
				if cut {
					c.Censored++
				} else {
					c.Events++
				}
			}
			cells = append(cells, c)
		}
	}
	return cells
}

// 3000 exact paths leave the margin of .05 with probability below 1e-6 at each of 24 places; the closed form's own law must be
// supported, times half as long not, and sixty paths decide nothing.
func TestVerdicts(t *testing.T) {
	for name, c := range map[string]struct {
		cells   simulated.Cells
		outcome lab.Outcome
	}{
		"theory holds":  {planted(t, 3000, 1), lab.Supported},
		"twice as fast": {planted(t, 3000, 0.5), lab.NotSupported},
		"few paths":     {planted(t, 60, 1), lab.Undecided},
	} {
		got := studytest.Outcomes(t, criteria, verdicts, Published, c.cells)
		overall := got["C6b, simulated equations"]
		if got["C6b, alpha theta = 1, in the equation's time"] != c.outcome || c.outcome != lab.Undecided && overall != c.outcome || c.outcome == lab.Undecided && overall == lab.Supported {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// Total time over exits of paths cut off at t estimates pooledMean: exact for constant noise, where it is the mean at every t.
func TestPooledMean(t *testing.T) {
	constant, err := inTime(Published, 0)
	if err != nil {
		t.Fatal(err)
	}
	mean, err := constant.MeanTime()
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []float64{10, 100, 1000} {
		if m, err := pooledMean(constant, at); err != nil || m < mean*0.999 || m > mean*1.001 {
			t.Errorf("budget %g: %v, want %v (%v)", at, m, mean, err)
		}
	}
}
