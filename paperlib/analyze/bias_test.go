package analyze

import (
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/rng"
	"github.com/sgnlab/sgnlab/paperlib/stable"
)

// simulateBias returns the three biases of bias.csv with their standard errors.
func simulateBias(t *testing.T, alpha float64, n, replicates int, seed uint64) (mean, se [3]float64) {
	t.Helper()
	sampler, err := stable.NewSampler(alpha)
	if err != nil {
		t.Fatal(err)
	}
	fitter := stable.NewFitter(nil)
	src := rng.Stream(seed, "analyze", "bias", fmt.Sprint(alpha), strconv.Itoa(n))
	x := make([]float64, n)
	var s, q [3]float64
	for range replicates {
		sampler.Fill(x, src)
		f, err := fitter.Fit(x)
		if err != nil {
			t.Fatal(err)
		}
		for k, v := range [3]float64{f.Law.Alpha - alpha, math.Log(f.Law.Gamma), 1/f.Law.Alpha - 1/alpha} {
			s[k] += v
			q[k] += v * v
		}
	}
	r := float64(replicates)
	for k := range s {
		mean[k] = s[k] / r
		se[k] = math.Sqrt((q[k]/r - mean[k]*mean[k]) / r)
	}
	return mean, se
}

// TestBiasTable compares some nodes of bias.csv with a fresh simulation: within 5 standard errors of the two together,
// 18 comparisons, so that a right table fails with probability below 1e-5. With SGNLAB_UPDATE=bias it writes the file anew
// instead, which takes about four minutes on one core.
func TestBiasTable(t *testing.T) {
	if os.Getenv("SGNLAB_UPDATE") == "bias" {
		writeBias(t)
		return
	}
	for _, alpha := range []float64{1.1, 1.7, 1.95} {
		for _, n := range []int{250, 1000} {
			mean, se := simulateBias(t, alpha, n, 1500, 2)
			want := biases().at(alpha, float64(n))
			for k := range mean {
				if tol := 5 * se[k] * math.Sqrt(1+1500.0/biasReplicates(n)); math.Abs(mean[k]-want[k]) > tol {
					t.Errorf("alpha %g, n %d, bias %d: %.5f in the table, %.5f ± %.5f simulated", alpha, n, k, want[k], mean[k], se[k])
				}
			}
		}
	}
}

func biasReplicates(n int) float64 {
	switch {
	case n <= 500:
		return 20000
	case n <= 1000:
		return 12000
	}
	return 6000
}

func writeBias(t *testing.T) {
	var b strings.Builder
	b.WriteString("alpha,n,alpha_bias,log_gamma_bias,inverse_alpha_bias\n")
	for _, alpha := range []float64{0.5, 0.7, 0.9, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 1.75, 1.8, 1.85, 1.9, 1.925, 1.95, 1.975, 2} {
		for _, n := range []int{250, 500, 1000, 2000, 4000} {
			m, _ := simulateBias(t, alpha, n, int(biasReplicates(n)), 1)
			fmt.Fprintf(&b, "%g,%d,%.6f,%.6f,%.6f\n", alpha, n, m[0], m[1], m[2])
		}
	}
	if err := os.WriteFile("bias.csv", []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}
