package tails

import (
	"errors"
	"math"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/rng"
	"github.com/sgnlab/sgnlab/paperlib/stable"
)

// TestMohammadiTable: values at N = 1e6, K1 = 10, 100, 1000 measured once by another implementation and printed to .01.
// Tolerance: 4 standard errors of ours, 4 of theirs, and half a unit of their last place: false alarm below 1e-5 a cell.
func TestMohammadiTable(t *testing.T) {
	const n = 1000000
	src := rng.Stream(61, "mohammadi")
	r := rng.New(62, "mohammadi")
	for name, c := range map[string]struct {
		d    drawer
		want [3]float64
	}{
		"stable 1.5": {stable.Symmetric{Alpha: 1.5, Gamma: 1, Src: src}, [3]float64{1.5, 1.5, 1.51}},
		"gaussian":   {NewGaussian(0, 1, src), [3]float64{2, 2.01, 1.99}},
		"laplace":    {NewLaplace(0, 1, src), [3]float64{1.63, 1.79, 1.84}},
		"t3":         {NewStudentT(0, 1, 3, src), [3]float64{1.66, 1.76, 1.82}},
		"mixture":    {lognormalScale{r, 1}, [3]float64{1.22, 1.41, 1.56}},
	} {
		x := draws(n, c.d)
		for j, k1 := range []int{10, 100, 1000} {
			m, err := Mohammadi(x, k1)
			if err != nil {
				t.Fatal(err)
			}
			if math.Abs(m.Alpha-c.want[j]) > 4*math.Sqrt2*m.StdErr+0.005 {
				t.Errorf("%s, K1 = %d: %.3f +- %.3f, want %.2f", name, k1, m.Alpha, m.StdErr, c.want[j])
			}
			if k1 == 1000 && (m.StdErr < 0.009 || m.StdErr > 0.025) {
				t.Errorf("%s: standard error %.4f, measured .013 to .018", name, m.StdErr)
			}
		}
	}
	// A mean of a tenth of a deviation: 1.69 at K1 = 100; with correlation .9 the limit is a closed form, 1.24.
	x := draws(n, NewGaussian(0.1, 1, src))
	if m, _ := Mohammadi(x, 100); math.Abs(m.Alpha-1.69) > 6*m.StdErr+0.005 {
		t.Errorf("mean .1 sd: %.3f, want 1.69", m.Alpha)
	}
	const rho = 0.9
	for i := range x {
		x[i] = math.Sqrt(1-rho*rho) * r.NormFloat64()
		if i > 0 {
			x[i] += rho * x[i-1]
		}
	}
	ratio := 100*(1+rho)/(1-rho) - 2*rho*(1-math.Pow(rho, 100))/((1-rho)*(1-rho))
	want := 2 * math.Log(100) / math.Log(ratio)
	if m, _ := Mohammadi(x, 100); math.Abs(m.Alpha-want) > 8*m.StdErr || math.Abs(want-1.24) > 0.005 {
		t.Errorf("AR(1): %.3f, want %.3f", m.Alpha, want)
	}
}

func TestMohammadiCountsZeros(t *testing.T) {
	x := draws(1000, NewGaussian(0, 1, rng.Stream(63, "zeros")))
	for i := range 100 {
		x[10*i] = 0
	}
	if m, err := Mohammadi(x, 10); err != nil || m.Zeros != 100 {
		t.Errorf("%+v, %v", m, err)
	}
	for i := range x {
		x[i] = float64(1 - 2*(i%2))
	}
	if _, err := Mohammadi(x, 10); !errors.Is(err, ErrOneEpoch) {
		t.Errorf("sums that vanish: %v", err)
	}
	if _, err := Mohammadi(x, 500); err == nil {
		t.Error("two blocks accepted")
	}
}

func TestHillPath(t *testing.T) {
	// An exact Pareto tail of index 1.3: every k within 4.5 standard errors. A symmetric stable law of 1.8 reads 2.68 at
	// the top 5 % (measured once by another implementation, printed to .01).
	r := rng.New(64, "hill")
	x := make([]float64, 100000)
	for i := range x {
		x[i] = math.Pow(1-r.Float64(), -1/1.3)
	}
	path, err := HillPath(x, []int{50, 500, 5000, 50000})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range path {
		if math.Abs(p.Alpha-1.3) > 4.5*p.StdErr {
			t.Errorf("k = %d: %.3f +- %.3f, want 1.3", p.K, p.Alpha, p.StdErr)
		}
	}
	s := draws(100000, stable.Symmetric{Alpha: 1.8, Gamma: 1, Src: rng.Stream(65, "hill")})
	path, err = HillPath(s, []int{5000})
	if err != nil || math.Abs(path[0].Alpha-2.68) > 4.5*path[0].StdErr+0.005 {
		t.Errorf("stable 1.8, top 5 %%: %+v, %v; want 2.68", path, err)
	}
	for _, k := range []int{0, 1, 100000} {
		if _, err := HillPath(s, []int{k}); err == nil {
			t.Errorf("k = %d accepted", k)
		}
	}
}
