package models

import (
	"fmt"
	"math"

	//lint:ignore ST1001 graph functions read as formulas with a dot import
	. "github.com/gomlx/gomlx/core/graph"
)

// GPTConfig is the size of a decoder: Layers blocks of Width with Heads heads each.
type GPTConfig struct {
	Layers, Width, Heads int
	Dropout              float64 // after the embeddings and on each branch
}

// GPT returns a language model of the shape of GPT-2 (Radford et al. 2019): embeddings of tokens and positions, pre-norm
// blocks of causal attention and a perceptron of four times the width with GELU (tanh form), a last LayerNorm and a dense
// layer to the vocabulary, which does not share its weights with the embedding. Initial weights are normal with standard
// deviation .02, those that end a branch .02/sqrt(2 Layers).
//
// Tokens are [batch, window+1]; the loss of an example is the mean over the window of the cross entropy in nats of the
// next token, so that bits per token are loss/ln 2. With vocabulary V, window T, width D and L layers it has
// V D + T D + L (12 D^2 + 13 D) + 2 D + D V + V parameters.
func GPT(c GPTConfig) Objective {
	return func(n *Net, x, _ *Node) *Node {
		d := x.Shape().Dimensions
		window := d[1] - 1
		if n.Vocabulary() < 2 || window < 1 {
			panic(fmt.Errorf("models: a language model reads texts of at least two tokens; it was given inputs of shape %v and a vocabulary of %d", d[1:], n.Vocabulary()))
		}
		in := Slice(x, AxisRange(), AxisRange(0, window))
		next := Slice(x, AxisRange(), AxisRange(1, window+1))
		branch := 0.02 / math.Sqrt(2*float64(c.Layers))
		h := n.Embedding("tokens", in, n.Vocabulary(), c.Width, 0.02)
		h = n.Positions("positions", h, window, 0.02)
		h = n.Dropout("embeddings/dropout", h, c.Dropout)
		mask := CausalMask(h.Graph(), h, window)
		for l := range c.Layers {
			name := fmt.Sprintf("block%d", l+1)
			y := n.Attention(name+"/attention", n.LayerNorm(name+"/norm1", h, 1e-5), mask, c.Heads, 0.02, branch)
			h = Add(h, n.Dropout(name+"/attention/dropout", y, c.Dropout))
			y = n.DenseInit(name+"/mlp/up", n.LayerNorm(name+"/norm2", h, 1e-5), 4*c.Width, Init{"normal", 0.02})
			y = n.DenseInit(name+"/mlp/down", GeluTanh(y), c.Width, Init{"normal", branch})
			h = Add(h, n.Dropout(name+"/mlp/dropout", y, c.Dropout))
		}
		logits := n.DenseInit("logits", n.LayerNorm("norm", h, 1e-5), n.Vocabulary(), Init{"normal", 0.02})
		losses := n.CrossEntropy(Reshape(logits, d[0]*window, n.Vocabulary()), Reshape(next, d[0]*window))
		return ReduceMean(Reshape(losses, d[0], window), 1)
	}
}
