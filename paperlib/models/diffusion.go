package models

import (
	"fmt"
	"math"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	//lint:ignore ST1001 graph functions read as formulas with a dot import
	. "github.com/gomlx/gomlx/core/graph"
)

// DiffusionSteps is the number T of steps of the diffusion model.
const DiffusionSteps = 1000

// DiffusionSchedule returns alpha_t = 1 - beta_t and their product abar_t = alpha_1 ... alpha_t for t = 1 .. T (index t-1),
// with beta from 1e-4 to .02 in equal steps (Ho, Jain, Abbeel 2020, section 4).
func DiffusionSchedule() (alpha, abar []float64) {
	product := 1.0
	for t := range DiffusionSteps {
		beta := 1e-4 + (0.02-1e-4)*float64(t)/(DiffusionSteps-1)
		product *= 1 - beta
		alpha, abar = append(alpha, 1-beta), append(abar, product)
	}
	return alpha, abar
}

// Diffusion is a denoising diffusion model (Ho, Jain, Abbeel 2020). With t uniform on 1 .. T and noise e ~ N(0, I) it
// predicts e from sqrt(abar_t) x + sqrt(1 - abar_t) e; the loss of an example is the mean squared error over the pixels,
// which is 1 for the prediction 0. Height and width must be divisible by 4. See [UNet] for the network; on 28x28x1 it has
// 439,680 parameters. [SampleDiffusion] draws images.
func Diffusion(n *Net, x, _ *Node) *Node {
	d := x.Shape().Dimensions
	g := x.Graph()
	e := n.Normal(x, "noise", d[1:]...)
	t := ConvertDType(MulScalar(n.Uniform(x, "time", 1), DiffusionSteps), dtypes.Int32) // rounds down: 0 .. T-1
	_, abar := DiffusionSchedule()
	table := make([]float32, len(abar))
	for i, v := range abar {
		table[i] = float32(v)
	}
	a := Reshape(Gather(Const(g, table), t, false), d[0], 1, 1, 1)
	wide := func(v *Node) *Node { return BroadcastToDims(Sqrt(v), d...) }
	noisy := Add(Mul(wide(a), x), Mul(wide(OneMinus(a)), e))
	return ReduceMean(Square(Sub(UNet(n, noisy, Reshape(t, d[0])), e)), 1, 2, 3)
}

const (
	unetWidth = 32 // channels at full resolution; twice as many below
	timeWidth = 64
)

// UNet predicts the noise in images x [batch, height, width, channels] at times t [batch] (int32, from 0): residual
// blocks of GroupNorm, SiLU and 3 x 3 convolutions at three resolutions with skip connections, and the time as sines and
// cosines through two dense layers, added inside every block (a small form of the network of Ho, Jain, Abbeel 2020).
func UNet(n *Net, x, t *Node) *Node {
	d := x.Shape().Dimensions
	if d[1]%4 != 0 || d[2]%4 != 0 {
		panic(fmt.Errorf("models: the diffusion model halves height and width twice; %d x %d pixels cannot be halved twice", d[1], d[2]))
	}
	time := silu(n.Dense("time/dense1", sinusoid(t, timeWidth, x.DType()), 2*timeWidth))
	time = silu(n.Dense("time/dense2", time, 2*timeWidth))
	w := unetWidth
	h1 := unetBlock(n, "down1", n.Conv("in", x, w, 3, 1), time, w)
	h2 := unetBlock(n, "down2", n.Conv("down2/half", h1, 2*w, 3, 2), time, 2*w)
	h3 := unetBlock(n, "middle", n.Conv("middle/half", h2, 2*w, 3, 2), time, 2*w)
	h := unetBlock(n, "up2", Concatenate([]*Node{upsample2(h3), h2}, -1), time, 2*w)
	h = unetBlock(n, "up1", Concatenate([]*Node{upsample2(h), h1}, -1), time, w)
	return n.Conv("out", silu(n.GroupNorm("out/norm", h, w/8)), d[3], 3, 1)
}

func unetBlock(n *Net, name string, x, time *Node, channels int) *Node {
	c := x.Shape().Dim(-1)
	h := n.Conv(name+"/conv1", silu(n.GroupNorm(name+"/norm1", x, c/8)), channels, 3, 1)
	shift := n.Dense(name+"/time", time, channels)
	h = Add(h, BroadcastToShape(Reshape(shift, x.Shape().Dim(0), 1, 1, channels), h.Shape()))
	h = n.Conv(name+"/conv2", silu(n.GroupNorm(name+"/norm2", h, channels/8)), channels, 3, 1)
	if c != channels {
		x = n.Conv(name+"/shortcut", x, channels, 1, 1)
	}
	return Add(x, h)
}

func silu(x *Node) *Node { return Mul(x, Sigmoid(x)) }

// upsample2 repeats every pixel twice in both directions.
func upsample2(x *Node) *Node {
	d := x.Shape().Dimensions
	wide := BroadcastToDims(Reshape(x, d[0], d[1], 1, d[2], 1, d[3]), d[0], d[1], 2, d[2], 2, d[3])
	return Reshape(wide, d[0], 2*d[1], 2*d[2], d[3])
}

// sinusoid is sin(t w_i), cos(t w_i) with width/2 frequencies w_i from 1 down to 1e-4 in equal ratios (Vaswani et al.
// 2017, section 3.5).
func sinusoid(t *Node, width int, dtype dtypes.DType) *Node {
	b := t.Shape().Dim(0)
	i := Iota(t.Graph(), shapes.Make(dtype, b, width/2), 1)
	rate := Exp(MulScalar(i, -math.Log(1e4)/float64(width/2-1)))
	angle := Mul(rate, BroadcastToDims(Reshape(ConvertDType(t, dtype), b, 1), b, width/2))
	return Concatenate([]*Node{Sin(angle), Cos(angle)}, -1)
}
