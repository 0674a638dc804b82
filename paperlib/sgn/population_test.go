package sgn_test

import (
	"errors"
	"math"
	"sort"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/sgnlab/sgnlab/paperlib/rng"
	"github.com/sgnlab/sgnlab/paperlib/sgn"
)

func population(t *testing.T, v []float64) *sgn.Population {
	t.Helper()
	p, err := sgn.NewPopulation(v)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func law(t *testing.T, p *sgn.Population, batch, cells int) *sgn.PopulationLaw {
	t.Helper()
	l, err := p.Law(batch, cells)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// A population of zeros and ones: B times the mean of a batch is binomial.
func TestPopulationIsBinomial(t *testing.T) {
	v := make([]float64, 1000)
	for i := range 300 {
		v[i] = 1
	}
	p := population(t, v)
	for _, b := range []int{1, 7, 64} {
		l := law(t, p, b, sgn.MediumGrid)
		ref := distuv.Binomial{N: float64(b), P: 0.3}
		if want := math.Pow(0.7, float64(b)); math.Abs(l.Atom-want) > 1e-14 || math.Abs(l.AtomAt+0.3) > 1e-14 {
			t.Errorf("B = %d: an atom of %v at %v, want %v at -0.3", b, l.Atom, l.AtomAt, want)
		}
		for k := 0; k < b; k++ {
			u := (float64(k)+0.5)/float64(b) - 0.3 // between two values of the mean
			if got, want := l.CDF(u), ref.CDF(float64(k)); math.Abs(got-want) > 1e-9 {
				t.Errorf("B = %d: P(U <= %v) is %v, want %v", b, u, got, want)
			}
			if got, want := l.Survival(u), 1-ref.CDF(float64(k)); math.Abs(got-want) > 1e-9 {
				t.Errorf("B = %d: P(U > %v) is %v, want %v", b, u, got, want)
			}
		}
	}
}

// heavy is a population of 10,000 with 60 % exact zeros and a heavy, skew tail.
func heavy() []float64 {
	r := rng.New(3, "population")
	v := make([]float64, 10000)
	for i := range v {
		if r.Float64() > 0.6 {
			v[i] = 1e-3 * math.Exp(1.5*r.NormFloat64()) * (r.NormFloat64() + 0.3)
		}
	}
	return v
}

// For B = 1 the law is the empirical one.
func TestPopulationOfSingleExamples(t *testing.T) {
	v := heavy()
	p := population(t, v)
	l := law(t, p, 1, sgn.LargeGrid)
	sorted := append([]float64(nil), v...)
	sort.Float64s(sorted)
	for _, q := range []float64{0.001, 0.05, 0.17, 0.5, 0.83, 0.95, 0.999} {
		x := sorted[int(q*float64(len(v)))]
		below := float64(sort.SearchFloat64s(sorted, x)) / float64(len(v))
		above := float64(sort.Search(len(sorted), func(i int) bool { return sorted[i] > x })) / float64(len(v))
		got := l.CDF(x - p.Mean)
		if got < below-2e-3 || got > above+2e-3 {
			t.Errorf("P(g <= %v) is %v, the empirical law has %v to %v", x, got, below, above)
		}
	}
}

// The variance, the third and the fourth cumulant of the law on the grid are the exact ones.
func TestPopulationCumulants(t *testing.T) {
	p := population(t, heavy())
	for _, b := range []int{8, 32, 512} {
		l := law(t, p, b, sgn.LargeGrid)
		k2, k3, k4 := p.Cumulants(b)
		// Moments by quadrature over quantiles would be coarse: take them from cells through the density.
		sd := math.Sqrt(k2)
		far := 0.0
		for _, g := range heavy() {
			far = math.Max(far, 3*math.Abs(g-p.Mean)/float64(b))
		}
		far += 10 * sd
		var m1, m2, m3, m4 float64
		h := far / 2e5
		for x := -far; x < far; x += h {
			w := l.CDF(x+h/2) - l.CDF(x-h/2)
			m1 += w * x
			m2 += w * x * x
			m3 += w * x * x * x
			m4 += w * x * x * x * x
		}
		if math.Abs(m1) > 1e-3*sd || math.Abs(m2/k2-1) > 1e-3 || math.Abs(m3/k3-1) > 0.02 || math.Abs((m4-3*m2*m2)/k4-1) > 0.02 {
			t.Errorf("B = %d: mean %.2g sd, cumulants over the exact ones %.6f, %.6f, %.6f", b, m1/sd, m2/k2, m3/k3, (m4-3*m2*m2)/k4)
		}
	}
}

// A million draws from the bank: the distribution function within the Kolmogorov-Smirnov bound 1.95/sqrt(n) (exceeded by
// chance with probability 1e-3; seed fixed), and the variance, third and fourth cumulant within five standard errors of their
// Monte-Carlo estimates from 100 blocks.
func TestPopulationAgainstAMillionDraws(t *testing.T) {
	v := heavy()
	p := population(t, v)
	for _, b := range []int{8, 32} {
		l := law(t, p, b, sgn.LargeGrid)
		const n, blocks = 1_000_000, 100
		r := rng.New(5, "draws")
		u := make([]float64, n)
		var cums [3][]float64
		for k := range blocks {
			var m2, m3, m4 float64
			for i := range n / blocks {
				sum := 0.0
				for range b {
					sum += v[r.IntN(len(v))]
				}
				x := sum/float64(b) - p.Mean
				u[k*n/blocks+i] = x
				m2, m3, m4 = m2+x*x, m3+x*x*x, m4+x*x*x*x
			}
			m := float64(n / blocks)
			cums[0] = append(cums[0], m2/m)
			cums[1] = append(cums[1], m3/m)
			cums[2] = append(cums[2], m4/m)
		}
		k2, k3, k4 := p.Cumulants(b)
		for i, want := range []float64{k2, k3, k4 + 3*k2*k2} {
			mean, sq := 0.0, 0.0
			for _, c := range cums[i] {
				mean += c / blocks
			}
			for _, c := range cums[i] {
				sq += (c - mean) * (c - mean) / (blocks - 1)
			}
			if se := math.Sqrt(sq / blocks); math.Abs(mean-want) > 5*se {
				t.Errorf("B = %d: moment %d of the draws is %v, standard error %v, exactly %v", b, i+2, mean, se, want)
			}
		}
		sort.Float64s(u)
		worst, atom := 0.0, 0
		for i := 0; i < n; {
			j := i
			for j < n && u[j]-u[i] <= 1e-12 { // the atom comes out of sums with rounding
				j++
			}
			if math.Abs(u[i]-l.AtomAt) < 1e-9 {
				atom += j - i
			} else {
				worst = math.Max(worst, math.Abs(l.CDF(u[i])-float64(j)/n))
			}
			i = j
		}
		if worst > 1.95/math.Sqrt(n)+2e-4 {
			t.Errorf("B = %d: the distribution functions differ by %v", b, worst)
		}
		if se := math.Sqrt(l.Atom * (1 - l.Atom) / n); math.Abs(float64(atom)/n-l.Atom) > 4*se+1e-5 { // a few sums of tiny values come as close
			t.Errorf("B = %d: the atom has %v of the draws, %v of the law", b, float64(atom)/n, l.Atom)
		}
		for _, q := range []float64{1e-4, 0.01, 0.3, 0.5, 0.9, 0.9999} {
			x := l.Quantile(q)
			if l.CDF(x) < q-1e-9 || l.CDF(x-1e-9) > q+1e-6 {
				t.Errorf("B = %d: quantile %v is %v with CDF %v", b, q, x, l.CDF(x))
			}
		}
	}
}

func TestBadPopulations(t *testing.T) {
	if _, err := sgn.NewPopulation([]float64{1}); err == nil {
		t.Error("a single example passes")
	}
	if _, err := sgn.NewPopulation([]float64{1, math.NaN()}); err == nil {
		t.Error("NaN passes")
	}
	if _, err := population(t, []float64{2, 2, 2}).Law(8, sgn.SmallGrid); !errors.Is(err, sgn.ErrConstant) {
		t.Errorf("a constant population: %v", err)
	}
	if _, err := population(t, []float64{1, 2}).Law(8, 1000); err == nil {
		t.Error("a grid that is no power of two passes")
	}
}
