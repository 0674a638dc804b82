package models

import (
	"fmt"
	"math/rand/v2"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	//lint:ignore ST1001 graph functions read as formulas with a dot import
	. "github.com/gomlx/gomlx/core/graph"
)

// Noise is an array of random numbers that the loss of one example needs: a dropout mask, a latent draw, a diffusion
// time. The numbers are drawn on the host, so that they do not depend on the backend, and fed like data.
type Noise struct {
	Name string
	Kind string // "uniform" on [0, 1) or "normal" (standard)
	Dims []int  // for one example
}

// Size is the number of scalars for one example.
func (z Noise) Size() int { return Param{Dims: z.Dims}.Size() }

// Uniform returns independent uniform numbers on [0, 1), [batch, dims...].
func (n *Net) Uniform(x *Node, name string, dims ...int) *Node {
	return n.noise(x, Noise{name, "uniform", dims})
}

// Normal returns independent standard normal numbers, [batch, dims...].
func (n *Net) Normal(x *Node, name string, dims ...int) *Node {
	return n.noise(x, Noise{name, "normal", dims})
}

// Dropout sets each number of x [batch, ...] to zero with probability rate and divides the others by 1 - rate
// (Srivastava et al. 2014, inverted form). In mode Eval it returns x.
func (n *Net) Dropout(name string, x *Node, rate float64) *Node {
	if !(rate >= 0 && rate < 1) {
		panic(fmt.Errorf("models: layer %q: dropout rate %v: in [0, 1)", name, rate))
	}
	if rate == 0 {
		return x
	}
	u := n.Uniform(x, name, x.Shape().Dimensions[1:]...)
	if n.mode == Eval {
		return x
	}
	keep := GreaterOrEqual(u, Scalar(x.Graph(), x.DType(), rate))
	return Mul(x, MulScalar(ConvertDType(keep, x.DType()), 1/(1-rate)))
}

func (n *Net) noise(x *Node, z Noise) *Node {
	if node, ok := n.nodes[z.Name]; ok {
		if n.tracing {
			panic(fmt.Errorf("models: the name %q is used twice: give every layer its own name", z.Name))
		}
		return node
	}
	if !n.tracing {
		panic(fmt.Errorf("models: the network asks for the noise %q, which it did not ask for when it was described: its structure must not change between calls", z.Name))
	}
	n.noises = append(n.noises, z)
	node := Parameter(x.Graph(), z.Name, shapes.Make(dtypes.Float32, append([]int{n.batch}, z.Dims...)...))
	n.nodes[z.Name] = node
	return node
}

// NoiseSize is the number of random scalars that the loss of one example needs; 0 for most networks.
func (s *Spec) NoiseSize() int {
	k := 0
	for _, z := range s.Noise {
		k += z.Size()
	}
	return k
}

// DrawNoise fills dst with the noise of one example in the order of s.Noise. len(dst) is s.NoiseSize().
func (s *Spec) DrawNoise(dst []float32, r *rand.Rand) {
	for _, z := range s.Noise {
		k := z.Size()
		for i := range dst[:k] {
			if z.Kind == "normal" {
				dst[i] = float32(r.NormFloat64())
			} else {
				dst[i] = r.Float32()
			}
		}
		dst = dst[k:]
	}
}

// cutNoise cuts [batch, NoiseSize] into the arrays of the spec.
func (s *Spec) cutNoise(all *Node, into map[string]*Node) {
	at := 0
	for _, z := range s.Noise {
		if all == nil {
			panic(fmt.Errorf("models: the network needs the noise %q and was given none", z.Name))
		}
		b := all.Shape().Dim(0)
		part := Slice(all, AxisRange(), AxisRange(at, at+z.Size()))
		into[z.Name] = Reshape(part, append([]int{b}, z.Dims...)...)
		at += z.Size()
	}
}
