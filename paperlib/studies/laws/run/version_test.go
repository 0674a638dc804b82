package run

import (
	"fmt"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/internal/golden"
	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/rng"
	"github.com/sgnlab/sgnlab/paperlib/stable"
	"github.com/sgnlab/sgnlab/paperlib/stats"
	"github.com/sgnlab/sgnlab/paperlib/studies/laws"
)

// plantedCapture is a capture of six stable coordinates and a dead one at two batch sizes, in the form of package sgn:
// single precision, with enough draws for the test of sum-stability and with some that occur twice.
func plantedCapture() laws.Capture {
	c := laws.Capture{Seed: 3}
	alphas := []float64{1.3, 1.5, 0, 1.6, 1.7, 1.8, 1.9}
	for j := range alphas {
		c.Coordinates = append(c.Coordinates, fmt.Sprintf("w[%d]", j))
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
	list, err := laws.Summarise([]laws.OneSeed{one}, 3)
	if err != nil {
		t.Fatal(err)
	}
	got := golden.Results{Values: map[string]float64{}, Tolerance: 1e-4}
	text := ""
	for _, b := range list {
		at := fmt.Sprintf("B = %d, ", b.Batch)
		for name, e := range map[string]stats.Interval{"tail index": b.Alpha, "drift": b.Drift, "C1a": b.C1a, "C1b Student t": b.C1bStudentT, "C1b generalised Gaussian": b.C1bGGD} {
			got.Values[at+name], got.Values[at+name+" from"], got.Values[at+name+" to"] = float64(e.Value), float64(e.Lo), float64(e.Hi)
		}
		for _, r := range b.Rows {
			got.Values[at+string(r.Model)+" BIC"] = float64(r.BIC)
			got.Values[at+string(r.Model)+" held out"] = float64(r.HeldOut.Value)
			got.Values[at+string(r.Model)+" SSE"] = float64(r.SSE.Value)
			got.Values[at+string(r.Model)+" chi-square"] = float64(r.Chi2.Value)
		}
		text += fmt.Sprintln(b.Batch, b.Draws, b.Coordinates, b.Live, b.Dead, b.Unfit, b.Ties, b.SumTested, b.SumRejected, b.SumTop, b.SumReason)
	}
	if one.Fits.Batches[0].Sum.Tested == 0 {
		t.Fatal("no coordinate was tested for sum-stability: the golden would not see its changes")
	}
	for k, b := range one.Fits.Batches {
		for i, p := range b.Sum.P {
			got.Values[fmt.Sprintf("batch %d: sum-stability p %d", k, i)] = float64(p)
		}
	}
	got.Digest = lab.Digest([]byte(text))
	golden.Version(t, "nb02", "laws.Version", laws.Version, got)
}
