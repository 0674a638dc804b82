package models

import (
	"math"
	"strings"
	"testing"

	"github.com/gomlx/compute/gobackend"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

func TestParameterCounts(t *testing.T) {
	for _, c := range []struct {
		model string
		input [3]int
		want  int
	}{
		{"mlp", [3]int{28, 28, 1}, 784*64 + 64 + 64*64 + 64 + 640 + 10}, // 55,050
		{"mlp", [3]int{8, 8, 1}, 64*64 + 64 + 64*64 + 64 + 640 + 10},
		{"conv-bn", [3]int{32, 32, 3}, 27*16 + 32 + 144*32 + 64 + 288*64 + 128 + 650}, // 24,346
		{"conv-gn", [3]int{32, 32, 3}, 27*16 + 32 + 144*32 + 64 + 288*64 + 128 + 650},
		// 432 + 32 in the stem, 650 at the end; stages of 2n convolutions with 9*16*16, 9*32*32, 9*64*64 weights, of which
		// the first of stages two and three has half as many, and 32, 64, 128 numbers of normalisation each.
		{"resnet8-bn", [3]int{32, 32, 3}, 75290},
		{"resnet20-gn", [3]int{32, 32, 3}, 269722},
		{"resnet20-bn", [3]int{32, 32, 3}, 269722},
		{"resnet32-gn", [3]int{32, 32, 3}, 464154},
		{"resnet56-bn", [3]int{32, 32, 3}, 853018},
		{"resnet18-bn", [3]int{32, 32, 3}, 11173962},
		{"resnet18-gn", [3]int{32, 32, 3}, 11173962},
	} {
		m, err := ByName(c.model)
		if err != nil {
			t.Fatal(err)
		}
		s, err := Describe(m, Images(c.input, 10))
		if err != nil {
			t.Fatal(err)
		}
		if s.Size() != c.want {
			t.Errorf("%s on %v has %d parameters, want %d", c.model, c.input, s.Size(), c.want)
		}
		if s.Coupled != strings.HasSuffix(c.model, "-bn") {
			t.Errorf("%s: Coupled = %v", c.model, s.Coupled)
		}
	}
}

func TestCrossEntropyAgainstFormula(t *testing.T) {
	be, err := gobackend.New("")
	if err != nil {
		t.Fatal(err)
	}
	defer be.Finalize()
	logits := [][]float32{{1, 2, 3}, {-200, 0, 200}, {0, 0, 0}}
	out, err := ExecOnce(be, CrossEntropy, logits, []int32{2, 0, 1})
	if err != nil {
		t.Fatal(err)
	}
	want := []float64{math.Log(math.Exp(-2) + math.Exp(-1) + 1), 400, math.Log(3)}
	got, err := tensors.CopyFlatData[float32](out)
	if err != nil {
		t.Fatal(err)
	}
	for i, w := range want {
		if math.Abs(float64(got[i])-w) > 1e-5*(1+w) {
			t.Errorf("example %d: %v, want %v", i, got[i], w)
		}
	}
}

func TestDescribeErrors(t *testing.T) {
	for _, c := range []struct {
		name   string
		logits Logits
		want   string
	}{
		{"wrong shape", func(n *Net, x *Node) *Node { return n.Dense("a", Flatten(x), 3) }, "logits of shape"},
		{"same name twice", func(n *Net, x *Node) *Node {
			return n.Dense("a", n.Dense("a", Flatten(x), 10), 10)
		}, "give every layer its own name"},
		{"no parameters", func(n *Net, x *Node) *Node { return Slice(Flatten(x), AxisRange(), AxisRange(0, 10)) }, "no parameters"},
		{"pool of odd size", func(n *Net, x *Node) *Node { return MaxPool2(MaxPool2(MaxPool2(MaxPool2(x)))) }, "even height"},
	} {
		_, err := Describe(Model{Name: c.name, Logits: c.logits}, Images([3]int{8, 8, 1}, 10))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want one that says %q", c.name, err, c.want)
		}
	}
	if _, err := ByName("resnet-5000"); err == nil || !strings.Contains(err.Error(), "conv-bn") {
		t.Errorf("unknown model: %v, want an error that lists the known ones", err)
	}
}

// These values do not change without raising the version in package training: committed results depend on them.
func TestInitialValuesFrozen(t *testing.T) {
	p := Param{"dense1/weights", []int{784, 64}, He(784)}
	v := p.Draw(1)
	var sum, sq float64
	for _, x := range v {
		sum += float64(x)
		sq += float64(x) * float64(x)
	}
	n := float64(len(v))
	// Mean 0 within 4 standard errors and variance 2/784 within 4: false-alarm probability 1.3e-4, seed fixed.
	if se := math.Sqrt(2.0 / 784 / n); math.Abs(sum/n) > 4*se {
		t.Errorf("mean %v, standard error %v", sum/n, se)
	}
	if want := 2.0 / 784; math.Abs(sq/n-want) > 4*want*math.Sqrt(2/n) {
		t.Errorf("variance %v, want %v", sq/n, want)
	}
	if got := [2]float32{v[0], v[1]}; got != frozenInit {
		t.Errorf("first values %v, want %v", got, frozenInit)
	}
}

var frozenInit = [2]float32{-0.045272447, -0.008662868}
