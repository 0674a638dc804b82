package models

import (
	"fmt"
	"maps"
	"reflect"
	"slices"

	//lint:ignore ST1001 graph functions read as formulas with a dot import
	. "github.com/gomlx/gomlx/core/graph"
)

// zoo holds the models that come with sgnlab, by the names used in knobs and captions.
var zoo = map[string]Logits{
	"mlp":     MLP,
	"conv-bn": ConvBN,
	"conv-gn": ConvGN,
	// A literal for each, because BuiltIn tells functions apart by their code.
	"resnet8-bn":  func(n *Net, x *Node) *Node { return ResNet(1, "bn")(n, x) },
	"resnet8-gn":  func(n *Net, x *Node) *Node { return ResNet(1, "gn")(n, x) },
	"resnet20-bn": func(n *Net, x *Node) *Node { return ResNet(3, "bn")(n, x) },
	"resnet20-gn": func(n *Net, x *Node) *Node { return ResNet(3, "gn")(n, x) },
	"resnet32-bn": func(n *Net, x *Node) *Node { return ResNet(5, "bn")(n, x) },
	"resnet32-gn": func(n *Net, x *Node) *Node { return ResNet(5, "gn")(n, x) },
	"resnet56-bn": func(n *Net, x *Node) *Node { return ResNet(9, "bn")(n, x) },
	"resnet56-gn": func(n *Net, x *Node) *Node { return ResNet(9, "gn")(n, x) },
	"resnet18-bn": func(n *Net, x *Node) *Node { return ResNet18("bn")(n, x) },
	"resnet18-gn": func(n *Net, x *Node) *Node { return ResNet18("gn")(n, x) },
}

// Names lists the built-in models.
func Names() []string { return slices.Sorted(maps.Keys(zoo)) }

// ByName returns the built-in model of that name.
func ByName(name string) (Model, error) {
	f, ok := zoo[name]
	if !ok {
		return Model{}, fmt.Errorf("no model is called %q: the built-in models are %v", name, Names())
	}
	return Model{Name: name, Logits: f}, nil
}

// BuiltIn tells whether m is what ByName returns: everything else is a reader's own, marked Custom or not, even under
// the name of a built-in model.
func (m Model) BuiltIn() bool {
	f, ok := zoo[m.Name]
	return ok && !m.Custom && m.Loss == nil && reflect.ValueOf(m.Logits).Pointer() == reflect.ValueOf(f).Pointer()
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
