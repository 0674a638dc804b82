package models

import (
	"context"
	"fmt"
	"math"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"github.com/sgnlab/sgnlab/paperlib/rng"
)

// SampleVAE draws images from the autoencoder [VAE]: z from the prior, then the mean of the pixels given z. The result is
// [count, height, width, channels] in the standardised units that the network was trained on. The draws of z are a
// function of the seed.
func SampleVAE(ctx context.Context, be compute.Backend, s *Spec, weights [][]float32, count int, seed uint64) ([]float32, error) {
	return samplePrior(ctx, be, s, weights, count, seed, func(n *Net, z *graph.Node) *graph.Node {
		return vaeDecode(n, "decoder/mean", z, s.Shape[0]*s.Shape[1]*s.Shape[2])
	})
}

// SampleVAEBernoulli is [SampleVAE] for the autoencoder [VAEBernoulli]: the probabilities that the pixels are 1.
func SampleVAEBernoulli(ctx context.Context, be compute.Backend, s *Spec, weights [][]float32, count int, seed uint64) ([]float32, error) {
	return samplePrior(ctx, be, s, weights, count, seed, func(n *Net, z *graph.Node) *graph.Node {
		return graph.Sigmoid(vaeDecode(n, bernoulliLogits, z, s.Shape[0]*s.Shape[1]*s.Shape[2]))
	})
}

// ReconstructVAEBernoulli takes images x [count, height, width, channels], as [VAEBernoulli] reads them, through encoder and
// decoder under given noise [count, Spec.NoiseSize()]. The result is [2, count, height, width, channels]: the pixels as they
// were drawn to 0 or 1, and the probabilities that the decoder gives to a 1.
func ReconstructVAEBernoulli(ctx context.Context, be compute.Backend, s *Spec, weights [][]float32, x, noise []float32) ([]float32, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	size, k := s.Shape[0]*s.Shape[1]*s.Shape[2], s.NoiseSize()
	count := len(x) / size
	if len(x) != count*size || len(noise) != count*k {
		return nil, fmt.Errorf("reconstruct images: %d pixels and %d random numbers, want %d and %d an image", len(x), len(noise), size, k)
	}
	g, err := newGenerator(be, s, weights, count, func(n *Net, in []*graph.Node) *graph.Node {
		s.cutNoise(in[1], n.nodes)
		b := n.binary(in[0])
		z, _ := vaeEncode(n, b)
		return graph.Stack([]*graph.Node{b, graph.Sigmoid(vaeDecode(n, bernoulliLogits, z, size))}, 0)
	})
	if err != nil {
		return nil, err
	}
	defer g.close()
	out, err := g.call(tensors.FromFlatDataAndDimensions(x, s.Dims(count)...), tensors.FromFlatDataAndDimensions(noise, count, k))
	if err := ctx.Err(); err != nil { // what is compiled cannot be interrupted
		return nil, err
	}
	return out, err
}

// samplePrior is what decode says of the pixels for count draws of z from the prior.
func samplePrior(ctx context.Context, be compute.Backend, s *Spec, weights [][]float32, count int, seed uint64,
	decode func(n *Net, z *graph.Node) *graph.Node) ([]float32, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	r := rng.New(seed, "sample", "vae")
	z := make([]float32, count*vaeLatent)
	for i := range z {
		z[i] = float32(r.NormFloat64())
	}
	g, err := newGenerator(be, s, weights, count, func(n *Net, in []*graph.Node) *graph.Node {
		return decode(n, in[0])
	})
	if err != nil {
		return nil, err
	}
	defer g.close()
	x, err := g.call(tensors.FromFlatDataAndDimensions(z, count, vaeLatent))
	if err := ctx.Err(); err != nil { // what is compiled cannot be interrupted
		return nil, err
	}
	return x, err
}

