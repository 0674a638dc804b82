package models

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/gobackend"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"github.com/sgnlab/sgnlab/paperlib/internal/golden"
	"github.com/sgnlab/sgnlab/paperlib/rng"
)

func bernoulliVAE(t *testing.T, in Input) (compute.Backend, Model, *Spec) {
	t.Helper()
	be, err := gobackend.New("")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(be.Finalize)
	m, err := ByName("vae-bernoulli")
	if err != nil {
		t.Fatal(err)
	}
	spec, err := Describe(m, in)
	if err != nil {
		t.Fatal(err)
	}
	return be, m, spec
}

// A decoder whose logits are c + a z1 leaves one latent number, so that the evidence, the posterior and the encoder's
// divergence from it are integrals over a line:
//
//	E[ELBO] = log P(b) - KL(encoder || posterior).
//
// The encoder is set near the posterior, where the bound is tight, to the prior, and to something else. The mean over 40,000
// draws of z may be off by five standard errors: false alarm below 2e-6.
func TestELBOOfABernoulliDecoder(t *testing.T) {
	be, m, spec := bernoulliVAE(t, Images([3]int{4, 4, 1}, 10))
	const pixels = 16
	var b, c, a [pixels]float64
	for i := range pixels {
		b[i] = float64(i * 7 % 3 % 2) // 0 or 1: nothing is left to chance
		c[i], a[i] = math.Sin(float64(i)), 1.5*math.Cos(float64(2*i))
	}
	logLikelihood := func(z float64) (sum float64) {
		for i := range pixels {
			l := c[i] + a[i]*z
			sum += b[i]*l - math.Log1p(math.Exp(l))
		}
		return sum
	}
	normal := func(z, mu, v float64) float64 { return math.Exp(-(z-mu)*(z-mu)/(2*v)) / math.Sqrt(2*math.Pi*v) }
	integral := func(f func(z float64) float64) (sum float64) { // these fall off like Gaussians: exact to many digits
		const h = 1e-3
		for z := -12.0; z <= 12; z += h {
			sum += h * f(z)
		}
		return sum
	}
	joint := func(z float64) float64 { return normal(z, 0, 1) * math.Exp(logLikelihood(z)) }
	evidence := integral(joint)
	mean := integral(func(z float64) float64 { return z * joint(z) / evidence })
	variance := integral(func(z float64) float64 { return (z - mean) * (z - mean) * joint(z) / evidence })
	for _, q := range []struct {
		what         string
		mu, variance float64
		tight        bool
	}{{"near the posterior", mean, variance, true}, {"prior", 0, 1, false}, {"neither", 0.8, 0.1, false}} {
		t.Run(q.what, func(t *testing.T) {
			values := map[string][]float32{}
			for _, p := range spec.Params {
				values[p.Name] = make([]float32, p.Size())
			}
			values["encoder/mean/bias"][0] = float32(q.mu)
			values["encoder/log_variance/bias"][0] = float32(math.Log(q.variance))
			values["decoder/hidden/weights"][0], values["decoder/hidden/weights"][1] = 1, -1 // max(z1, 0) and max(-z1, 0)
			for i := range pixels {
				values["decoder/logits/weights"][i], values["decoder/logits/weights"][pixels+i] = float32(a[i]), -float32(a[i])
				values["decoder/logits/bias"][i] = float32(c[i])
			}
			kl := integral(func(z float64) float64 {
				p := normal(z, q.mu, q.variance)
				if p < 1e-300 {
					return 0
				}
				return p * math.Log(p*evidence/joint(z))
			})
			if kl < 0 || q.tight != (kl < 0.02) {
				t.Errorf("KL of the encoder from the posterior is %v", kl)
			}
			elbo, se := meanELBO(t, be, m, spec, values, b[:], 40000)
			said := fmt.Sprintf("mean ELBO %.5f +- %.5f, log evidence %.5f, KL to the posterior %.5f", elbo, se, math.Log(evidence), kl)
			if math.Abs(elbo-(math.Log(evidence)-kl)) > 5*se+1e-5 {
				t.Error(said)
			}
			t.Log(said)
		})
	}
}

