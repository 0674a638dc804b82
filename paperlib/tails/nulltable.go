package tails

import (
	_ "embed"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// The embedded nulls. Each is written by TestMakeNulls (see there): every row is one statistic at one (alpha, n), with
// its number of replicates and its quantiles at the upper-tail probabilities that the header names.
var (
	//go:embed nulltable/gof.csv
	gofText string
	gofNull = embedded(&gofText)
	//go:embed nulltable/lr.csv
	lrText string
	lrNull = embedded(&lrText)
	//go:embed nulltable/sums.csv
	sumText string
	sumNull = embedded(&sumText)
	//go:embed nulltable/batches.csv
	batchText string
	batchNull = embedded(&batchText)
	//go:embed nulltable/vuong.csv
	vuongText string
	vuongNull = embedded(&vuongText)
)

func embedded(text *string) func() nullTable {
	return sync.OnceValue(func() nullTable {
		t, err := parseNullTable(*text)
		if err != nil {
			panic(err) // the embedded file is part of the program
		}
		return t
	})
}

// nullTable holds quantiles of simulated statistics.
type nullTable struct {
	level []float64 // upper-tail probabilities, descending
	grid  map[string]*nullSurface
}

// nullSurface is one statistic on a full grid of alpha and n, both ascending.
type nullSurface struct {
	alpha, n   []float64
	q          [][][]float64 // by alpha, n and level
	replicates [][]int
}

// nullColumns are the columns in front of the quantiles.
const nullColumns = 4

func parseNullTable(text string) (nullTable, error) {
	t := nullTable{grid: map[string]*nullSurface{}}
	for i, line := range strings.Split(strings.TrimSpace(text), "\n") {
		f := strings.Split(line, ",")
		v := make([]float64, len(f))
		for k, s := range f {
			if k == 0 || i == 0 && k < nullColumns {
				continue
			}
			var err error
			if v[k], err = strconv.ParseFloat(s, 64); err != nil {
				return t, fmt.Errorf("null table, line %d: %w", i+1, err)
			}
			if math.IsNaN(v[k]) || math.IsInf(v[k], 0) {
				return t, fmt.Errorf("null table, line %d: field %d is not finite", i+1, k+1)
			}
		}
		if i == 0 {
			t.level = v[min(nullColumns, len(v)):]
			for k, p := range t.level {
				if !(p > 0 && p < 1) || k > 0 && !(p < t.level[k-1]) {
					return t, fmt.Errorf("null table: %g is not a probability below the one before it", p)
				}
			}
			continue
		}
		if len(v) != nullColumns+len(t.level) || !slices.IsSorted(v[nullColumns:]) {
			return t, fmt.Errorf("null table, line %d: %d fields, not %d columns and %d ascending quantiles", i+1, len(v), nullColumns, len(t.level))
		}
		g := t.grid[f[0]]
		if g == nil {
			g = &nullSurface{}
			t.grid[f[0]] = g
		}
		if err := g.add(v[1], v[2], int(v[3]), v[nullColumns:]); err != nil {
			return t, fmt.Errorf("null table, line %d: %w", i+1, err)
		}
	}
	for name, g := range t.grid {
		for _, row := range g.q {
			if len(row) != len(g.n) || !(g.n[0] > 0) || !ascending(g.n) || !ascending(g.alpha) {
				return t, fmt.Errorf("null table: %s is not a full ascending grid of alpha and n", name)
			}
		}
	}
	if len(t.level) < 2 || len(t.grid) == 0 {
		return t, fmt.Errorf("null table: no quantiles")
	}
	return t, nil
}

func ascending(x []float64) bool {
	for i := 1; i < len(x); i++ {
		if !(x[i] > x[i-1]) {
			return false
		}
	}
	return true
}

// add appends a row; rows come by alpha, then by n.
func (g *nullSurface) add(alpha, n float64, replicates int, q []float64) error {
	if len(g.alpha) == 0 || g.alpha[len(g.alpha)-1] != alpha {
		g.alpha = append(g.alpha, alpha)
		g.q, g.replicates = append(g.q, nil), append(g.replicates, nil)
	}
	last := len(g.alpha) - 1
	if last == 0 {
		g.n = append(g.n, n)
	}
	if k := len(g.q[last]); k >= len(g.n) || g.n[k] != n {
		return fmt.Errorf("n = %g breaks the grid %v", n, g.n)
	}
	g.q[last] = append(g.q[last], q)
	g.replicates[last] = append(g.replicates[last], replicates)
	return nil
}

// p is the p-value of a statistic at (alpha, n). Quantiles are interpolated linearly in alpha and in 1/sqrt(n); beyond the
// largest n the last column serves (each table's test says by how much that errs), below the smallest n and outside the
// grid of alpha the answer is [ErrNotTabulated].
func (t nullTable) p(statistic string, s, alpha, n float64) (PValue, error) {
	g := t.grid[statistic]
	if g == nil {
		return PValue{}, fmt.Errorf("%w: no statistic %q", ErrNotTabulated, statistic)
	}
	if math.IsNaN(s) {
		return PValue{}, fmt.Errorf("tails: the statistic %s is NaN", statistic)
	}
	q, err := g.quantiles(alpha, n)
	if err != nil {
		return PValue{}, err
	}
	return lookUp(t.level, q, s), nil
}

func (g *nullSurface) quantiles(alpha, n float64) ([]float64, error) {
	first, last := g.alpha[0], g.alpha[len(g.alpha)-1]
	if !(alpha >= first && alpha <= last) || !(n >= g.n[0]) {
		return nil, fmt.Errorf("%w: alpha %g and n %g, tabulated are alpha in [%g, %g] and n from %g", ErrNotTabulated, alpha, n, first, last, g.n[0])
	}
	i, u := bracketOf(g.alpha, alpha)
	inverse := make([]float64, len(g.n)) // -1/sqrt(n), ascending
	for k, v := range g.n {
		inverse[k] = -1 / math.Sqrt(v)
	}
	j, v := bracketOf(inverse, -1/math.Sqrt(n))
	i1, j1 := min(i+1, len(g.alpha)-1), min(j+1, len(g.n)-1)
	q := make([]float64, len(g.q[0][0]))
	for k := range q {
		lo := (1-v)*g.q[i][j][k] + v*g.q[i][j1][k]
		hi := (1-v)*g.q[i1][j][k] + v*g.q[i1][j1][k]
		q[k] = (1-u)*lo + u*hi
	}
	return q, nil
}

// bracketOf returns i and the weight w of x[i+1] such that v lies between x[i] and x[i+1], clamped to the ends of x.
func bracketOf(x []float64, v float64) (i int, w float64) {
	for i < len(x)-2 && x[i+1] < v {
		i++
	}
	if len(x) == 1 {
		return 0, 0
	}
	return i, math.Max(0, math.Min(1, (v-x[i])/(x[i+1]-x[i])))
}
