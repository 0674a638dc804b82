package training

import (
	"math"
	"testing"

	"github.com/gomlx/compute/gobackend"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"github.com/sgnlab/sgnlab/paperlib/models"
)

// Seven steps on sum(c (theta - t)^2)/2 + sin(theta_0 theta_1) with c = (1, 3, .5), t = (1, 0, -1) from (.5, -1, 2), against
// torch.optim of PyTorch 2.15 in float64.
func TestOptimisersAgainstPyTorch(t *testing.T) {
	be, err := gobackend.New("")
	if err != nil {
		t.Fatal(err)
	}
	defer be.Finalize()
	base := Config{Epochs: 1, Batch: 1, LR: 0.1, Schedule: "constant"}
	momentum, nesterov, adamw, poly := base, base, base, base
	momentum.Momentum, momentum.WeightDecay = 0.9, 0.01
	nesterov.Momentum, nesterov.WeightDecay, nesterov.Nesterov = 0.9, 0.01, true
	adamw.Optimizer, adamw.Beta2, adamw.WeightDecay = "adamw", 0.99, 0.05
	poly.Optimizer, poly.WeightDecay, poly.Clip, poly.Schedule, poly.T0, poly.Theta = "adamw", 0.05, 1, "polynomial", 4, 0.6
	for _, c := range []struct {
		name   string
		config Config
		want   []float64
	}{
		{"momentum", momentum, []float64{1.4833965661415753, -0.31552597432344237, -0.770222704474586}},
		{"Nesterov", nesterov, []float64{1.4576506675314083, -0.48082198369266693, -0.9352438304031502}},
		{"AdamW", adamw, []float64{1.1327832232287471, -0.3272498712647361, 1.2464389798049709}},
		{"AdamW, clipped, polynomial", poly, []float64{1.0011818865787994, -0.46312774412350144, 1.4278477926283126}},
	} {
		const steps = 7
		if err := c.config.Validate(steps); err != nil {
			t.Fatal(err)
		}
		ps := []models.Param{{Name: "theta", Dims: []int{3, 1}}}
		nv := c.config.slots()
		exec, err := graph.NewExec(be, func(in []*graph.Node) []*graph.Node {
			theta := in[0]
			g := theta.Graph()
			d := graph.Sub(theta, graph.Const(g, [][]float32{{1}, {0}, {-1}}))
			at := func(i int) *graph.Node { return graph.Reshape(graph.Slice(theta, graph.AxisRange(i, i+1))) }
			loss := graph.Add(graph.MulScalar(graph.ReduceAllSum(graph.Mul(graph.Square(d), graph.Const(g, [][]float32{{1}, {3}, {0.5}}))), 0.5),
				graph.Sin(graph.Mul(at(0), at(1))))
			p, s := c.config.update(ps, in[:1], graph.Gradient(loss, theta), in[1:1+nv], in[1+nv])
			return append(p, s...)
		})
		if err != nil {
			t.Fatal(err)
		}
		state := []*tensors.Tensor{tensors.FromValue([][]float32{{0.5}, {-1}, {2}})}
		for range nv {
			state = append(state, tensors.FromValue([][]float32{{0}, {0}, {0}}))
		}
		for k := range steps {
			if state, err = exec.Call(args(append(state, tensors.FromValue(c.config.rates(k, steps))))...); err != nil {
				t.Fatal(err)
			}
		}
		got, err := tensors.CopyFlatData[float32](state[0])
		if err != nil {
			t.Fatal(err)
		}
		for i, w := range c.want {
			if math.Abs(float64(got[i])-w) > 3e-6*(1+math.Abs(w)) {
				t.Errorf("%s: theta_%d is %v, want %v", c.name, i, got[i], w)
			}
		}
	}
}

// AdamW decays matrices and not biases; SGD decays everything.
func TestWhatDecays(t *testing.T) {
	matrix, bias := models.Param{Dims: []int{3, 4}}, models.Param{Dims: []int{4}}
	for _, c := range []struct {
		config       Config
		matrix, bias bool
	}{{Config{WeightDecay: 1}, true, true}, {Config{WeightDecay: 1, Optimizer: "adamw"}, true, false}, {Config{}, false, false}} {
		if c.config.decays(matrix) != c.matrix || c.config.decays(bias) != c.bias {
			t.Errorf("%+v: %v, %v", c.config, c.config.decays(matrix), c.config.decays(bias))
		}
	}
}