// SampleDiffusion draws images from the model [Diffusion] by all T steps of ancestral sampling (Ho, Jain, Abbeel 2020,
// algorithm 2, with variance beta_t):
//
//	x <- (x - beta_t/sqrt(1 - abar_t) e(x, t))/sqrt(alpha_t) + sqrt(beta_t) noise,
//
// where before each step the image that the prediction implies is limited to |x| <= bound, which keeps errors from
// growing; bound 0 does not. The result is [count, height, width, channels] in standardised units, a function of the seed.
func SampleDiffusion(ctx context.Context, be compute.Backend, s *Spec, weights [][]float32, count int, bound float64, seed uint64, progress func(done, total int)) ([]float32, error) {
	g, err := newGenerator(be, s, weights, count, func(n *Net, in []*graph.Node) *graph.Node { return UNet(n, in[0], in[1]) })
	if err != nil {
		return nil, err
	}
	defer g.close()
	alpha, abar := DiffusionSchedule()
	r := rng.New(seed, "sample", "diffusion")
	x := make([]float32, count*s.Shape[0]*s.Shape[1]*s.Shape[2])
	for i := range x {
		x[i] = float32(r.NormFloat64())
	}
	for t := DiffusionSteps - 1; t >= 0; t-- {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		times := make([]int32, count)
		for i := range times {
			times[i] = int32(t)
		}
		e, err := g.call(tensors.FromFlatDataAndDimensions(append([]float32(nil), x...), s.Dims(count)...), tensors.FromFlatDataAndDimensions(times, count))
		if err != nil {
			return nil, fmt.Errorf("diffusion step %d: %w", t+1, err)
		}
		before := 1.0 // abar_{t-1}
		if t > 0 {
			before = abar[t-1]
		}
		beta := 1 - alpha[t]
		for i := range x {
			image := (float64(x[i]) - math.Sqrt(1-abar[t])*float64(e[i])) / math.Sqrt(abar[t])
			if bound > 0 {
				image = math.Max(-bound, math.Min(bound, image))
			}
			// The posterior mean in terms of the implied image (equation 7 there): the same as above without the limit.
			v := (math.Sqrt(before)*beta*image + math.Sqrt(alpha[t])*(1-before)*float64(x[i])) / (1 - abar[t])
			if t > 0 {
				v += math.Sqrt(beta) * r.NormFloat64()
			}
			x[i] = float32(v)
		}
		if progress != nil {
			progress(DiffusionSteps-t, DiffusionSteps)
		}
	}
	return x, nil
}

// generator runs a part of a network on its trained weights.
type generator struct {
	exec    *graph.Exec
	weights []*tensors.Tensor
}

func newGenerator(be compute.Backend, s *Spec, weights [][]float32, count int, f func(n *Net, in []*graph.Node) *graph.Node) (*generator, error) {
	if len(weights) != len(s.Params) {
		return nil, fmt.Errorf("weights hold %d arrays, the network has %d: they belong to another architecture", len(weights), len(s.Params))
	}
	exec, err := graph.NewExec(be, func(in []*graph.Node) *graph.Node {
		n := newNet(Eval, s.Input, count, be)
		for i, p := range s.Params {
			n.nodes[p.Name] = in[i]
		}
		return f(n, in[len(s.Params):])
	})
	if err != nil {
		return nil, fmt.Errorf("prepare to draw images: %w", err)
	}
	g := &generator{exec: exec}
	for i, p := range s.Params {
		g.weights = append(g.weights, tensors.FromFlatDataAndDimensions(weights[i], p.Dims...))
	}
	return g, nil
}

func (g *generator) call(in ...*tensors.Tensor) ([]float32, error) {
	var args []any
	for _, t := range append(append([]*tensors.Tensor{}, g.weights...), in...) {
		args = append(args, t)
	}
	out, err := g.exec.Call(args...)
	for _, t := range in {
		_ = t.FinalizeAll()
	}
	if err != nil {
		return nil, err
	}
	v, err := tensors.CopyFlatData[float32](out[0])
	_ = out[0].FinalizeAll()
	return v, err
}

func (g *generator) close() {
	for _, t := range g.weights {
		_ = t.FinalizeAll()
	}
	g.exec.Finalize()
}
