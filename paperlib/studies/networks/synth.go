package networks

import (
	"math"

	"github.com/sgnlab/sgnlab/paperlib/stats"
)

// Synthetic are results of every kind without any training, for tests of what is drawn and published, with the array
// samples of those that have one.
func Synthetic() (list []Result, samples []float32) {
	nan := stats.Number(math.NaN())
	points := func(from, to float64, measure func(v float64) Point) (p []Point) {
		for k := range 4 {
			one := measure(from + (to-from)*float64(k)/3)
			one.Step, one.Train = 100*k, one.Test
			if k == 0 {
				one.Train = nan
			}
			p = append(p, one)
		}
		return p
	}
	accuracy := func(v float64) Point {
		return Point{Test: stats.Number(2.3 * (1 - v)), Accuracy: stats.Number(v), Matthews: stats.Number(v / 2)}
	}
	loss := func(v float64) Point { return Point{Test: stats.Number(v)} }
	common := Result{Data: "digits", Title: "UCI digits", Start: "random weights", Recipe: "SGD", Parameters: 8970, Train: 1437, Test: 360, Epochs: 3}
	mlp, vae, bert := common, common, common
	mlp.Net, mlp.Measure, mlp.Baseline, mlp.BaselineWords = "mlp", Accuracy, 0.1, "the most frequent class"
	mlp.Run = Run{1, points(0.1, 0.95, accuracy)}
	mlp2 := mlp
	mlp2.Run = Run{2, points(0.12, 0.97, accuracy)}
	vae.Net, vae.Measure, vae.Baseline, vae.Samples = "vae", ELBO, nan, []int{3, 2, 2, 1}
	vae.Run = Run{1, points(900, 60, loss)}
	bert.Net, bert.Measure, bert.Baseline = "bert", Matthews, 0
	bert.Run = Run{1, points(0, 0.8, accuracy)}
	return []Result{mlp, mlp2, vae, bert}, []float32{0, .1, .2, .3, .4, .5, .6, .7, .8, .9, 1, 2}
}