// Pixels are drawn to 1 with their own probability, afresh under other noise and alike under the same, from standardised
// images as from those in 0..1; and the cross entropies of what is read under what is reconstructed add up to the term of the
// loss, to which the divergence is added. The frequencies of 1,600 draws may be off by 5 standard errors: false alarm below
// 1e-4 over all 64 pixels.
func TestPixelsAreDrawn(t *testing.T) {
	const pixels, count = 64, 1600
	in := Images([3]int{8, 8, 1}, 10)
	in.Mean, in.Std = []float64{0.3}, []float64{0.4}
	be, m, spec := bernoulliVAE(t, in)
	d := example{"vae-bernoulli", in}.make(t, count)
	var weights [][]float32
	for i := range spec.Params {
		v, err := tensors.CopyFlatData[float32](d.in[i].(*tensors.Tensor))
		if err != nil {
			t.Fatal(err)
		}
		weights = append(weights, v)
	}
	p := make([]float64, pixels) // 0, 1/63, ... 1
	x := make([]float32, count*pixels)
	for i := range x {
		p[i%pixels] = float64(i%pixels) / (pixels - 1)
		x[i] = float32((p[i%pixels] - 0.3) / 0.4)
	}
	noise := func(seed uint64) []float32 {
		z := make([]float32, count*spec.NoiseSize())
		r := rng.New(seed, "noise of the test")
		for i := range count {
			spec.DrawNoise(z[i*spec.NoiseSize():(i+1)*spec.NoiseSize()], r)
		}
		return z
	}
	read := func(seed uint64) []float32 {
		out, err := ReconstructVAEBernoulli(context.Background(), be, spec, weights, x, noise(seed))
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	one, again, other := read(1), read(1), read(2)
	differ := 0
	ones := make([]float64, pixels)
	for i, b := range one[:count*pixels] {
		if b != 0 && b != 1 {
			t.Fatalf("a pixel is drawn to %v", b)
		}
		if b != again[i] {
			t.Fatal("the same noise gives other pixels")
		}
		if b != other[i] {
			differ++
		}
		ones[i%pixels] += float64(b) / count
	}
	// Two draws differ with probability 2p(1-p), in the mean over p = 0, 1/63, ..., 1 a third less 1/189.
	if share := float64(differ) / (count * pixels); math.Abs(share-(1.0/3-1.0/189)) > 0.01 {
		t.Errorf("%.4f of the pixels are drawn otherwise under other noise", share)
	}
	for i, f := range ones {
		if se := math.Sqrt(p[i] * (1 - p[i]) / count); math.Abs(f-p[i]) > 5*se+1e-3 {
			t.Errorf("a pixel of %.3f is 1 in %.3f of the draws", p[i], f)
		}
	}
	d.in[len(spec.Params)] = tensors.FromFlatDataAndDimensions(x, spec.Dims(count)...)
	d.in[len(spec.Params)+2] = tensors.FromFlatDataAndDimensions(noise(1), count, spec.NoiseSize())
	out := call(t, be, func(in []*Node) []*Node {
		params, states, b := d.nodes(in)
		built := m.Build(spec, Eval, be, params, states, b)
		return append([]*Node{built.Losses}, built.Terms...)
	}, d.in)
	if len(spec.Terms) != 2 || spec.Terms[0] != TermReconstruction || spec.Terms[1] != TermKL {
		t.Fatalf("the terms are %v", spec.Terms)
	}
	for k := range count {
		entropy := 0.0
		for i := k * pixels; i < (k+1)*pixels; i++ {
			q := float64(one[count*pixels+i])
			if one[i] == 0 {
				q = 1 - q
			}
			entropy -= math.Log(q)
		}
		loss, reconstruction, kl := float64(out[0][k]), float64(out[1][k]), float64(out[2][k])
		if math.Abs(reconstruction-entropy) > 1e-3*(1+entropy) || !(kl >= 0) || math.Abs(loss-reconstruction-kl) > 1e-4*loss {
			t.Fatalf("image %d: loss %v, terms %v and %v; the cross entropy of the pixels is %v", k, loss, reconstruction, kl, entropy)
		}
	}
	if _, err := ReconstructVAEBernoulli(context.Background(), be, spec, weights, x[1:], noise(1)); err == nil {
		t.Error("a pixel short, and no error")
	}
}

// The initial values bit by bit, and loss and terms of fixed grey images under fixed noise, within float32.
func TestBernoulliVAEBelongsToTheVersion(t *testing.T) {
	be, m, spec := bernoulliVAE(t, Images([3]int{8, 8, 1}, 10))
	h := sha256.New()
	d := made{m: m, spec: spec, batch: 2}
	for _, p := range spec.Params {
		v := p.Draw(5)
		h.Write([]byte(p.Name))
		if err := binary.Write(h, binary.LittleEndian, v); err != nil {
			t.Fatal(err)
		}
		d.in = append(d.in, tensors.FromFlatDataAndDimensions(v, p.Dims...))
	}
	r := rng.New(1, "images of the golden")
	images, noise := make([]float32, 2*64), make([]float32, 2*spec.NoiseSize())
	for i := range images {
		images[i] = r.Float32()
	}
	for i := range 2 {
		spec.DrawNoise(noise[i*len(noise)/2:(i+1)*len(noise)/2], r)
	}
	d.in = append(d.in, tensors.FromFlatDataAndDimensions(images, 2, 8, 8, 1), tensors.FromValue([]int32{3, 7}),
		tensors.FromFlatDataAndDimensions(noise, 2, len(noise)/2))
	out := call(t, be, func(in []*Node) []*Node {
		params, states, b := d.nodes(in)
		built := m.Build(spec, Train, be, params, states, b)
		return append([]*Node{built.Losses}, built.Terms...)
	}, d.in)
	got := golden.Results{Values: map[string]float64{"parameters": float64(spec.Size())}, Tolerance: 1e-4,
		Digest: hex.EncodeToString(h.Sum(nil))}
	for i, what := range append([]string{"loss"}, spec.Terms...) {
		for k, v := range out[i] {
			got.Values[fmt.Sprintf("%s of image %d", what, k)] = float64(v)
		}
	}
	golden.Version(t, "vae_bernoulli", "models.Version", Version, got)
}
