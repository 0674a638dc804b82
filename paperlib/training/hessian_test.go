package training_test

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/gomlx/gomlx/core/graph"

	"github.com/sgnlab/sgnlab/paperlib/datasets"
	"github.com/sgnlab/sgnlab/paperlib/internal/testbackend"
	"github.com/sgnlab/sgnlab/paperlib/internal/testset"
	"github.com/sgnlab/sgnlab/paperlib/models"
	"github.com/sgnlab/sgnlab/paperlib/rng"
	"github.com/sgnlab/sgnlab/paperlib/training"
)

// smooth is a network of few parameters without kinks.
func smooth(norm func(n *models.Net, x *graph.Node) *graph.Node) models.Model {
	return models.Model{Name: "smooth", Custom: true, Logits: func(n *models.Net, x *graph.Node) *graph.Node {
		x = graph.Tanh(n.Conv("conv", x, 4, 3, 2))
		x = models.GlobalMean(graph.Tanh(norm(n, x)))
		return n.Dense("logits", x, n.Classes())
	}}
}

var norms = map[string]func(n *models.Net, x *graph.Node) *graph.Node{
	"none":       func(_ *models.Net, x *graph.Node) *graph.Node { return x },
	"batch norm": func(n *models.Net, x *graph.Node) *graph.Node { return n.BatchNorm("norm", x) },
	"group norm": func(n *models.Net, x *graph.Node) *graph.Node { return n.GroupNorm("norm", x, 2) },
	"layer norm": func(n *models.Net, x *graph.Node) *graph.Node { return n.LayerNorm("norm", x, 0.1) },
	"gelu":       func(_ *models.Net, x *graph.Node) *graph.Node { return models.Gelu(models.GeluTanh(x)) },
}

func hessian(t *testing.T, be *training.Backend, m models.Model, set *datasets.Set) (*training.Hessian, *models.Spec, training.Weights) {
	t.Helper()
	spec, err := models.Describe(m, training.InputOf(set))
	if err != nil {
		t.Fatal(err)
	}
	w := training.InitialWeights(spec, 1)
	h, err := training.NewHessian(be, m, spec, w, set.Train)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.Close)
	return h, spec, w
}

// texts is a set of random tokens with labels.
func texts(length, vocabulary, classes, n int) *datasets.Set {
	r := rng.New(1, "texts of a test")
	s := &datasets.Set{Name: "texts", Shape: [3]int{length, 1, 1}, Classes: classes, Vocabulary: vocabulary}
	for range n {
		for range length {
			s.Train.Tokens = append(s.Train.Tokens, 1+int32(r.IntN(vocabulary-1)))
		}
		s.Train.Labels = append(s.Train.Labels, int32(r.IntN(max(classes, 1))))
	}
	return s
}

