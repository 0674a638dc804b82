package parameter

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/sgnlab/sgnlab/paperlib/figure"
	"github.com/sgnlab/sgnlab/paperlib/figure/figuretest"
	"github.com/sgnlab/sgnlab/paperlib/rng"
)

// curve plants draws of a Student t law of scale sc with nu degrees of freedom, and fits by moments.
func curve(seed uint64, nu, sc float64, n int, data, net, snapshot string) Curve {
	law := distuv.StudentsT{Sigma: sc, Nu: nu, Src: rng.Stream(seed, "nb01 test")}
	x := make([]float64, n)
	abs := 0.0
	for i := range x {
		x[i] = law.Rand()
		abs += math.Abs(x[i]) / float64(n)
	}
	law.Src = nil
	return Curve{
		Data: data, Net: net, Snapshot: snapshot, Batch: 64, Coordinate: fmt.Sprintf("dense_0/weights[%d,17]", seed), Draws: x, Seed: seed,
		Choice: Choice{Rank: 0.5, Among: Weights, Sampled: 90, Live: 80}, Alpha: 1.234, AlphaSE: 0.0321,
		Activity: &Activity{Zero: 0.54, LogSpread: 4.13, Top: 0.312},
		Laws: []NamedLaw{
			{Family: "gaussian", Law: distuv.Normal{Sigma: stat.StdDev(x, nil)}},
			{Family: "laplace", Law: distuv.Laplace{Scale: abs}},
			{Family: "student_t", Label: fmt.Sprintf("Student *t*, *ν̂* = %.1f", nu), Law: law},
		},
	}
}

func input() Input {
	in := Input{Main: curve(1, 3, 1e-4, 2000, "digits", "MLP", "trained")}
	in.Rest = []Curve{
		curve(2, 3, 1e-2, 2500, "digits", "MLP", "initialisation"),
		curve(3, 3, 2e-6, 2500, "MNIST", "MLP", "trained"),
		curve(4, 30, 1, 800, "CIFAR-10", "conv net with a very long name", "trained"),
	}
	in.Rest[2].Activity = nil
	in.Rest[1].Flags = []string{"the fit of one law did not converge"}
	return in
}

const name = "fig01-sgn-of-single-parameters"

func TestGolden(t *testing.T) {
	in := input()
	published := curve(9, 8, 3e-4, 1000, "digits", "MLP", "initialisation")
	in.Published = &published
	f, err := Draw(in)
	if err != nil {
		t.Fatal(err)
	}
	figuretest.Figure(t, name, f)
	figuretest.Framed(t, f)
	figuretest.Bytes(t, name+".txt", []byte(f.Caption+"\n\n"+f.Alt+"\n"))
}

func TestSize(t *testing.T) {
	for _, n := range []int{0, 1, 2, 3, 4, 5, 6, 7, 10, 11, 13, MaxRest} {
		in := input()
		in.Rest = nil
		for i := range n {
			in.Rest = append(in.Rest, curve(uint64(20+i), 3, 1, 100, "digits", "MLP", "trained"))
		}
		f, err := Draw(in)
		if err != nil {
			t.Fatal(err)
		}
		if f.Width != 174 || f.Height > 240 {
			t.Errorf("%d small multiples: %v × %v mm does not fit a page", n, f.Width, f.Height)
		}
		if err := f.Check(); err != nil {
			t.Errorf("%d small multiples: %v", n, err)
		}
	}
}

