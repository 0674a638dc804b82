package levy

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/bench"
	"github.com/sgnlab/sgnlab/paperlib/levy"
)

// The check accepts positions of the simulator that is timed (false alarm 1.2e-4) and refuses those of noise a third too wide.
func TestAccuracy(t *testing.T) {
	e, err := equation()
	if err != nil {
		t.Fatal(err)
	}
	const steps = 100
	x, err := levy.Ends(t.Context(), e, levy.Euler{Step: dt}, levy.Runs{Paths: 100, Seed: 4, MaxTime: steps * dt})
	if err != nil {
		t.Fatal(err)
	}
	if ks, tail := accuracy(x, steps); ks >= ksLimit || tail < 0.3 || tail > 2 {
		t.Errorf("sqrt(n) D = %v, tails %v", ks, tail)
	}
	for _, path := range x {
		for i := range path {
			path[i] *= 1.3
		}
	}
	if ks, _ := accuracy(x, steps); ks < ksLimit {
		t.Errorf("noise that is too wide: sqrt(n) D = %v", ks)
	}
}

// Print ends with the lines NAME<tab>VALUE, and the figure can be drawn.
func TestResult(t *testing.T) {
	r := &Result{Repeats: 9, Versions: map[string]string{"numpy": "2", "jax": "1"}}
	var x []float64
	for range 9 {
		x = append(x, 1e7*(7+rand.Float64()))
	}
	for _, who := range []string{"sgnlab", "sgnlab on 2 cores", "numpy", "jax"} {
		r.Timings = append(r.Timings, Timing{who, bench.Median(x)})
	}
	for over, v := range map[string]float64{"sgnlab on 2 cores": 1.95, "numpy": 3, "jax": 2.6} {
		r.Ratios = append(r.Ratios, Ratio{over, bench.Spread{Median: v}})
	}
	r.Rare.Gain = 1e5
	r.judge()
	var b bytes.Buffer
	if err := r.Print(&b); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(b.String()), "\n")
	for i, name := range []string{"steps_per_s_core", "over_numpy", "over_jax", "scaling_2_cores", "jump_adapted_over_euler"} {
		line := ""
		for _, l := range lines[len(lines)-5:] {
			if strings.HasPrefix(l, name+"\t") {
				line = l
			}
		}
		if line == "" {
			t.Errorf("the last lines lack number %d, %s:\n%s", i, name, b.String())
		}
	}
	if !strings.Contains(b.String(), "over_numpy                 at least 4                3 NOT MET") {
		t.Errorf("a missed target is not named:\n%s", b.String())
	}
	if _, err := r.Draw(); err != nil {
		t.Error(err)
	}
}
