package networks

import (
	"math"

	"github.com/sgnlab/sgnlab/paperlib/stats"
)

// Synthetic are results of every kind without any training, for tests of what is drawn and published, with the arrays of
// those that have any.
func Synthetic() (list []Result, arrays map[string][]float32) {
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
	loss := func(v float64) Point {
		kl := 20 * (1 - v/900)
		return Point{Test: stats.Number(v), Terms: &Terms{stats.Number(v - kl), stats.Number(kl)}}
	}
	common := Result{Data: "digits", Title: "UCI digits", Start: "random weights", Recipe: "SGD", Parameters: 8970, Train: 1437, Test: 360, Epochs: 3}
	mlp, vae, bert, diffusion := common, common, common, common
	mlp.Net, mlp.Measure, mlp.Baseline, mlp.BaselineWords = "mlp", Accuracy, 0.1, "the most frequent class"
	mlp.Run = Run{1, points(0.1, 0.95, accuracy)}
	mlp2 := mlp
	mlp2.Run = Run{2, points(0.12, 0.97, accuracy)}
	vae.Net, vae.Measure, vae.Baseline, vae.BaselineWords = "vae-bernoulli", ELBO, -200, "the pixels' frequencies"
	vae.Samples, vae.Reconstructed = []int{3, 2, 2, 1}, []int{2, 3, 2, 2, 1}
	vae.Run = Run{1, points(900, 60, loss)}
	bert.Net, bert.Measure, bert.Baseline = "bert", Matthews, 0
	bert.Run = Run{1, points(0, 0.8, accuracy)}
	diffusion.Net, diffusion.Measure, diffusion.Baseline = "diffusion", Noise, nan
	diffusion.Run = Run{1, points(1.4, 0.04, func(v float64) Point { return Point{Test: stats.Number(v)} })}
	images := []float32{0, .1, .2, .3, .4, .5, .6, .7, .8, .9, 1, 2}
	return []Result{mlp, mlp2, vae, bert, diffusion},
		map[string][]float32{"samples": images, "reconstructions": append([]float32{0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1}, images...)}
}
