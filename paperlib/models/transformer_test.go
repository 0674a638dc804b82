package models_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"github.com/sgnlab/sgnlab/paperlib/internal/testbackend"
	"github.com/sgnlab/sgnlab/paperlib/models"
	"github.com/sgnlab/sgnlab/paperlib/training"
)

func describe(t testing.TB, m models.Model, in models.Input) *models.Spec {
	t.Helper()
	spec, err := models.Describe(m, in)
	if err != nil {
		t.Fatal(err)
	}
	return spec
}

// fill makes array k of a network: size sin(1 + 0.7 i + k) for number i, and 1 more for the scale of a LayerNorm.
func fill(p models.Param, k int, size float64) []float32 {
	v := make([]float32, p.Size())
	for i := range v {
		x := size * math.Sin(1+0.7*float64(i)+float64(k))
		if strings.HasSuffix(p.Name, "/scale") {
			x++
		}
		v[i] = float32(x)
	}
	return v
}

func filled(spec *models.Spec, size float64) (list [][]float32) {
	for k, p := range spec.Params {
		list = append(list, fill(p, k, size))
	}
	return list
}

// run builds m in mode Eval with these parameters and returns what of says.
func run(t testing.TB, be *training.Backend, m models.Model, spec *models.Spec, params [][]float32, tokens [][]int32, of func(models.Built, []*graph.Node) *graph.Node) []float32 {
	t.Helper()
	var in []any
	for i, p := range spec.Params {
		in = append(in, tensors.FromFlatDataAndDimensions(params[i], p.Dims...))
	}
	in = append(in, tensors.FromValue(tokens), tensors.FromValue(make([]int32, len(tokens))))
	np := len(spec.Params)
	out, err := graph.CallOnce(be, func(in []*graph.Node) *graph.Node {
		return of(m.Build(spec, models.Eval, be, in[:np], nil, models.Batch{X: in[np], Labels: in[np+1]}), in[:np])
	}, in...)
	if err != nil {
		t.Fatal(err)
	}
	v, err := tensors.CopyFlatData[float32](out)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func losses(b models.Built, _ []*graph.Node) *graph.Node { return b.Losses }
func logits(b models.Built, _ []*graph.Node) *graph.Node { return b.Logits }

// The golden is by testdata/gpt_pytorch.py: the layers of PyTorch 2.15 with these weights, in float64.
func TestGPTAgainstPyTorch(t *testing.T) {
	m := models.Model{Name: "decoder", Objective: models.GPT(models.GPTConfig{Layers: 2, Width: 8, Heads: 2}), Custom: true}
	spec := describe(t, m, models.Text(7, 11, 0))
	testbackend.Each(t, func(t *testing.T, be *training.Backend) {
		got := run(t, be, m, spec, filled(spec, 0.8), [][]int32{{1, 5, 9, 10, 3, 0, 7}, {2, 2, 4, 0, 0, 8, 6}}, losses)
		for i, want := range []float64{4.144828848242915, 2.8081278661170725} {
			if math.Abs(float64(got[i])-want) > 1e-5 {
				t.Errorf("text %d: loss %v, want %v", i, got[i], want)
			}
		}
	})
}

// What is predicted for a place does not depend on later tokens. Then, and only then, the probabilities exp(-window loss)
// of all texts with the same first s+1 tokens sum to the probability of those s predictions, which the same weights give
// on a window of s (for s = 0: to 1). All 81 texts of 5 tokens out of 3 that begin with token 1; float32 sums are good to 1e-5.
func TestGPTLooksBackOnly(t *testing.T) {
	const vocabulary, window, width = 3, 4, 8
	m := models.Model{Name: "decoder", Objective: models.GPT(models.GPTConfig{Layers: 2, Width: width, Heads: 2}), Custom: true}
	var texts [][]int32
	for i := range int32(81) {
		texts = append(texts, []int32{1, i / 27, i / 9 % 3, i / 3 % 3, i % 3})
	}
	probability := func(t *testing.T, be *training.Backend, s int, texts [][]int32) []float64 {
		spec := describe(t, m, models.Text(s+1, vocabulary, 0))
		params := filled(spec, 0.5) // the table of positions is cut: its first rows are the same numbers
		var p []float64
		for _, l := range run(t, be, m, spec, params, texts, losses) {
			p = append(p, math.Exp(-float64(s)*float64(l)))
		}
		return p
	}
	testbackend.Each(t, func(t *testing.T, be *training.Backend) {
		whole := probability(t, be, window, texts)
		for s, block := range []int{81, 27, 9, 3} {
			var begin [][]int32
			want := []float64{1}
			for first := 0; first < 81; first += block {
				begin = append(begin, texts[first][:s+1])
			}
			if s > 0 {
				want = probability(t, be, s, begin)
			}
			for i := range begin {
				sum := 0.0
				for _, p := range whole[i*block : (i+1)*block] {
					sum += p
				}
				if math.Abs(sum-want[i]) > 1e-5*want[i] {
					t.Errorf("texts that begin with %v: their probabilities sum to %v, want %v", begin[i], sum, want[i])
				}
			}
		}
	})
}

// Padding makes no difference to an encoder: not how much there is, nor the vector of the padding token, whose gradient is
// exactly zero; a token that is no padding does.
func TestPaddingMakesNoDifference(t *testing.T) {
	m, err := models.ByName("bert-tiny")
	if err != nil {
		t.Fatal(err)
	}
	short, long := describe(t, m, models.Text(5, 13, 2)), describe(t, m, models.Text(8, 13, 2))
	params := filled(long, 0.2)
	testbackend.Each(t, func(t *testing.T, be *training.Backend) {
		text := [][]int32{{2, 5, 9, 3, 0, 0, 0, 0}, {2, 4, 6, 11, 3, 0, 0, 0}}
		want := run(t, be, m, short, params, [][]int32{text[0][:5], text[1][:5]}, logits)
		same := func(what string, got []float32) {
			t.Helper()
			for i := range want {
				if math.Abs(float64(got[i]-want[i])) > 1e-5 {
					t.Errorf("%s: logits %v, want %v", what, got, want)
					return
				}
			}
		}
		same("padded to 8", run(t, be, m, long, params, text, logits))
		other := filled(long, 0.2)
		for i := range 64 {
			other[0][i] += float32(3 * math.Cos(float64(i)))
		}
		same("another vector for the padding", run(t, be, m, long, other, text, logits))
		text[0][2] = 10
		if got := run(t, be, m, long, params, text, logits); math.Abs(float64(got[0]-want[0])) < 1e-3 {
			t.Errorf("another token leaves the logits at %v", got)
		}
		g := run(t, be, m, long, params, text, func(b models.Built, params []*graph.Node) *graph.Node {
			return graph.Gradient(graph.ReduceAllSum(b.Losses), params[0])[0] // [13, 64]
		})
		for token, used := range map[int]bool{0: false, 1: false, 2: true, 10: true} {
			if nonzero := slices.ContainsFunc(g[token*64:(token+1)*64], func(x float32) bool { return x != 0 }); nonzero != used {
				t.Errorf("the vector of token %d has a gradient that is not zero: %v, want %v", token, nonzero, used)
			}
		}
	})
}

// Tracing finds the published sizes. GPT-2 ties the logits to the embedding, which leaves out V D + V numbers.
func TestPublishedParameterCounts(t *testing.T) {
	for _, c := range []struct {
		name                 string
		layers, width, heads int
		want                 int
	}{{"GPT-2", 12, 768, 12, 124439808}, {"GPT-2 medium", 24, 1024, 16, 354823168}} {
		m := models.Model{Name: c.name, Objective: models.GPT(models.GPTConfig{Layers: c.layers, Width: c.width, Heads: c.heads})}
		if got := describe(t, m, models.Text(1025, 50257, 0)).Size() - 50257*c.width - 50257; got != c.want {
			t.Errorf("%s has %d parameters, want %d", c.name, got, c.want)
		}
	}
	for _, c := range []struct {
		name string
		size models.BERTConfig
		want int
	}{
		{"BERT base, uncased", models.BERTConfig{Layers: 12, Width: 768, Heads: 12, Intermediate: 3072, Positions: 512}, 109482240},
		{"BERT large, uncased", models.BERTConfig{Layers: 24, Width: 1024, Heads: 16, Intermediate: 4096, Positions: 512}, 335141888},
	} {
		m := models.Model{Name: c.name, Logits: models.BERT(c.size)}
		if got := describe(t, m, models.Text(128, 30522, 2)).Size() - 2*c.size.Width - 2; got != c.want {
			t.Errorf("%s has %d parameters, want %d", c.name, got, c.want)
		}
	}
}

// Weights start at .02/sqrt(2 layers) where a branch of GPT-2 ends, at .02 elsewhere and in BERT.
func TestInitialWeightsOfTransformers(t *testing.T) {
	for name, input := range map[string]models.Input{"gpt": models.Text(65, 65, 0), "bert": models.Text(32, 30522, 2)} {
		m, err := models.ByName(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range describe(t, m, input).Params {
			want := models.Init{Kind: "normal", Std: 0.02}
			switch {
			case strings.HasSuffix(p.Name, "/scale"):
				want = models.InitOnes
			case strings.HasSuffix(p.Name, "/bias"), strings.HasSuffix(p.Name, "/offset"):
				want = models.InitZeros
			case name == "gpt" && (strings.HasSuffix(p.Name, "attention/output/weights") || strings.HasSuffix(p.Name, "mlp/down/weights")):
				want.Std = 0.02 / math.Sqrt(8)
			}
			if p.Init.Kind != want.Kind || math.Abs(p.Init.Std-want.Std) > 1e-15 {
				t.Errorf("%s: %s starts as %+v, want %+v", name, p.Name, p.Init, want)
			}
		}
	}
}

// The sum of 1 and a number near -1 is rounded to about 1e-7, and then multiplied by x.
func TestActivationsAgainstFormulas(t *testing.T) {
	x := []float32{-30, -4, -1, -0.1, 0, 0.3, 1, 2.5, 30}
	testbackend.Each(t, func(t *testing.T, be *training.Backend) {
		for name, c := range map[string]struct {
			f    func(*graph.Node) *graph.Node
			want func(x float64) float64
		}{
			"erf":  {models.Gelu, func(x float64) float64 { return x * (1 + math.Erf(x/math.Sqrt2)) / 2 }},
			"tanh": {models.GeluTanh, func(x float64) float64 { return x * (1 + math.Tanh(math.Sqrt(2/math.Pi)*(x+0.044715*x*x*x))) / 2 }},
		} {
			out, err := graph.CallOnce(be, c.f, x)
			if err != nil {
				t.Fatal(err)
			}
			for i, got := range out.Value().([]float32) {
				if want := c.want(float64(x[i])); math.Abs(float64(got)-want) > 3e-7*(1+math.Abs(float64(x[i]))) {
					t.Errorf("GELU by %s of %v is %v, want %v", name, x[i], got, want)
				}
			}
		}
	})
}

func TestTransformersRefuse(t *testing.T) {
	gpt := func(heads int) models.Model {
		return models.Model{Name: "decoder", Objective: models.GPT(models.GPTConfig{Layers: 1, Width: 8, Heads: heads})}
	}
	bert := models.Model{Name: "encoder", Logits: models.BERT(models.BERTConfig{Layers: 1, Width: 8, Heads: 2, Intermediate: 8, Positions: 4})}
	for _, c := range []struct {
		m     models.Model
		input models.Input
		want  string
	}{
		{gpt(3), models.Text(5, 7, 0), `a width of 8 does not divide into 3 heads`},
		{gpt(2), models.Text(1, 7, 0), "texts of at least two tokens"},
		{gpt(2), models.Images([3]int{8, 8, 1}, 10), "texts of at least two tokens"},
		{bert, models.Text(5, 7, 2), "longer than the 4 positions"},
		{bert, models.Images([3]int{8, 8, 1}, 10), "no tokens"},
	} {
		if _, err := models.Describe(c.m, c.input); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s on %v: error %v, want one that says %q", c.m.Name, c.input, err, c.want)
		}
	}
}
