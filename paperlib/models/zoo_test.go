package models

import (
	"fmt"
	"math"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/gobackend"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"github.com/sgnlab/sgnlab/paperlib/rng"
)

// example is a model on inputs small enough for the pure-Go backend.
type example struct {
	name  string
	input Input
}

var examples = []example{
	{"mlp", Images([3]int{8, 8, 1}, 10)},
	{"conv-bn", Images([3]int{8, 8, 1}, 10)},
	{"conv-gn", Images([3]int{8, 8, 1}, 10)},
	{"resnet8-bn", Images([3]int{8, 8, 1}, 10)},
	{"resnet8-gn", Images([3]int{8, 8, 3}, 10)},
	{"vae", Images([3]int{8, 8, 1}, 10)},
	{"vae-bernoulli", Images([3]int{8, 8, 1}, 10)},
	{"diffusion", Images([3]int{8, 8, 1}, 10)},
	{"gpt", Text(7, 11, 0)},
	{"bert-tiny", Text(8, 13, 2)},
}

// made is an example with weights and a batch on the host, all functions of its name.
type made struct {
	m     Model
	spec  *Spec
	batch int
	in    []any // parameters, states, x, labels, and noise if there is any
}

func (e example) make(t testing.TB, batch int) made {
	t.Helper()
	m, err := ByName(e.name)
	if err != nil {
		t.Fatal(err)
	}
	spec, err := Describe(m, e.input)
	if err != nil {
		t.Fatal(err)
	}
	d := made{m: m, spec: spec, batch: batch}
	r := rng.New(7, "example", e.name)
	for _, p := range append(append([]Param{}, spec.Params...), spec.States...) {
		v := p.Draw(3)
		for i := range v { // zeros and ones at the start would hide errors
			v[i] += float32(0.05 * r.NormFloat64())
		}
		d.in = append(d.in, tensors.FromFlatDataAndDimensions(v, p.Dims...))
	}
	size := spec.Shape[0] * spec.Shape[1] * spec.Shape[2]
	if spec.Vocabulary > 0 {
		x := make([]int32, batch*size)
		for i := range x {
			x[i] = int32(r.IntN(spec.Vocabulary))
		}
		d.in = append(d.in, tensors.FromFlatDataAndDimensions(x, spec.Dims(batch)...))
	} else {
		x := make([]float32, batch*size)
		for i := range x {
			x[i] = float32(r.NormFloat64())
		}
		d.in = append(d.in, tensors.FromFlatDataAndDimensions(x, spec.Dims(batch)...))
	}
	y := make([]int32, batch)
	for i := range y {
		y[i] = int32(r.IntN(max(spec.Classes, 1)))
	}
	d.in = append(d.in, tensors.FromFlatDataAndDimensions(y, batch))
	if k := spec.NoiseSize(); k > 0 {
		z := make([]float32, batch*k)
		for i := range batch {
			spec.DrawNoise(z[i*k:(i+1)*k], r)
		}
		d.in = append(d.in, tensors.FromFlatDataAndDimensions(z, batch, k))
	}
	return d
}

// nodes names the inputs inside a graph.
func (d made) nodes(in []*Node) (params, states []*Node, b Batch) {
	np, ns := len(d.spec.Params), len(d.spec.States)
	b = Batch{X: in[np+ns], Labels: in[np+ns+1]}
	if len(in) > np+ns+2 {
		b.Noise = in[np+ns+2]
	}
	return in[:np], in[np : np+ns], b
}

func call(t testing.TB, be compute.Backend, f func(in []*Node) []*Node, in []any) [][]float32 {
	t.Helper()
	exec, err := NewExec(be, f)
	if err != nil {
		t.Fatal(err)
	}
	defer exec.Finalize()
	out, err := exec.Call(in...)
	if err != nil {
		t.Fatal(err)
	}
	var list [][]float32
	for _, o := range out {
		v, err := tensors.CopyFlatData[float32](o)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, v)
	}
	return list
}

// The gradients of single examples, of batches of one, and of the whole batch agree: each row with the gradient of a batch
// that holds this example alone, and the sum of the rows with the gradient of the sum. Relative to the largest entry of an
// array; float32 sums in another order differ by up to 1e-5 there.
func TestPerExampleGradients(t *testing.T) {
	be, err := gobackend.New("")
	if err != nil {
		t.Fatal(err)
	}
	defer be.Finalize()
	perExampleGradients(t, be)
}

