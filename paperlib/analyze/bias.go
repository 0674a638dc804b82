package analyze

import (
	_ "embed"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// biasText holds rows "alpha,n,alpha_bias,log_gamma_bias,inverse_alpha_bias": the means of a-hat - a, log g-hat - log g
// and 1/a-hat - 1/a over simulated samples of n draws of the stable law fitted by maximum likelihood. It is written by
// TestBiasTable (see there), which also verifies it.
//
//go:embed bias.csv
var biasText string

// biasTable is biasText by alpha and n, both ascending, on a full grid.
type biasTable struct {
	alpha, n []float64
	value    [][][3]float64 // by alpha, n
}

var biases = sync.OnceValue(func() biasTable {
	t, err := parseBias(biasText)
	if err != nil {
		panic(err) // the embedded file is part of the program
	}
	return t
})

func parseBias(text string) (biasTable, error) {
	var t biasTable
	for i, line := range strings.Split(strings.TrimSpace(text), "\n") {
		if i == 0 || strings.HasPrefix(line, "#") {
			continue
		}
		var f [5]float64
		fields := strings.Split(line, ",")
		if len(fields) != len(f) {
			return t, fmt.Errorf("bias table, line %d: %d fields instead of %d", i+1, len(fields), len(f))
		}
		for k, s := range fields {
			v, err := strconv.ParseFloat(s, 64)
			if err != nil {
				return t, fmt.Errorf("bias table, line %d: %w", i+1, err)
			}
			f[k] = v
		}
		if len(t.alpha) == 0 || t.alpha[len(t.alpha)-1] != f[0] {
			t.alpha, t.value = append(t.alpha, f[0]), append(t.value, nil)
		}
		if len(t.alpha) == 1 {
			t.n = append(t.n, f[1])
		}
		row := &t.value[len(t.value)-1]
		if len(*row) >= len(t.n) || t.n[len(*row)] != f[1] {
			return t, fmt.Errorf("bias table, line %d: the sizes differ between alphas", i+1)
		}
		*row = append(*row, [3]float64{f[2], f[3], f[4]})
	}
	if len(t.alpha) < 2 || len(t.n) < 2 || !slices.IsSorted(t.alpha) || !slices.IsSorted(t.n) || len(t.value[len(t.value)-1]) != len(t.n) {
		return t, fmt.Errorf("bias table: not a full ascending grid of alpha and n")
	}
	return t, nil
}

// at interpolates linearly in alpha and in 1/n. Beyond the largest n the bias falls as 1/n; below the smallest, and below
// the smallest alpha, the edge is used.
func (t biasTable) at(alpha, n float64) (out [3]float64) {
	i, u := bracket(t.alpha, alpha)
	inverse := make([]float64, len(t.n)) // ascending in 1/n
	for k, v := range t.n {
		inverse[len(t.n)-1-k] = 1 / v
	}
	shrink := 1.0
	if last := t.n[len(t.n)-1]; n > last {
		shrink, n = last/n, last
	}
	j, v := bracket(inverse, 1/n)
	at := func(i, j int) [3]float64 { return t.value[i][len(t.n)-1-j] }
	for k := range out {
		lo := (1-v)*at(i, j)[k] + v*at(i, j+1)[k]
		hi := (1-v)*at(i+1, j)[k] + v*at(i+1, j+1)[k]
		out[k] = shrink * ((1-u)*lo + u*hi)
	}
	return out
}

// bracket returns i and the weight w of x[i+1] such that v lies between x[i] and x[i+1], clamped to the ends.
func bracket(x []float64, v float64) (i int, w float64) {
	for i < len(x)-2 && x[i+1] < v {
		i++
	}
	return i, math.Max(0, math.Min(1, (v-x[i])/(x[i+1]-x[i])))
}

// bias is the expectation of the departures of a stable law with tail index alpha: maximum likelihood from few sums is not
// unbiased, and the mean over many coordinates sees it.
func (d design) bias(alpha float64) []float64 {
	k := len(d.m) - 1
	out := make([]float64, 2*k)
	one := biases().at(alpha, float64(d.n))
	for i, m := range d.m[1:] {
		b := biases().at(alpha, float64(d.n/m))
		out[i] = b[0] - one[0]
		out[k+i] = b[1] - one[1] - math.Log(float64(m))*one[2]
	}
	return out
}