func TestCaptionNamesEverything(t *testing.T) {
	in := input()
	in.Main.Published = true
	f, err := Draw(in)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"MLP on digits, trained, batch size 64, coordinate dense_0/weights[1,17]", "2000 independent draws", "Clopper–Pearson", "95 % envelope",
		"(2) MLP on MNIST", "conv net with a very long name on CIFAR-10",
		"of rank 0.5 by tail index (0 heaviest, 1 lightest) among the 80 live of 90 sampled weights", "no biases",
		"α̂ = 1.23 (standard error 0.03), q = 54 %, s = 4.1, t = 31 %; 2000",
		"dense_0/weights[4,17], α̂ = 1.23 (standard error 0.03), single examples not captured; 800 draws",
		"median |U| = ", "† (2): the fit of one law did not converge", "seed 1"} {
		if !strings.Contains(f.Caption, want) {
			t.Errorf("the caption does not say %q:\n%s", want, f.Caption)
		}
	}
	if strings.Contains(f.Caption, "published") {
		t.Error("the caption speaks of published draws that are not shown")
	}
	// Planted truth: the tails of nu = 3 are heavier than Gaussian, that of nu = 30 hardly is; the
	// seeds are fixed, so this cannot fail by chance.
	for _, want := range []string{"the Gaussian law lies below", "the Student t law lies within", "the Gaussian lies below the draws in 2 of 3"} {
		if !strings.Contains(f.Alt, want) {
			t.Errorf("the alt text does not say %q:\n%s", want, f.Alt)
		}
	}
	if got := in.DataSets(); fmt.Sprint(got) != "[digits MNIST CIFAR-10]" {
		t.Errorf("data sets %q", got)
	}
}

// Multiplying all draws of a curve by a constant, and its laws with them, must not change the drawing: everything is
// shown in units of the median.
func TestScaleFree(t *testing.T) {
	in := input()
	f, err := Draw(in)
	if err != nil {
		t.Fatal(err)
	}
	const k = 1 << 20 // a power of two scales floats exactly
	for i := range in.Main.Draws {
		in.Main.Draws[i] *= k
	}
	for i, l := range in.Main.Laws {
		in.Main.Laws[i].Law = figure.Scaled(l.Law, 1./k)
	}
	g, err := Draw(in)
	if err != nil {
		t.Fatal(err)
	}
	a, b := f.Rows(), g.Rows()
	if len(a) != len(b) {
		t.Fatalf("%d and %d marks", len(a), len(b))
	}
	for i := range a {
		if a[i].Panel != b[i].Panel || math.Abs(a[i].Y-b[i].Y) > 1e-9*math.Abs(a[i].Y) || math.Abs(a[i].X-b[i].X) > 1e-9*math.Abs(a[i].X) {
			t.Fatalf("mark %d: %+v and %+v", i, a[i], b[i])
		}
	}
}

func TestRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*Input)
		want   string
	}{
		"no data name":      {func(in *Input) { in.Main.Data = "" }, "data set"},
		"no snapshot":       {func(in *Input) { in.Rest[2].Snapshot = "" }, "snapshot"},
		"no law":            {func(in *Input) { in.Main.Laws = nil }, "no law"},
		"batch 0":           {func(in *Input) { in.Main.Batch = 0 }, "batch size"},
		"dead coordinate":   {func(in *Input) { in.Rest[0].Draws = make([]float64, 50) }, "dense_0/weights[2,17]"},
		"NaN draw":          {func(in *Input) { in.Main.Draws[3] = math.NaN() }, "NaN"},
		"too many":          {func(in *Input) { in.Rest = make([]Curve, MaxRest+1) }, "table"},
		"unknown family":    {func(in *Input) { in.Main.Laws[0].Family = "cauchy" }, "registry"},
		"glyph not in font": {func(in *Input) { in.Rest[0].Net = "網" }, "U+7DB2"},
	} {
		in := input()
		c.change(&in)
		f, err := Draw(in)
		if err == nil {
			_, err = figure.Render(f, "svg")
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want one with %q", name, err, c.want)
		}
	}
}

func TestGaussianLargest(t *testing.T) {
	// P(|Z| > 3.2905) = 1/1000 and the median of |Z| is 0.67449.
	if got := gaussianLargest(1000); math.Abs(got-3.2905/0.67449) > 1e-3 {
		t.Errorf("expected largest of 1000: %v medians", got)
	}
}
