package models

import (
	"fmt"

	//lint:ignore ST1001 graph functions read as formulas with a dot import
	. "github.com/gomlx/gomlx/core/graph"
)

// ResNet returns the residual network of 6n+2 layers for small images (He, Zhang, Ren, Sun 2016, section 4.2): a 3 x 3
// convolution to 16 channels, three stages of n blocks with 16, 32, 64 channels, the mean over the pixels and a dense
// layer. Stages two and three halve height and width by stride 2. A shortcut that changes the shape takes every other
// pixel and adds channels of zeros on both sides (option A), so it has no parameters. norm is "bn" or "gn".
//
// On 32x32x3 with 10 classes: n = 1 (ResNet-8) 75,290 parameters, n = 3 (ResNet-20) 269,722, n = 5 (ResNet-32) 464,154,
// n = 9 (ResNet-56) 853,018; with either normalisation, since both have a scale and an offset for each channel.
func ResNet(n int, norm string) Logits {
	return func(net *Net, x *Node) *Node {
		normalise := normaliser(net, norm)
		x = Relu(normalise("stem/norm", net.Conv("stem/conv", x, 16, 3, 1)))
		for stage, channels := range []int{16, 32, 64} {
			for block := range n {
				stride := 1
				if stage > 0 && block == 0 {
					stride = 2
				}
				x = basicBlock(net, fmt.Sprintf("stage%d/block%d", stage+1, block+1), x, channels, stride, normalise, optionA)
			}
		}
		return net.Dense("logits", GlobalMean(x), net.Classes())
	}
}

// ResNet18 returns the residual network of 18 layers (He et al. 2016, table 1) with the stem that is usual on images of
// 32 x 32 pixels: a 3 x 3 convolution of stride 1 and no pooling in place of 7 x 7 and pooling. Four stages of two
// blocks with 64, 128, 256, 512 channels; shortcuts that change the shape are 1 x 1 convolutions with normalisation
// (option B). On 32x32x3 with 10 classes it has 11,173,962 parameters. norm is "bn" or "gn".
func ResNet18(norm string) Logits {
	return func(net *Net, x *Node) *Node {
		normalise := normaliser(net, norm)
		x = Relu(normalise("stem/norm", net.Conv("stem/conv", x, 64, 3, 1)))
		for stage, channels := range []int{64, 128, 256, 512} {
			for block := range 2 {
				stride := 1
				if stage > 0 && block == 0 {
					stride = 2
				}
				x = basicBlock(net, fmt.Sprintf("stage%d/block%d", stage+1, block+1), x, channels, stride, normalise, optionB)
			}
		}
		return net.Dense("logits", GlobalMean(x), net.Classes())
	}
}

type normalisation func(name string, x *Node) *Node

// normaliser is BatchNorm, or GroupNorm with groups of 8 channels: 2, 4, 8 groups at 16, 32, 64 channels.
func normaliser(n *Net, norm string) normalisation {
	switch norm {
	case "bn":
		return n.BatchNorm
	case "gn":
		return func(name string, x *Node) *Node { return n.GroupNorm(name, x, x.Shape().Dim(-1)/8) }
	}
	panic(fmt.Errorf("models: no normalisation is called %q: use bn or gn", norm))
}

// basicBlock is relu(shortcut(x) + norm(conv(relu(norm(conv(x)))))) with 3 x 3 convolutions.
func basicBlock(n *Net, name string, x *Node, channels, stride int, normalise normalisation, shortcut func(n *Net, name string, x *Node, channels, stride int, normalise normalisation) *Node) *Node {
	y := Relu(normalise(name+"/norm1", n.Conv(name+"/conv1", x, channels, 3, stride)))
	y = normalise(name+"/norm2", n.Conv(name+"/conv2", y, channels, 3, 1))
	if stride > 1 || x.Shape().Dim(-1) != channels {
		x = shortcut(n, name, x, channels, stride, normalise)
	}
	return Relu(Add(x, y))
}

func optionA(_ *Net, _ string, x *Node, channels, stride int, _ normalisation) *Node {
	if stride > 1 {
		x = Slice(x, AxisRange(), AxisRange().Stride(stride), AxisRange().Stride(stride), AxisRange())
	}
	more := channels - x.Shape().Dim(-1)
	return Pad(x, ScalarZero(x.Graph(), x.DType()), PadAxis{}, PadAxis{}, PadAxis{}, PadAxis{Start: more / 2, End: more - more/2})
}

func optionB(n *Net, name string, x *Node, channels, stride int, normalise normalisation) *Node {
	return normalise(name+"/shortcut/norm", n.Conv(name+"/shortcut/conv", x, channels, 1, stride))
}