// The product with a direction is the difference quotient of the gradient along it, for every kind of layer: in float32 and
// with steps of 1e-2 the central difference is right to 1e-3 of its length. 600 examples are two chunks. Of the layers with
// kinks there are few examples, so that no step crosses one.
func TestHessianProductIsTheDerivativeOfTheGradient(t *testing.T) {
	images := testset.Blobs([3]int{8, 8, 1}, 4, 600, 1)
	type network struct {
		model models.Model
		set   *datasets.Set
	}
	list := map[string]network{
		"gpt": {models.Model{Name: "gpt", Custom: true, Objective: models.GPT(models.GPTConfig{Layers: 2, Width: 8, Heads: 2})}, texts(9, 7, 0, 40)},
		"bert": {models.Model{Name: "bert", Custom: true, Logits: models.BERT(models.BERTConfig{Layers: 2, Width: 8, Heads: 2, Intermediate: 16, Positions: 9})},
			texts(9, 7, 2, 40)},
	}
	list["kinks"] = network{models.Model{Name: "kinks", Custom: true, Logits: func(n *models.Net, x *graph.Node) *graph.Node {
		return n.Dense("logits", models.Flatten(models.MaxPool2(models.Relu(n.Conv3("conv", x, 2)))), n.Classes())
	}}, testset.Blobs([3]int{4, 4, 1}, 3, 4, 1)}
	for name, norm := range norms {
		list[name] = network{smooth(norm), images}
	}
	testbackend.Each(t, func(t *testing.T, be *training.Backend) {
		for name, net := range list {
			if be.Kind == "xla" && name != "group norm" { // the graphs are the same, and XLA compiles each for seconds
				continue
			}
			h, spec, w := hessian(t, be, net.model, net.set)
			l, err := training.NewLandscape(be, net.model, spec, w.States, net.set.Train)
			if err != nil {
				t.Fatal(err)
			}
			n, r := h.Dim(), rng.New(1, "directions", name)
			v, got, want := make([]float64, n), make([]float64, n), make([]float64, n)
			length := 0.0
			for i := range v {
				v[i] = r.NormFloat64()
				length += v[i] * v[i]
			}
			for i := range v {
				v[i] /= math.Sqrt(length)
			}
			if err := h.Product(ctx, got, v); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			const step = 1e-2
			for _, s := range []float64{step, -step} {
				x, drift := l.Flat(w), make([]float64, n)
				for i := range x {
					x[i] += s * v[i]
				}
				l.Drift(drift, x)
				for i, d := range drift {
					want[i] -= d / (2 * s)
				}
			}
			diff, size := 0.0, 0.0
			for i := range got {
				diff += (got[i] - want[i]) * (got[i] - want[i])
				size += want[i] * want[i]
			}
			if !(math.Sqrt(diff) < 2e-3*math.Sqrt(size)) || l.Err() != nil {
				t.Errorf("%s: the product is %.3g of its length away from the difference of gradients (%v)", name, math.Sqrt(diff/size), l.Err())
			}
			l.Close()
		}
	})
}

// The matrix of a linear classifier is known: H over (class a, input i), (class b, input j) is the mean of
// (p_a [a = b] - p_a p_b) x_i x_j, and it is symmetric.
func TestHessianMatrix(t *testing.T) {
	set := testset.Blobs([3]int{2, 2, 1}, 3, 700, 1)
	linear := models.Model{Name: "linear", Custom: true, Logits: func(n *models.Net, x *graph.Node) *graph.Node {
		return n.Dense("logits", models.Flatten(x), n.Classes())
	}}
	testbackend.Each(t, func(t *testing.T, be *training.Backend) {
		h, _, w := hessian(t, be, linear, set)
		n := h.Dim() // weights [4, 3] and bias [3]: input 4 is constant
		kept := map[int]bool{}
		got, asymmetry, err := h.Matrix(ctx, nil, func(j int, _ []float64) error { kept[j] = true; return nil })
		if err != nil || n != 15 || len(kept) != n || asymmetry > 1e-5 {
			t.Fatal(err, n, len(kept), asymmetry)
		}
		want := make([]float64, n*n)
		for e := range set.Train.Labels {
			x := append([]float32{}, set.Train.Images[4*e:4*e+4]...)
			x = append(x, 1)
			var p [3]float64
			sum := 0.0
			for a := range p {
				z := 0.0
				for i := range 4 {
					z += float64(x[i] * w.Params[0][i*3+a])
				}
				p[a] = math.Exp(z)
				sum += p[a]
			}
			for k := range want {
				i, a, j, b := k/n/3, k/n%3, k%n/3, k%n%3
				c := -p[a] * p[b] / sum / sum
				if a == b {
					c += p[a] / sum
				}
				want[k] += c * float64(x[i]*x[j]) / float64(set.Train.Len())
			}
		}
		for k := range want {
			if math.Abs(got[k]-want[k]) > 1e-5 {
				t.Fatalf("entry %d, %d: %v, want %v", k/n, k%n, got[k], want[k])
			}
		}
	})
}

