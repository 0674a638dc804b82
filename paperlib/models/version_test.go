package models_test

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"testing"

	"github.com/gomlx/compute/gobackend"
	. "github.com/gomlx/gomlx/core/graph" //nolint:staticcheck // graph functions read as formulas with a dot import
	"github.com/gomlx/gomlx/core/tensors"

	"github.com/sgnlab/sgnlab/paperlib/internal/golden"
	"github.com/sgnlab/sgnlab/paperlib/models"
	"github.com/sgnlab/sgnlab/paperlib/rng"
)

// The initial values of every built-in network, bit by bit (they are drawn on the host), and its losses and logits in
// training and in evaluation on two fixed images, within float32 on the Go backend.
func TestResultsBelongToTheVersion(t *testing.T) {
	be, err := gobackend.New("")
	if err != nil {
		t.Fatal(err)
	}
	defer be.Finalize()
	r := rng.New(1, "images of the golden")
	images := make([]float32, 2*8*8)
	for i := range images {
		images[i] = float32(r.NormFloat64())
	}
	h := sha256.New()
	got := golden.Results{Values: map[string]float64{}, Tolerance: 1e-4}
	for _, name := range []string{"conv-bn", "conv-gn", "mlp"} {
		m, err := models.ByName(name)
		if err != nil {
			t.Fatal(err)
		}
		spec, err := models.Describe(m, models.Images([3]int{8, 8, 1}, 10))
		if err != nil {
			t.Fatal(err)
		}
		var in []any
		for _, p := range append(append([]models.Param{}, spec.Params...), spec.States...) {
			v := p.Draw(5)
			h.Write([]byte(p.Name))
			if err := binary.Write(h, binary.LittleEndian, v); err != nil {
				t.Fatal(err)
			}
			in = append(in, tensors.FromFlatDataAndDimensions(v, p.Dims...))
		}
		in = append(in, tensors.FromFlatDataAndDimensions(images, 2, 8, 8, 1), tensors.FromValue([]int32{3, 7}))
		np, ns := len(spec.Params), len(spec.States)
		exec, err := NewExec(be, func(in []*Node) []*Node {
			params, states, x, y := in[:np], in[np:np+ns], in[np+ns], in[np+ns+1]
			b := models.Batch{X: x, Labels: y}
			train := m.Build(spec, models.Train, be, params, states, b)
			return []*Node{train.Losses, train.Logits, m.Build(spec, models.Eval, be, params, states, b).Logits}
		})
		if err != nil {
			t.Fatal(err)
		}
		out, err := exec.Call(in...)
		if err != nil {
			t.Fatal(err)
		}
		for i, what := range []string{"loss", "logit", "logit in evaluation"} {
			v, err := tensors.CopyFlatData[float32](out[i])
			if err != nil {
				t.Fatal(err)
			}
			got.Values[name+", first "+what] = float64(v[0])
			got.Values[name+", last "+what] = float64(v[len(v)-1])
		}
		got.Values[name+", parameters"] = float64(spec.Size())
	}
	got.Digest = hex.EncodeToString(h.Sum(nil))
	golden.Version(t, "models", "models.Version", models.Version, got)
}
