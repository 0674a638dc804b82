package run

import (
	"fmt"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/internal/golden"
	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/rng"
	"github.com/sgnlab/sgnlab/paperlib/stable"
	"github.com/sgnlab/sgnlab/paperlib/studies/laws"
	"github.com/sgnlab/sgnlab/paperlib/tails"
)

// plantedCapture is a capture of six stable coordinates and a dead one at two batch sizes, in the form of package sgn:
// single precision, with enough draws for the test of sum-stability and with some that occur twice.
func plantedCapture() laws.Capture {
	c := laws.Capture{Seed: 3, Activity: make([]laws.Activity, 7)}
	alphas := []float64{1.3, 1.5, 0, 1.6, 1.7, 1.8, 1.9}
	for j := range alphas {
		c.Coordinates, c.Weights = append(c.Coordinates, fmt.Sprintf("w[%d]", j)), append(c.Weights, float64(j+1)/28)
		c.Activity[j] = laws.Activity{Zero: 0.1 * float64(j), LogSpread: float64(j), Top: 0.01 * float64(j)}
	}
	for _, batch := range []int{8, 16} {
		d := laws.Draws{Batch: batch, N: 250, U: make([]float32, 250*len(alphas))}
		for j, a := range alphas {
			if a == 0 {
				continue
			}
			law := stable.Symmetric{Alpha: a, Gamma: 1 + float64(j), Src: rng.Stream(2, "planted", fmt.Sprint(batch, j))}
			for i := range d.N {
				d.U[i*len(alphas)+j] = float32(law.Rand())
			}
			for i := range 2 * j { // 0 %, 0.8 %, ... of the draws repeat the last ones
				d.U[i*len(alphas)+j] = d.U[(d.N-1-i)*len(alphas)+j]
			}
		}
		c.Draws = append(c.Draws, d)
	}
	return c
}

// What is judged and summarised of the same draws.
func TestResultsBelongToTheVersion(t *testing.T) {
	one := laws.OneSeed{Seed: 3, Vectors: map[int]map[string][]float64{}}
	var err error
	one.Fits, err = laws.Judge(t.Context(), plantedCapture(), func(int, int, string) {}, func(batch int, v map[string][]float64) error {
		one.Vectors[batch] = v
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	list, err := laws.Summarise([]laws.OneSeed{one})
	if err != nil {
		t.Fatal(err)
	}
	got := golden.Results{Values: map[string]float64{}, Tolerance: 1e-4}
	text := ""
	for _, b := range list {
		at := fmt.Sprintf("B = %d, ", b.Batch)
		means := map[string]tails.SeedMean{"tail index": b.Alpha, "drift": b.Drift, "gain": b.Gain}
		for m, e := range b.Rivals {
			means["against "+string(m)] = e
		}
		for name, m := range means {
			e := m.Interval(0.95)
			got.Values[at+name], got.Values[at+name+" from"], got.Values[at+name+" to"] = e.Value, e.Lo, e.Hi
		}
		for _, r := range b.Rows {
			got.Values[at+string(r.Model)+" BIC"] = float64(r.BIC)
			got.Values[at+string(r.Model)+" held out"] = float64(r.HeldOut.Value)
			got.Values[at+string(r.Model)+" SSE"] = float64(r.SSE.Value)
			got.Values[at+string(r.Model)+" chi-square"] = float64(r.Chi2.Value)
		}
		s := b.Shares
		for name, v := range map[string]float64{"dead": s.Dead, "trusted": s.Trusted, "rejected": s.Rejected, "gains": s.Gains, "atoms": s.Atom,
			"zero": float64(s.Zero), "log-spread": float64(s.LogSpread), "top": float64(s.Top), "by array": float64(s.ByArray)} {
			got.Values[at+name] = v
		}
		text += fmt.Sprintln(b.Batch, b.Draws, b.Coordinates, b.Scored, b.Dead, b.Unfit, b.SumTested, b.SumRejected, b.SumAtoms, b.SumTop, b.SumReason)
	}
	if one.Fits.Batches[0].Sum.Tested == 0 {
		t.Fatal("no coordinate was tested for sum-stability: the golden would not see its changes")
	}
	for k, b := range one.Fits.Batches {
		for i, p := range b.Sum.P {
			got.Values[fmt.Sprintf("batch %d: sum-stability p %d", k, i)] = float64(p)
		}
	}
	// A planted network goes the same way, from draws that are its own.
	count, err := laws.Plants()[1].Count(t.Context(), laws.PlantedSizes{Replicates: 1, Seeds: 2, Coordinates: 10, Draws: 300}, 3, func(int, int) {})
	if err != nil {
		t.Fatal(err)
	}
	text += fmt.Sprintln(count.Truth, count.Wrong, *count.Right)
	got.Digest = lab.Digest([]byte(text))
	golden.Version(t, "nb02", "laws.Version", laws.Version, got)
}
