package run

import (
	"fmt"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/internal/golden"
	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/studies/parameter"
)

// What is fitted to the same draws: the tolerance leaves room for other processors' rounding and nothing else.
func TestResultsBelongToTheVersion(t *testing.T) {
	names, columns := plantedColumns()
	got := golden.Results{Values: map[string]float64{}, Tolerance: 1e-5}
	text := ""
	for _, rank := range []float64{0, 0.5, 1} {
		r, draws, err := choosing(t, parameter.Knobs{Batch: 8, Rank: rank}, names, columns)
		if err != nil {
			t.Fatal(err)
		}
		at := fmt.Sprintf("rank %v: ", rank)
		got.Values[at+"tail index"], got.Values[at+"its standard error"] = r.Alpha, float64(r.AlphaSE)
		got.Values[at+"median tail index"], got.Values[at+"live"] = r.MedianAlpha, float64(r.Live)
		text += fmt.Sprintln(r.Coordinate, r.Flags, len(draws), draws[0])
		for _, f := range r.Laws {
			law, err := f.Law()
			if err != nil {
				t.Fatal(err)
			}
			got.Values[at+string(f.Family)+", mean log density"] = meanLogProb(law.LogProb, draws)
		}
	}
	got.Digest = lab.Digest([]byte(text))
	golden.Version(t, "nb01", "parameter.Study.Version", parameter.Study.Version, got)
}

func meanLogProb(f func(float64) float64, x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += f(v)
	}
	return sum / float64(len(x))
}