func perExampleGradients(t *testing.T, be compute.Backend) {
	for _, e := range examples {
		t.Run(e.name, func(t *testing.T) {
			d := e.make(t, 3)
			if d.spec.Coupled {
				if _, err := ExecOnceN(be, func(in []*Node) []*Node {
					p, s, b := d.nodes(in)
					_, rows := d.m.PerExample(d.spec, be, p, s, b)
					return rows
				}, d.in...); err == nil {
					t.Error("a network that couples examples has rows")
				}
				return
			}
			rows := call(t, be, func(in []*Node) []*Node {
				p, s, b := d.nodes(in)
				_, rows := d.m.PerExample(d.spec, be, p, s, b)
				return rows
			}, d.in)
			for i, r := range formed(t, be, d) {
				compare(t, d.spec.Params[i].Name+", formed from factors", r, rows[i], biggest(rows[i]))
			}
			single := func(k int) [][]float32 {
				return call(t, be, func(in []*Node) []*Node {
					p, s, b := d.nodes(in)
					cut := func(x *Node) *Node {
						if x == nil {
							return nil
						}
						return Slice(x, AxisRange(k, k+1))
					}
					_, g := d.m.Gradient(d.spec, be, p, s, Batch{cut(b.X), cut(b.Labels), cut(b.Noise)}, ReduceAllSum)
					return g
				}, d.in)
			}
			whole := call(t, be, func(in []*Node) []*Node {
				p, s, b := d.nodes(in)
				_, g := d.m.Gradient(d.spec, be, p, s, b, ReduceAllSum)
				return g
			}, d.in)
			for k := range 3 {
				one := single(k)
				for i, p := range d.spec.Params {
					n := p.Size()
					compare(t, fmt.Sprintf("%s, example %d", p.Name, k), rows[i][k*n:(k+1)*n], one[i], biggest(whole[i]))
				}
			}
			for i, p := range d.spec.Params {
				n := p.Size()
				sum := make([]float32, n)
				for k := range 3 {
					for j := range n {
						sum[j] += rows[i][k*n+j]
					}
				}
				compare(t, p.Name+", sum of the rows", sum, whole[i], biggest(whole[i]))
			}
		})
	}
}

// formed are the rows of the network's arrays, with those that have factors formed by the sum that Row gives.
func formed(t *testing.T, be compute.Backend, d made) (list [][]float32) {
	type shape struct{ x, g []int }
	var rows []Row
	var shapes []shape
	out := call(t, be, func(in []*Node) (nodes []*Node) {
		p, s, b := d.nodes(in)
		_, rows = d.m.Factored(d.spec, be, p, s, b)
		shapes = nil
		for _, r := range rows {
			if r.Whole != nil {
				nodes = append(nodes, r.Whole)
				shapes = append(shapes, shape{})
				continue
			}
			nodes = append(nodes, r.X, r.G)
			shapes = append(shapes, shape{x: r.X.Shape().Dimensions, g: r.G.Shape().Dimensions})
		}
		return nodes
	}, d.in)
	factors := 0
	for i, sh := range shapes {
		if sh.x == nil {
			list, out = append(list, out[0]), out[1:]
			continue
		}
		x, g := out[0], out[1]
		out = out[2:]
		b, h, w, cin, oh, ow, cout := sh.x[0], sh.x[1], sh.x[2], sh.x[3], sh.g[1], sh.g[2], sh.g[3]
		factors += (len(x) + len(g)) / b
		k, stride := rows[i].Kernel, rows[i].Stride
		half := (k - 1) / 2
		row := make([]float32, b*d.spec.Params[i].Size())
		for at := range row {
			co, ci, dx, dy, e := at%cout, at/cout%cin, at/cout/cin%k, at/cout/cin/k%k, at/cout/cin/k/k
			sum := 0.0
			for y := range oh {
				for z := range ow {
					u, v := stride*y+dy-half, stride*z+dx-half
					if u >= 0 && u < h && v >= 0 && v < w {
						sum += float64(x[((e*h+u)*w+v)*cin+ci]) * float64(g[((e*oh+y)*ow+z)*cout+co])
					}
				}
			}
			row[at] = float32(sum)
		}
		list = append(list, row)
	}
	if factors != d.spec.Factors {
		t.Errorf("an example's factors are %d numbers, the description has %d", factors, d.spec.Factors)
	}
	return list
}

// The gradient of a batch, whose kernels are summed over parts of it, is what differentiation of the loss gives: two parts of
// unequal size, and more examples than eight parts of the least size hold. Relative to the largest entry of an array; float32
// sums in another order differ by up to 1e-5 there, a part left out by tens of percent.
func batchGradients(t *testing.T, be compute.Backend) {
	for _, e := range []example{
		{"conv-gn", Images([3]int{8, 8, 1}, 10)},
		{"resnet8-bn", Images([3]int{8, 8, 3}, 10)},
		{"diffusion", Images([3]int{8, 8, 1}, 10)},
	} {
		for _, batch := range []int{37, 150} {
			t.Run(fmt.Sprint(e.name, " ", batch), func(t *testing.T) {
				d := e.make(t, batch)
				got := call(t, be, func(in []*Node) []*Node {
					p, s, b := d.nodes(in)
					_, g := d.m.Gradient(d.spec, be, p, s, b, ReduceAllSum)
					return g
				}, d.in)
				want := call(t, be, func(in []*Node) []*Node {
					p, s, b := d.nodes(in)
					return Gradient(ReduceAllSum(d.m.Build(d.spec, Train, be, p, s, b).Losses), p...)
				}, d.in)
				for i, p := range d.spec.Params {
					compare(t, p.Name, got[i], want[i], biggest(want[i]))
				}
			})
		}
	}
}

