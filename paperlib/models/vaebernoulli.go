package models

import (
	//lint:ignore ST1001 graph functions read as formulas with a dot import
	. "github.com/gomlx/gomlx/core/graph"
)

// The terms of minus the ELBO of [VAEBernoulli], whose sum is the loss.
const (
	TermReconstruction = "reconstruction" // -log P(b | z)
	TermKL             = "KL"             // of the encoder's law of z from the prior
)

// VAEBernoulli is the autoencoder [VAE] for pixels that are 0 or 1: its decoder gives the logits l(z) of independent
// Bernoulli pixels (Kingma, Welling 2014, appendix C.1). Whenever it meets an image, each pixel p in 0..1 is drawn afresh
// to b = 1 with probability p, else 0 (Burda, Grosse, Salakhutdinov 2016), so that no grey level can be learnt by heart.
// The loss of an example is minus the ELBO of b with one draw of z, in nats an image:
//
//	sum_i (log(1 + exp(l_i)) - b_i l_i) + sum_j (mu_j^2 + v_j - log v_j - 1)/2,  z = mu + sqrt(v) e.
//
// Both sums are terms of the loss ([Net.Term]). The ELBO is a bound on the log probability of b, never above 0. On 28x28x1
// it has 652,824 parameters.
func VAEBernoulli(n *Net, x, _ *Node) *Node {
	b := n.binary(x)
	z, kl := vaeEncode(n, b)
	l := vaeDecode(n, bernoulliLogits, z, b.Shape().Dim(1))
	// log(1 + exp(l)) as max(l, 0) + log(1 + exp(-|l|)) does not overflow.
	softplus := Add(Max(l, ZerosLike(l)), Log1P(Exp(Neg(Abs(l)))))
	reconstruction := ReduceSum(Sub(softplus, Mul(b, l)), 1)
	n.Term(TermReconstruction, reconstruction)
	n.Term(TermKL, kl)
	return Add(reconstruction, kl)
}

const bernoulliLogits = "decoder/logits"

// binary draws the pixels of x to 0 or 1, [batch, pixels], with the uniform numbers called "pixels". A value outside 0..1
// counts as the nearer end.
func (n *Net) binary(x *Node) *Node {
	p := Flatten(n.unit(x))
	u := n.Uniform(x, "pixels", p.Shape().Dim(1))
	return ConvertDType(LessThan(u, p), p.DType())
}

// unit undoes the standardisation of the pixels: x [batch, height, width, channels] in units of the full scale.
func (n *Net) unit(x *Node) *Node {
	if n.input.Std == nil {
		return x
	}
	wide := func(v []float64) *Node {
		list := make([]float32, len(v))
		for i := range v {
			list[i] = float32(v[i])
		}
		return BroadcastToDims(Reshape(Const(x.Graph(), list), 1, 1, 1, len(v)), x.Shape().Dimensions...)
	}
	return Add(Mul(x, wide(n.input.Std)), wide(n.input.Mean))
}
