package models

import (
	"fmt"

	//lint:ignore ST1001 graph functions read as formulas with a dot import
	. "github.com/gomlx/gomlx/core/graph"
)

// BERTConfig is the size of an encoder.
type BERTConfig struct {
	Layers, Width, Heads, Intermediate int
	Positions                          int     // most tokens of a text
	Dropout                            float64 // after the embeddings, on each branch and before the classifier
}

// MiniLM is the encoder of all-MiniLM-L6 (Wang et al. 2020): with 30,522 word pieces it has 22,713,216 parameters without
// the classifier.
var MiniLM = BERTConfig{Layers: 6, Width: 384, Heads: 12, Intermediate: 1536, Positions: 512}

// BERTEpsilon is what the encoders' LayerNorm adds to the variance.
const BERTEpsilon = 1e-12

// BERT returns an encoder of the shape of BERT (Devlin et al. 2019) with a classifier on top: embeddings of tokens,
// positions and one of two types of segment (always the first), post-norm blocks of attention and a perceptron with GELU
// (erf form), a dense layer with tanh on the first token (the pooler) and a dense layer to the classes. Token 0 is
// padding, which no place looks at. Initial weights are normal with standard deviation .02.
func BERT(c BERTConfig) Logits {
	init := Init{"normal", 0.02}
	return func(n *Net, tokens *Node) *Node {
		if n.Vocabulary() < 2 {
			panic(fmt.Errorf("models: an encoder of texts was given inputs of shape %v that are no tokens", tokens.Shape().Dimensions[1:]))
		}
		n.encoder = &c
		d := tokens.Shape().Dimensions
		if d[1] > c.Positions {
			panic(fmt.Errorf("models: texts of %d tokens are longer than the %d positions of the encoder", d[1], c.Positions))
		}
		h := n.Embedding("embeddings/word", tokens, n.Vocabulary(), c.Width, 0.02)
		h = n.Positions("embeddings/position", h, c.Positions, 0.02)
		h = Add(h, n.Embedding("embeddings/type", ZerosLike(tokens), 2, c.Width, 0.02))
		h = n.Dropout("embeddings/dropout", n.LayerNorm("embeddings/norm", h, BERTEpsilon), c.Dropout)
		mask := PaddingMask(h, tokens)
		for l := range c.Layers {
			name := fmt.Sprintf("layer%d", l)
			y := n.Attention(name+"/attention", h, mask, c.Heads, 0.02, 0.02)
			h = n.LayerNorm(name+"/attention/norm", Add(h, n.Dropout(name+"/attention/dropout", y, c.Dropout)), BERTEpsilon)
			y = Gelu(n.DenseInit(name+"/intermediate", h, c.Intermediate, init))
			y = n.DenseInit(name+"/output", y, c.Width, init)
			h = n.LayerNorm(name+"/output/norm", Add(h, n.Dropout(name+"/output/dropout", y, c.Dropout)), BERTEpsilon)
		}
		first := Reshape(Slice(h, AxisRange(), AxisRange(0, 1), AxisRange()), d[0], c.Width)
		pooled := Tanh(n.DenseInit("pooler", first, c.Width, init))
		return n.DenseInit("classifier", n.Dropout("classifier/dropout", pooled, c.Dropout), n.Classes(), init)
	}
}
