package sgn_test

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sgnlab/sgnlab/paperlib/internal/testbackend"
	"github.com/sgnlab/sgnlab/paperlib/internal/testset"
	"github.com/sgnlab/sgnlab/paperlib/models"
	"github.com/sgnlab/sgnlab/paperlib/sgn"
	"github.com/sgnlab/sgnlab/paperlib/training"
)

var (
	ctx   = context.Background()
	blobs = testset.Blobs([3]int{8, 8, 1}, 4, 150, 1)
)

func source(t testing.TB, name string) sgn.Source {
	t.Helper()
	m, err := models.ByName(name)
	if err != nil {
		t.Fatal(err)
	}
	spec, err := models.Describe(m, training.InputOf(blobs))
	if err != nil {
		t.Fatal(err)
	}
	return sgn.Source{Model: m, Spec: spec, Weights: training.InitialWeights(spec, 1), Set: blobs}
}

func capture(t testing.TB, be *training.Backend, s sgn.Source, c sgn.Config) *sgn.Capture {
	t.Helper()
	r, err := sgn.Run(ctx, be, s, c, 9, sgn.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// scale is the root mean square of the draws of all coordinates: float32 sums agree relative to it.
func scale(u []float32) float64 {
	s := 0.0
	for _, v := range u {
		s += float64(v) * float64(v)
	}
	return math.Sqrt(s / float64(len(u)))
}

// Both methods draw the same batches, so they must agree draw by draw within float32.
func TestDirectEqualsBank(t *testing.T) {
	testbackend.Each(t, func(t *testing.T, be *training.Backend) {
		for _, name := range []string{"mlp", "conv-gn"} {
			for _, without := range []bool{false, true} {
				c := sgn.Config{Batches: []int{1, 7, 32}, Draws: 20, Coordinates: 60, WithoutReplacement: without}
				c.Method = sgn.Direct
				if without {
					c.MicroBatch = 3 // divides none of the batch sizes but 1
				}
				direct := capture(t, be, source(t, name), c)
				c.Method, c.MicroBatch = sgn.Bank, 0
				bank := capture(t, be, source(t, name), c)
				for i := range direct.Blocks {
					a, b := direct.Blocks[i], bank.Blocks[i]
					tol := 2e-5 * scale(a.U) * math.Sqrt(float64(len(a.U)))
					for j := range a.U {
						if math.Abs(float64(a.U[j]-b.U[j])) > tol {
							t.Fatalf("%s, batch %d, draw %d, coordinate %d: direct %v, bank %v", name, a.Batch, j/60, j%60, a.U[j], b.U[j])
						}
					}
				}
			}
		}
	})
}

// The rows of all coordinates, which may be formed on the host, and those of some, which never are: 150 examples are no
// multiple of what is computed at a time. Sums of float32 in another order differ by up to 1e-5 of the largest entry.
func TestRowsOfAllAndOfSome(t *testing.T) {
	testbackend.Each(t, func(t *testing.T, be *training.Backend) {
		for _, name := range []string{"mlp", "conv-gn", "resnet8-gn"} {
			s := source(t, name)
			all, err := sgn.Sample(s.Spec, s.Spec.Size(), 1)
			if err != nil {
				t.Fatal(err)
			}
			some, err := sgn.Sample(s.Spec, 300, 1)
			if err != nil {
				t.Fatal(err)
			}
			whole, err := sgn.PerExample(ctx, be, s, all, sgn.Options{})
			if err != nil {
				t.Fatal(err)
			}
			part, err := sgn.PerExample(ctx, be, s, some, sgn.Options{})
			if err != nil {
				t.Fatal(err)
			}
			column := map[sgn.Coordinate]int{}
			for j, c := range all {
				column[c] = j
			}
			for i := range blobs.Train.Len() {
				row := whole[i*len(all):][:len(all)]
				largest := 0.0
				for _, v := range row {
					largest = max(largest, math.Abs(float64(v)))
				}
				for j, c := range some {
					a, b := row[column[c]], part[i*len(some)+j]
					if !(math.Abs(float64(a-b)) <= 1e-5*largest) {
						t.Fatalf("%s, example %d, coordinate %v: %v of all, %v of some; the largest is %v", name, i, c, a, b, largest)
					}
				}
			}
		}
	})
}

// The two backends see the same batches and weights.
func TestBackendsAgree(t *testing.T) {
	for _, name := range []string{"conv-bn", "conv-gn", "mlp"} {
		c := sgn.Config{Method: sgn.Direct, Batches: []int{16}, Draws: 8, Coordinates: 60}
		a := capture(t, testbackend.Go(t), source(t, name), c)
		b := capture(t, testbackend.XLA(t), source(t, name), c)
		tol := 1e-4 * scale(a.Blocks[0].U) * math.Sqrt(480)
		for j, v := range a.Blocks[0].U {
			if math.Abs(float64(v-b.Blocks[0].U[j])) > tol {
				t.Errorf("%s, number %d: go %v, xla %v", name, j, v, b.Blocks[0].U[j])
				break
			}
		}
	}
}

// Over the whole set drawn without replacement there is nothing random left, so the noise is zero: the centre is the
// exact mean gradient.
func TestFullBatchHasNoNoise(t *testing.T) {
	be := testbackend.Go(t)
	for _, method := range []sgn.Method{sgn.Direct, sgn.Bank} {
		c := sgn.Config{Method: method, Batches: []int{1, blobs.Train.Len()}, Draws: 4, Coordinates: 60, WithoutReplacement: true}
		r := capture(t, be, source(t, "conv-gn"), c)
		if got, ref := scale(r.Blocks[1].U), scale(r.Blocks[0].U); got > 1e-5*ref {
			t.Errorf("%s: full batch has noise %v, a single example %v", method, got, ref)
		}
	}
}

// Var U(B) = Var U(1)/B with replacement. The bank gives Var U(1) exactly; the variance of 4000 draws averaged over 40
// coordinates has a relative standard error below 0.03, so 15 % fails by chance with probability below 1e-5.
func TestVarianceFallsAsOneOverBatch(t *testing.T) {
	be := testbackend.Go(t)
	s := source(t, "mlp")
	r := capture(t, be, s, sgn.Config{Method: sgn.Bank, Batches: []int{4, 16}, Draws: 4000, Coordinates: 40})
	rows, err := sgn.PerExample(ctx, be, s, r.Coordinates, sgn.Options{})
	if err != nil {
		t.Fatal(err)
	}
	n, k := blobs.Train.Len(), len(r.Coordinates)
	for _, b := range r.Blocks {
		ratio, live := 0.0, 0
		for j := range k {
			v1, vb := 0.0, 0.0
			for i := range n {
				d := float64(rows[i*k+j]) - b.Mean[j]
				v1 += d * d / float64(n)
			}
			for _, u := range b.Column(j) {
				vb += u * u / float64(b.Draws)
			}
			if v1 > 0 {
				ratio += vb * float64(b.Batch) / v1
				live++
			}
		}
		if ratio /= float64(live); math.Abs(ratio-1) > 0.15 {
			t.Errorf("batch %d: variance times batch over single-example variance is %.3f, want 1", b.Batch, ratio)
		}
	}
}

// A network with BatchNorm has no bank, and its mean is an estimate with a standard error.
func TestCoupledNetwork(t *testing.T) {
	be := testbackend.Go(t)
	s := source(t, "conv-bn")
	c := sgn.Config{Method: sgn.Bank, Batches: []int{8}, Draws: 80, Coordinates: 30}
	if _, err := sgn.Run(ctx, be, s, c, 1, sgn.Options{}); !errors.Is(err, sgn.ErrCoupled) {
		t.Errorf("bank of a BatchNorm network: %v", err)
	}
	c.MicroBatch = 4
	if _, err := sgn.Run(ctx, be, s, c, 1, sgn.Options{}); err == nil || !strings.Contains(err.Error(), "couples") {
		t.Errorf("micro-batches of a BatchNorm network: %v", err)
	}
	c.Method, c.MicroBatch = sgn.Auto, 0
	r := capture(t, be, s, c)
	if r.Method != sgn.Direct || !strings.Contains(r.Normalisation, "BatchNorm") || r.Blocks[0].StdErr == nil {
		t.Errorf("method %s, normalisation %q, standard error %v", r.Method, r.Normalisation, r.Blocks[0].StdErr)
	}
}

// A draw is a function of (seed, batch size, number): more draws or more batch sizes do not change the first ones.
func TestDrawsAreAFunctionOfTheirNumber(t *testing.T) {
	be, s := testbackend.Go(t), source(t, "mlp")
	small := capture(t, be, s, sgn.Config{Method: sgn.Bank, Batches: []int{8}, Draws: 5, Coordinates: 30})
	large := capture(t, be, s, sgn.Config{Method: sgn.Bank, Batches: []int{4, 8}, Draws: 11, Coordinates: 30})
	if d := cmp.Diff(small.Blocks[0].U, large.Blocks[1].U[:5*30]); d != "" {
		t.Error(d)
	}
}

func TestSampleSharesEquallyAndUniformly(t *testing.T) {
	s := source(t, "mlp") // arrays of 4096, 64, 4096, 64, 256 and 4 numbers
	coords, err := sgn.Sample(s.Spec, 54, 3)
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	seen := map[string]bool{}
	for _, c := range coords {
		count[s.Spec.Params[c.Param].Name]++
		name := c.Name(s.Spec)
		if seen[name] || c.Index >= s.Spec.Params[c.Param].Size() {
			t.Errorf("coordinate %s twice or out of range", name)
		}
		seen[name] = true
	}
	want := map[string]int{"dense1/weights": 10, "dense1/bias": 10, "dense2/weights": 10, "dense2/bias": 10, "logits/weights": 10, "logits/bias": 4}
	if d := cmp.Diff(want, count); d != "" {
		t.Error(d)
	}
	if all := sgn.All(s.Spec); len(all) != s.Spec.Size() || all[65].Name(s.Spec) != "dense1/weights[1,1]" {
		t.Errorf("All lists %d coordinates, number 65 is %s", len(all), all[65].Name(s.Spec))
	}
}

func TestBadCapture(t *testing.T) {
	be, s := testbackend.Go(t), source(t, "mlp")
	good := sgn.Config{Method: sgn.Auto, Batches: []int{8}, Draws: 10, Coordinates: 10}
	for want, change := range map[string]func(c *sgn.Config, s *sgn.Source){
		"larger than the training set": func(c *sgn.Config, _ *sgn.Source) { c.Batches = []int{151} },
		"increasing order":             func(c *sgn.Config, _ *sgn.Source) { c.Batches = []int{8, 8} },
		"at least 2":                   func(c *sgn.Config, _ *sgn.Source) { c.Draws = 1 },
		"the network has":              func(c *sgn.Config, _ *sgn.Source) { c.Coordinates = 1e6 },
		`method "magic"`:               func(c *sgn.Config, _ *sgn.Source) { c.Method = "magic" },
		"another architecture":         func(_ *sgn.Config, s *sgn.Source) { s.Weights.Params = s.Weights.Params[1:] },
	} {
		c, src := good, s
		change(&c, &src)
		if _, err := sgn.Run(ctx, be, src, c, 1, sgn.Options{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := sgn.Run(cancelled, be, s, good, 1, sgn.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
