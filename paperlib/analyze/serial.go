package analyze

// serial returns for each block of draws the sum of s(i) s(i+1), s the sign of a draw about its median, corrected by the
// -1/(n-1) that centring gives on average. Independent draws have zero expectation, whatever their law.
func (d design) serial(x, sorted []float64) []float64 {
	out := make([]float64, d.blocks)
	n := len(x)
	median := (sorted[(n-1)/2] + sorted[n/2]) / 2
	sign := func(v float64) float64 {
		switch {
		case v > median:
			return 1
		case v < median:
			return -1
		}
		return 0
	}
	last := sign(x[0])
	for i, v := range x[1:] {
		s := sign(v)
		out[i/d.length] += last*s + 1/float64(n-1)
		last = s
	}
	return out
}
