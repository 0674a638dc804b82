package sgn

import "math"

// Activity describes the gradients g of the single examples of the training set with respect to one coordinate: what the tail
// of its noise may come from without any law of large jumps.
type Activity struct {
	// Zero is the share of examples whose gradient is exactly 0, as behind a rectifier that is off. Of B examples of a batch
	// B (1 - Zero) say something: the effective batch.
	Zero float64 `json:"zero"`
	// LogSpread is the standard deviation of log|g| over the other examples.
	LogSpread float64 `json:"log_spread"`
	// Top is the largest share of one example in the variance, max (g - mean)^2 / sum (g - mean)^2; 0 where all are equal.
	Top float64 `json:"top"`
}

// activities describes the coordinates of a tile of the bank, of n examples, before it is centred.
func activities(tile []float32) (out [lanes]Activity) {
	var zeros, sum, squares, mean, variance, top [lanes]float64
	n := float64(len(tile) / lanes)
	for i := 0; i < len(tile); i += lanes {
		for l, v := range tile[i : i+lanes] {
			if v == 0 {
				zeros[l]++
				continue
			}
			u := math.Log(math.Abs(float64(v)))
			sum[l] += u
			squares[l] += u * u
			mean[l] += float64(v) / n
		}
	}
	for i := 0; i < len(tile); i += lanes {
		for l, v := range tile[i : i+lanes] {
			d := (float64(v) - mean[l]) * (float64(v) - mean[l])
			variance[l] += d
			top[l] = math.Max(top[l], d)
		}
	}
	for l := range out {
		out[l].Zero = zeros[l] / n
		if k := n - zeros[l]; k > 1 {
			out[l].LogSpread = math.Sqrt(math.Max(0, (squares[l]-sum[l]*sum[l]/k)/(k-1)))
		}
		if variance[l] > 0 {
			out[l].Top = top[l] / variance[l]
		}
	}
	return out
}
