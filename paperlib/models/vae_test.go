package models

import (
	"fmt"
	"math"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/gobackend"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"github.com/sgnlab/sgnlab/paperlib/rng"
)

// A decoder whose ReLU units never switch off is linear, m(z) = c + a1 z1 + a2 z2, and its evidence and posterior are known
// (probabilistic principal components; Tipping, Bishop 1999). With orthogonal a1, a2 the posterior is a product, and
//
//	E[ELBO] = log N(x; c, s^2 I + a1 a1' + a2 a2') - KL(encoder || posterior).
//
// The encoder is set to the posterior, where the bound is tight, to the prior, and to something else. The mean over 40,000
// draws of z may be off by five standard errors: false alarm below 2e-6.
func TestELBOOfALinearDecoder(t *testing.T) {
	be, err := gobackend.New("")
	if err != nil {
		t.Fatal(err)
	}
	defer be.Finalize()
	m, err := ByName("vae")
	if err != nil {
		t.Fatal(err)
	}
	spec, err := Describe(m, Images([3]int{4, 4, 1}, 10))
	if err != nil {
		t.Fatal(err)
	}
	const (
		pixels = 16
		s2     = 0.5
		shift  = 50 // keeps the units of the decoder on
		n      = 40000
	)
	var x, c [pixels]float64
	var a [2][pixels]float64
	for i := range pixels {
		x[i], c[i] = math.Sin(float64(i)), 0.1*math.Cos(float64(3*i))
		a[i/8][i] = 0.3 + 0.05*float64(i)
	}
	evidence := -0.5 * pixels * math.Log(2*math.Pi*s2)
	var mean, variance [2]float64 // of the posterior
	for i := range pixels {
		evidence -= (x[i] - c[i]) * (x[i] - c[i]) / (2 * s2)
	}
	for k := range a {
		dot, norm := 0.0, 0.0
		for i := range pixels {
			dot += a[k][i] * (x[i] - c[i])
			norm += a[k][i] * a[k][i]
		}
		variance[k] = 1 / (1 + norm/s2)
		mean[k] = variance[k] * dot / s2
		evidence += math.Log(variance[k])/2 + mean[k]*mean[k]/(2*variance[k])
	}
	for _, q := range []struct {
		what         string
		mu, variance [2]float64
	}{
		{"posterior", mean, variance},
		{"prior", [2]float64{}, [2]float64{1, 1}},
		{"neither", [2]float64{0.3, -0.2}, [2]float64{0.5, 0.1}},
	} {
		t.Run(q.what, func(t *testing.T) {
			kl := 0.0
			values := map[string][]float32{}
			for _, p := range spec.Params {
				values[p.Name] = make([]float32, p.Size())
			}
			for j := range 2 {
				d := q.mu[j] - mean[j]
				kl += (q.variance[j]/variance[j] + d*d/variance[j] - 1 - math.Log(q.variance[j]/variance[j])) / 2
				values["encoder/mean/bias"][j] = float32(q.mu[j])
				values["encoder/log_variance/bias"][j] = float32(math.Log(q.variance[j]))
				values["decoder/hidden/weights"][j*vaeHidden+j] = 1
				values["decoder/hidden/bias"][j] = shift
			}
			values["decoder/log_variance"][0] = float32(math.Log(s2))
			for i := range pixels {
				b := c[i]
				for j := range 2 {
					values["decoder/mean/weights"][j*pixels+i] = float32(a[j][i])
					b -= shift * a[j][i]
				}
				values["decoder/mean/bias"][i] = float32(b)
			}
			elbo, se := meanELBO(t, be, m, spec, values, x[:], n)
			said := fmt.Sprintf("mean ELBO %.5f +- %.5f, evidence %.5f, KL to the posterior %.5f", elbo, se, evidence, kl)
			if math.Abs(elbo-(evidence-kl)) > 5*se+1e-4 { // and what float32 leaves of the shift
				t.Errorf("%s: they differ by %.2g", said, elbo-(evidence-kl))
			}
			t.Log(said)
		})
	}
}

// meanELBO is the mean of minus the loss of an image over n draws of the noise, with its standard error.
func meanELBO(t *testing.T, be compute.Backend, m Model, spec *Spec, values map[string][]float32, image []float64,
	n int) (elbo, se float64) {
	t.Helper()
	r := rng.New(1, "latents of the test")
	k := spec.NoiseSize()
	noise := make([]float32, n*k)
	images := make([]float32, n*len(image))
	for i := range n {
		spec.DrawNoise(noise[i*k:(i+1)*k], r)
		for j, v := range image {
			images[i*len(image)+j] = float32(v)
		}
	}
	d := made{m: m, spec: spec, batch: n}
	for _, p := range spec.Params {
		d.in = append(d.in, tensors.FromFlatDataAndDimensions(values[p.Name], p.Dims...))
	}
	d.in = append(d.in, tensors.FromFlatDataAndDimensions(images, spec.Dims(n)...),
		tensors.FromFlatDataAndDimensions(make([]int32, n), n), tensors.FromFlatDataAndDimensions(noise, n, k))
	loss := call(t, be, func(in []*Node) []*Node {
		params, states, b := d.nodes(in)
		return []*Node{m.Build(spec, Train, be, params, states, b).Losses}
	}, d.in)[0]
	sum, squares := 0.0, 0.0
	for _, l := range loss {
		sum -= float64(l)
		squares += float64(l) * float64(l)
	}
	elbo = sum / float64(n)
	return elbo, math.Sqrt((squares/float64(n) - elbo*elbo) / float64(n))
}
