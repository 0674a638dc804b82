package sgn_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/internal/golden"
	"github.com/sgnlab/sgnlab/paperlib/internal/testbackend"
	"github.com/sgnlab/sgnlab/paperlib/sgn"
)

// Draws of every way of capturing on the Go backend, relative to the scale of their batch size, and the names of the
// sampled coordinates exactly. XLA, which rounds otherwise, agrees within 2e-6; a draw from another batch differs by about
// 1.
func TestResultsBelongToTheVersion(t *testing.T) {
	be := testbackend.Go(t)
	got := golden.Results{Values: map[string]float64{}, Tolerance: 1e-3}
	h := sha256.New()
	for _, c := range []struct {
		net     string
		method  sgn.Method
		without bool
	}{{"mlp", sgn.Bank, false}, {"mlp", sgn.Bank, true}, {"mlp", sgn.Direct, false}, {"conv-gn", sgn.Auto, false}, {"conv-bn", sgn.Auto, false}} {
		s := source(t, c.net)
		r := capture(t, be, s, sgn.Config{Method: c.method, Batches: []int{2, 16}, Draws: 6, Coordinates: 18, WithoutReplacement: c.without})
		where := fmt.Sprintf("%s, %s, without replacement %t", c.net, c.method, c.without)
		fmt.Fprintln(h, where, r.Method, r.FullBatch, r.Normalisation)
		for _, co := range r.Coordinates {
			fmt.Fprintln(h, co.Param, co.Index, co.Name(s.Spec))
		}
		for _, b := range r.Blocks {
			s := scale(b.U)
			got.Values[fmt.Sprintf("%s, B = %d: log scale", where, b.Batch)] = math.Log(s)
			for _, k := range []int{0, len(b.U)/2 + 5, len(b.U) - 1} {
				got.Values[fmt.Sprintf("%s, B = %d: number %d over the scale", where, b.Batch, k)] = float64(b.U[k]) / s
			}
			got.Values[fmt.Sprintf("%s, B = %d: last mean over the scale", where, b.Batch)] = b.Mean[len(b.Mean)-1] / s
			if b.StdErr != nil {
				got.Values[fmt.Sprintf("%s, B = %d: last standard error over the scale", where, b.Batch)] = b.StdErr[len(b.StdErr)-1] / s
			}
		}
	}
	got.Digest = hex.EncodeToString(h.Sum(nil))
	golden.Version(t, "sgn", "sgn.Version", sgn.Version, got)
}
