package models

import (
	"math"

	//lint:ignore ST1001 graph functions read as formulas with a dot import
	. "github.com/gomlx/gomlx/core/graph"
)

// The size of the autoencoder.
const (
	vaeHidden = 400
	vaeLatent = 20
)

// VAE is a variational autoencoder (Kingma, Welling 2014): encoder and decoder with one hidden layer of 400 ReLU, a
// latent vector z of 20 numbers, prior N(0, I). The decoder is Gaussian, x | z ~ N(m(z), s^2 I), with one variance for
// all pixels that is learnt ("decoder/log_variance"; Rybkin, Daniilidis, Levine 2021). The loss of an example is minus
// its ELBO with one draw of z, in nats, with all constants, of the standardised pixels that the network reads:
//
//	sum_i ((x_i - m_i)^2/s^2 + log(2 pi s^2))/2 + sum_j (mu_j^2 + v_j - log v_j - 1)/2,  z = mu + sqrt(v) e.
//
// A density of pixels in 0..1 is larger by the product of 1/standard deviation over the pixels.
// On 28x28x1 it has 652,825 parameters.
func VAE(n *Net, x, _ *Node) *Node {
	x = Flatten(x)
	z, kl := vaeEncode(n, x)
	pixels := x.Shape().Dim(1)
	m := vaeDecode(n, "decoder/mean", z, pixels)
	logS := Reshape(n.Param(x, "decoder/log_variance", InitZeros, 1), -1, 1) // [1, 1], or [batch, 1] for single examples
	logS = BroadcastToDims(logS, x.Shape().Dim(0), 1)
	square := ReduceAndKeep(Square(Sub(x, m)), ReduceSum, 1)
	nll := MulScalar(Add(Div(square, Exp(logS)), MulScalar(AddScalar(logS, math.Log(2*math.Pi)), float64(pixels))), 0.5)
	return Add(Reshape(nll, x.Shape().Dim(0)), kl)
}

// vaeEncode draws z from the encoder's N(mu, diag(v)) for each x [batch, pixels], and gives that law's divergence from the
// prior, KL = sum_j (mu_j^2 + v_j - log v_j - 1)/2, [batch].
func vaeEncode(n *Net, x *Node) (z, kl *Node) {
	h := Relu(n.Dense("encoder/hidden", x, vaeHidden))
	small := Init{"normal", 0.01} // begins with a posterior close to the prior
	mu := n.DenseInit("encoder/mean", h, vaeLatent, small)
	logV := n.DenseInit("encoder/log_variance", h, vaeLatent, small)
	z = Add(mu, Mul(Exp(MulScalar(logV, 0.5)), n.Normal(x, "latent", vaeLatent)))
	return z, MulScalar(ReduceSum(Sub(Add(Square(mu), Exp(logV)), AddScalar(logV, 1)), 1), 0.5)
}

// vaeDecode is what the decoder says of the pixels given z, [batch, pixels]: the output of its layer of that name.
func vaeDecode(n *Net, output string, z *Node, pixels int) *Node {
	return n.DenseInit(output, Relu(n.Dense("decoder/hidden", z, vaeHidden)), pixels, Lecun(vaeHidden))
}
