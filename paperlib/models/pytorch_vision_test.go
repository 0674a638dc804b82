package models

import (
	"encoding/json"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/gomlx/compute/gobackend"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// wave is sin(j^2/10 + 7j/10 + i), the numbers of array i.
func wave(n, i int) []float32 {
	v := make([]float32, n)
	for k := range v {
		j := float64(k)
		v[k] = float32(math.Sin(0.1*j*j + 0.7*j + float64(i)))
	}
	return v
}

// Losses, logits and, of the gradient of every array, the norm and the first and last entry agree with an independent
// implementation in PyTorch, float64, for weights and inputs by formula: testdata/pytorch_vision.py made the values. Float32
// differs by 2e-6; another padding, constant or order of layers by far more than the 1e-4 that is allowed.
func TestAgainstPyTorch(t *testing.T) {
	be, err := gobackend.New("")
	if err != nil {
		t.Fatal(err)
	}
	defer be.Finalize()
	data, err := os.ReadFile("testdata/pytorch_vision.json")
	if err != nil {
		t.Fatal(err)
	}
	var ref map[string]struct {
		Losses, Logits, First, Last, Norm []float64
		Names                             []string
	}
	if err := json.Unmarshal(data, &ref); err != nil {
		t.Fatal(err)
	}
	for name, ch := range map[string]int{"resnet8-gn": 3, "vae": 1, "diffusion": 1} {
		t.Run(name, func(t *testing.T) {
			m, _ := ByName(name)
			s, err := Describe(m, Images([3]int{8, 8, ch}, 10))
			if err != nil {
				t.Fatal(err)
			}
			d, want := made{m: m, spec: s, batch: 2}, ref[name]
			if len(s.Params) != len(want.Names) {
				t.Fatalf("%d parameters, want %d", len(s.Params), len(want.Names))
			}
			for i, p := range s.Params {
				at := -1
				for k, n := range want.Names {
					if n == p.Name {
						at = k
					}
				}
				if at != i {
					t.Fatalf("parameter %d is %s, reference has it at %d", i, p.Name, at)
				}
				v := wave(p.Size(), i)
				for j := range v {
					switch {
					case strings.HasSuffix(p.Name, "kernel") || strings.HasSuffix(p.Name, "weights"):
						v[j] *= float32(math.Sqrt(2 / float64(p.Size()/p.Dims[len(p.Dims)-1])))
					case strings.HasSuffix(p.Name, "scale"):
						v[j] = 1 + 0.1*v[j]
					default:
						v[j] *= 0.1
					}
				}
				d.in = append(d.in, tensors.FromFlatDataAndDimensions(v, p.Dims...))
			}
			d.in = append(d.in, tensors.FromFlatDataAndDimensions(wave(128*ch, 100), 2, 8, 8, ch), tensors.FromFlatDataAndDimensions([]int32{3, 7}, 2))
			if k := s.NoiseSize(); k > 0 {
				z := wave(2*k, 200)
				if name == "diffusion" {
					z[k-1], z[2*k-1] = 0.1234, 0.8765
				}
				d.in = append(d.in, tensors.FromFlatDataAndDimensions(z, 2, k))
			}
			out := call(t, be, func(in []*Node) []*Node {
				p, st, b := d.nodes(in)
				built, g := m.Gradient(s, be, p, st, b, ReduceAllSum)
				l := built.Losses
				if built.Logits != nil {
					l = built.Logits
				}
				return append([]*Node{built.Losses, l}, g...)
			}, d.in)
			worst := 0.0
			check := func(what string, got, want, scale float64) {
				e := math.Abs(got-want) / scale
				worst = math.Max(worst, e)
				if !(e < 1e-4) {
					t.Errorf("%s: %v, want %v", what, got, want)
				}
			}
			for i, w := range want.Losses {
				check("loss", float64(out[0][i]), w, 1+math.Abs(w))
			}
			for i, w := range want.Logits {
				check("logit", float64(out[1][i]), w, 1)
			}
			for i, p := range s.Params {
				g, sq := out[i+2], 0.0
				for _, v := range g {
					sq += float64(v) * float64(v)
				}
				n := want.Norm[i] + 1e-6
				check(p.Name+" norm", math.Sqrt(sq), want.Norm[i], n)
				check(p.Name+" first", float64(g[0]), want.First[i], n)
				check(p.Name+" last", float64(g[len(g)-1]), want.Last[i], n)
			}
			t.Logf("worst relative deviation %.2g over %d arrays; losses %v want %v", worst, len(s.Params), out[0], want.Losses)
		})
	}
}
