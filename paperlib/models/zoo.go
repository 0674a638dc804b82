package models

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	//lint:ignore ST1001 graph functions read as formulas with a dot import
	. "github.com/gomlx/gomlx/core/graph"
)

// zoo holds the models that come with sgnlab, by the names used in knobs and captions. Functions that are made by a
// call are wrapped in a literal each, because BuiltIn tells functions apart by their code.
var zoo = map[string]Model{
	"mlp":           {Logits: MLP},
	"conv-bn":       {Logits: ConvBN},
	"conv-gn":       {Logits: ConvGN},
	"resnet8-bn":    {Logits: func(n *Net, x *Node) *Node { return ResNet(1, "bn")(n, x) }},
	"resnet8-gn":    {Logits: func(n *Net, x *Node) *Node { return ResNet(1, "gn")(n, x) }},
	"resnet20-bn":   {Logits: func(n *Net, x *Node) *Node { return ResNet(3, "bn")(n, x) }},
	"resnet20-gn":   {Logits: func(n *Net, x *Node) *Node { return ResNet(3, "gn")(n, x) }},
	"resnet32-bn":   {Logits: func(n *Net, x *Node) *Node { return ResNet(5, "bn")(n, x) }},
	"resnet32-gn":   {Logits: func(n *Net, x *Node) *Node { return ResNet(5, "gn")(n, x) }},
	"resnet56-bn":   {Logits: func(n *Net, x *Node) *Node { return ResNet(9, "bn")(n, x) }},
	"resnet56-gn":   {Logits: func(n *Net, x *Node) *Node { return ResNet(9, "gn")(n, x) }},
	"resnet18-bn":   {Logits: func(n *Net, x *Node) *Node { return ResNet18("bn")(n, x) }},
	"resnet18-gn":   {Logits: func(n *Net, x *Node) *Node { return ResNet18("gn")(n, x) }},
	"vae":           {Objective: VAE},
	"vae-bernoulli": {Objective: VAEBernoulli},
	"diffusion":     {Objective: Diffusion},
	"gpt":           {Objective: func(n *Net, x, y *Node) *Node { return GPT(GPTConfig{Layers: 4, Width: 128, Heads: 4})(n, x, y) }},
	"bert":          {Logits: func(n *Net, x *Node) *Node { return BERT(MiniLM)(n, x) }},
	"bert-tiny": {Logits: func(n *Net, x *Node) *Node {
		return BERT(BERTConfig{Layers: 2, Width: 64, Heads: 2, Intermediate: 256, Positions: 64})(n, x)
	}},
}

// about says of each model what it is and what it reads.
var about = map[string]string{
	"mlp":           "perceptron, inputs-64-64-classes with ReLU; images",
	"conv-bn":       "three convolutions with BatchNorm; images",
	"conv-gn":       "three convolutions with GroupNorm; images",
	"vae":           "variational autoencoder, 400-20-400, with a Gaussian decoder; images",
	"vae-bernoulli": "variational autoencoder, 400-20-400, of pixels drawn to 0 or 1, with a Bernoulli decoder; images",
	"diffusion":     "denoising diffusion model, a small U-Net; images whose sides divide by 4",
	"gpt":           "language model of 4 blocks of 128 with 4 heads; texts without labels",
	"bert":          "encoder of the size of MiniLM-L6 with a classifier; labelled texts",
	"bert-tiny":     "encoder of 2 blocks of 64 with a classifier; labelled texts",
}

// About says in a line what the built-in model of that name is and which inputs it reads.
func About(name string) string {
	if s, ok := about[name]; ok {
		return s
	}
	layers, norm, _ := strings.Cut(strings.TrimPrefix(name, "resnet"), "-")
	return fmt.Sprintf("residual network of %s layers with %s; images", layers, map[string]string{"bn": "BatchNorm", "gn": "GroupNorm"}[norm])
}

// Names lists the built-in models.
func Names() []string { return slices.Sorted(maps.Keys(zoo)) }

// ByName returns the built-in model of that name.
func ByName(name string) (Model, error) {
	m, ok := zoo[name]
	if !ok {
		return Model{}, fmt.Errorf("no model is called %q: the built-in models are %v", name, Names())
	}
	m.Name = name
	return m, nil
}

// BuiltIn tells whether m is what ByName returns: everything else is a reader's own, marked Custom or not, even under
// the name of a built-in model.
func (m Model) BuiltIn() bool {
	have, ok := zoo[m.Name]
	code := func(f any) uintptr { return reflect.ValueOf(f).Pointer() }
	return ok && !m.Custom && m.Loss == nil && code(m.Logits) == code(have.Logits) && code(m.Objective) == code(have.Objective)
}

// MLP is inputs-64-64-classes with ReLU: 784-64-64-10 has 55,050 parameters.
func MLP(n *Net, x *Node) *Node {
	x = Relu(n.Dense("dense1", Flatten(x), 64))
	x = Relu(n.Dense("dense2", x, 64))
	return n.Dense("logits", x, n.Classes())
}

// ConvBN is a small convolutional network with BatchNorm: see conv.
func ConvBN(n *Net, x *Node) *Node {
	return conv(n, x, func(name string, x *Node) *Node { return n.BatchNorm(name, x) })
}

// ConvGN is ConvBN with GroupNorm (8 channels a group) in place of BatchNorm, so that examples do not see each other.
func ConvGN(n *Net, x *Node) *Node {
	return conv(n, x, func(name string, x *Node) *Node { return n.GroupNorm(name, x, x.Shape().Dim(-1)/8) })
}

// conv stacks blocks of 3x3 convolution, normalisation, ReLU with 16, 32, 64 channels. The first two blocks have a 2x2
// max pool after the convolution where height and width are even and above 4: ReLU commutes with it, and normalising
// the smaller map makes a step 1.4 times faster. The mean over the remaining pixels goes to a dense layer.
// On 32x32x3 it has 24,346 parameters.
func conv(n *Net, x *Node, norm func(string, *Node) *Node) *Node {
	for i, filters := range []int{16, 32, 64} {
		x = n.Conv3(fmt.Sprintf("conv%d", i+1), x, filters)
		if h, w := x.Shape().Dim(1), x.Shape().Dim(2); i < 2 && h%2 == 0 && w%2 == 0 && h > 4 {
			x = MaxPool2(x)
		}
		x = Relu(norm(fmt.Sprintf("norm%d", i+1), x))
	}
	return n.Dense("logits", GlobalMean(x), n.Classes())
}