// Every layer of the library gives a symmetric matrix; one that is not is found out.
func TestHessianIsSymmetric(t *testing.T) {
	set := testset.Blobs([3]int{8, 8, 1}, 3, 60, 1)
	be := testbackend.Go(t)
	for name, norm := range norms {
		h, _, _ := hessian(t, be, smooth(norm), set)
		_, asymmetry, err := h.Matrix(ctx, nil, nil)
		if err != nil || asymmetry > 1e-4 {
			t.Errorf("%s: asymmetry %g (%v)", name, asymmetry, err)
		}
	}
	h, _, _ := hessian(t, be, smooth(norms["none"]), set)
	other := func(j int, dst []float64) (bool, error) { // a column that was kept of something else
		if j == 2 {
			dst[0] = 1
		}
		return j == 2, nil
	}
	if _, asymmetry, err := h.Matrix(ctx, other, nil); !errors.Is(err, training.ErrHessian) || !strings.Contains(err.Error(), "conv/kernel (2)") {
		t.Errorf("an asymmetric matrix: asymmetry %g, %v", asymmetry, err)
	}
}

func TestHessianRefuses(t *testing.T) {
	be := testbackend.Go(t)
	vae, err := models.Describe(model(t, "vae"), training.InputOf(blobs))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := training.NewHessian(be, model(t, "vae"), vae, training.InitialWeights(vae, 1), blobs.Train); !errors.Is(err, training.ErrHessian) || !strings.Contains(err.Error(), "random") {
		t.Errorf("a random loss: %v", err)
	}
	h, _, _ := hessian(t, be, model(t, "conv-gn"), blobs)
	if _, _, err := h.Matrix(ctx, nil, nil); !errors.Is(err, training.ErrHessian) || !strings.Contains(err.Error(), "GB") {
		t.Errorf("a matrix of %d parameters: %v", h.Dim(), err)
	}
	if err := h.Product(ctx, make([]float64, 3), make([]float64, 2)); !errors.Is(err, training.ErrHessian) {
		t.Errorf("a direction of 2 numbers: %v", err)
	}
	none := models.Model{Name: "floor", Custom: true, Logits: func(n *models.Net, x *graph.Node) *graph.Node {
		return n.Dense("logits", graph.Expm1(n.Dense("hidden", models.Flatten(x), 3)), n.Classes())
	}}
	h, _, _ = hessian(t, be, none, blobs)
	if err := h.Product(ctx, make([]float64, h.Dim()), make([]float64, h.Dim())); !errors.Is(err, training.ErrHessian) || !strings.Contains(err.Error(), "twice") {
		t.Errorf("a layer without derivative: %v", err)
	}
	for name, layer := range map[string]func(n *models.Net, x *graph.Node) *graph.Node{
		"a layer that holds its scale constant": func(_ *models.Net, x *graph.Node) *graph.Node {
			return graph.Div(x, graph.StopGradient(graph.Sqrt(graph.ReduceAllMean(graph.Square(x)))))
		},
		"a layer with a gradient of its own": func(_ *models.Net, x *graph.Node) *graph.Node {
			return graph.IdentityWithCustomGradient(x, func(x, v *graph.Node) *graph.Node { return graph.Mul(x, v) })
		},
	} {
		h, _, _ = hessian(t, be, smooth(layer), blobs)
		if err := h.Product(ctx, make([]float64, h.Dim()), make([]float64, h.Dim())); !errors.Is(err, training.ErrHessian) || !strings.Contains(err.Error(), "StopGradient") {
			t.Errorf("%s: %v", name, err)
		}
	}
	stopped, cancel := context.WithCancel(ctx)
	cancel()
	h, _, _ = hessian(t, be, smooth(norms["none"]), blobs)
	if _, _, err := h.Matrix(stopped, nil, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled matrix: %v", err)
	}
}
