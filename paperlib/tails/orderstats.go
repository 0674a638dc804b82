package tails

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// ErrOrder reports a number of order statistics that an estimator of the tail cannot use: too few, more than there are,
// or so many that the threshold is zero.
var ErrOrder = errors.New("tails: unusable number of order statistics")

// ErrTiedTail reports a tail whose order statistics coincide: spacings of zero have no tail index.
var ErrTiedTail = errors.New("tails: the largest draws are tied")

// TailPoint is an estimate of the extreme value index xi from the K largest of |x|.
//
// Xi > 0 means a power tail of index Alpha = 1/Xi, Xi = 0 an exponential one and Xi < 0 a bounded one. Where Xi is not
// positive there is no tail index: Alpha is then +Inf and StdErr NaN, and Xi with XiStdErr is what to report.
type TailPoint struct {
	K             int
	Xi, XiStdErr  float64
	Alpha, StdErr float64 // StdErr = XiStdErr/Xi^2
	Threshold     float64 // |x| beyond which the tail was used
}

// tailPoint completes a point from xi and the variance of sqrt(k) (xi-hat - xi).
func tailPoint(k int, xi, variance, threshold float64) TailPoint {
	p := TailPoint{K: k, Xi: xi, XiStdErr: math.Sqrt(variance / float64(k)), Alpha: math.Inf(1), StdErr: math.NaN(), Threshold: threshold}
	if xi > 0 {
		p.Alpha, p.StdErr = 1/xi, p.XiStdErr/(xi*xi)
	}
	return p
}

// OrderGrid returns about count values of k in geometric steps from lo to hi, both included, without repeats: the k of
// a tail plot on a logarithmic axis, or the block lengths of MohammadiPath. It panics unless 1 <= lo < hi and count >= 2.
func OrderGrid(lo, hi, count int) []int {
	if lo < 1 || hi <= lo || count < 2 {
		panic(fmt.Sprintf("tails: OrderGrid(%d, %d, %d)", lo, hi, count))
	}
	var out []int
	for i := range count {
		f := float64(i) / float64(count-1)
		k := int(math.Round(math.Exp((1-f)*math.Log(float64(lo)) + f*math.Log(float64(hi)))))
		if len(out) == 0 || k > out[len(out)-1] {
			out = append(out, k)
		}
	}
	return out
}

// descending returns |x| in decreasing order.
func descending(x []float64) []float64 {
	y := make([]float64, len(x))
	for i, v := range x {
		y[i] = -math.Abs(v)
	}
	slices.Sort(y)
	for i := range y {
		y[i] = -y[i]
	}
	return y
}