func biggest(v []float32) float64 {
	m := 0.0
	for _, x := range v {
		m = math.Max(m, math.Abs(float64(x)))
	}
	return m
}

func compare(t *testing.T, what string, got, want []float32, scale float64) {
	t.Helper()
	for j := range want {
		if d := math.Abs(float64(got[j] - want[j])); !(d <= 2e-5*(scale+1e-3)) {
			t.Errorf("%s: number %d is %v, want %v (largest %v)", what, j, got[j], want[j], scale)
			return
		}
	}
}

// A central difference along a random direction agrees with autodiff, for every model in training mode (BatchNorm's
// gradient must pass through the batch statistics) and at random weights. Float32 limits the difference quotient to
// about 1e-3 relative; a gradient that treats the batch statistics as constants is off by tens of percent.
func TestGradientFiniteDifference(t *testing.T) {
	be, err := gobackend.New("")
	if err != nil {
		t.Fatal(err)
	}
	defer be.Finalize()
	for _, e := range examples {
		t.Run(e.name, func(t *testing.T) {
			d := e.make(t, 4)
			r := rng.New(7, "direction", e.name)
			in := append([]any{}, d.in...)
			for _, p := range d.spec.Params {
				dir := make([]float32, p.Size())
				for i := range dir {
					dir[i] = float32(r.NormFloat64() / math.Sqrt(float64(d.spec.Size())))
				}
				in = append(in, tensors.FromFlatDataAndDimensions(dir, p.Dims...))
			}
			h := 1e-2
			if e.name == "vae" {
				h = 2.5e-3 // its loss is a sum over the pixels of squares over a variance: larger, and more curved
			}
			out := call(t, be, func(in []*Node) []*Node {
				params, states, b := d.nodes(in[:len(d.in)])
				dir := in[len(d.in):]
				loss := func(step float64) *Node {
					at := make([]*Node, len(params))
					for i := range at {
						at[i] = Add(params[i], MulScalar(dir[i], step))
					}
					return ReduceAllMean(d.m.Build(d.spec, Train, be, at, states, b).Losses)
				}
				_, grads := d.m.Gradient(d.spec, be, params, states, b, ReduceAllMean)
				slope := ScalarZero(dir[0].Graph(), dir[0].DType())
				for i, g := range grads {
					slope = Add(slope, ReduceAllSum(Mul(g, dir[i])))
				}
				// Fourth-order difference: (8(f(h)-f(-h)) - (f(2h)-f(-2h))) / 12h.
				diff := DivScalar(Sub(MulScalar(Sub(loss(h), loss(-h)), 8), Sub(loss(2*h), loss(-2*h))), 12*h)
				return []*Node{slope, diff}
			}, in)
			slope, diff := float64(out[0][0]), float64(out[1][0])
			if math.Abs(slope-diff) > 2e-3*(1+math.Abs(slope)) || math.Abs(slope) < 1e-3 {
				t.Errorf("autodiff %.6f, finite difference %.6f", slope, diff)
			}
		})
	}
}

func TestParameterCountsOfTheZoo(t *testing.T) {
	gpt := func(v, w, d, l int) int { return v*d + w*d + l*(12*d*d+13*d) + 2*d + d*v + v }
	for _, c := range []struct {
		name  string
		input Input
		want  int
	}{
		{"vae", Images([3]int{28, 28, 1}, 10), 784*400 + 400 + 2*(400*20+20) + 20*400 + 400 + 400*784 + 784 + 1},
		{"vae-bernoulli", Images([3]int{28, 28, 1}, 10), 784*400 + 400 + 2*(400*20+20) + 20*400 + 400 + 400*784 + 784},
		{"gpt", Text(65, 65, 0), gpt(65, 64, 128, 4)},
		// The published weights of MiniLM-L6-H384 hold 22,713,216 numbers; the classifier adds 384*2 + 2.
		{"bert", Text(32, 30522, 2), 22713216 + 770},
		// In, time, blocks down1, down2, middle, up2, up1 with what halves before them, and out.
		{"diffusion", Images([3]int{28, 28, 1}, 10), 288 + 24832 + 22688 + 18432 + 82240 + 36864 + 82240 + 127424 + 44320 + 352},
	} {
		m, err := ByName(c.name)
		if err != nil {
			t.Fatal(err)
		}
		s, err := Describe(m, c.input)
		if err != nil {
			t.Fatal(err)
		}
		if s.Size() != c.want {
			t.Errorf("%s on %v has %d parameters, want %d", c.name, c.input.Shape, s.Size(), c.want)
		}
	}
}

// Every built-in model is found under its name, is told from a copy with another function, and is described.
func TestZoo(t *testing.T) {
	for _, name := range Names() {
		m, err := ByName(name)
		if err != nil || !m.BuiltIn() || m.Name != name || About(name) == "" {
			t.Errorf("%s: %v, built in %v, %q", name, err, m.BuiltIn(), About(name))
		}
		for _, other := range Names() {
			o, _ := ByName(other)
			if o.Name = name; other != name && o.BuiltIn() {
				t.Errorf("%s under the name %s passes as built in", other, name)
			}
		}
	}
}
