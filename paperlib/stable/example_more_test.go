package stable_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/sgnlab/sgnlab/paperlib/stable"
)

// Many values of one law: freeze its tail index once.
func ExampleFreeze() {
	f, err := stable.Freeze(1.5)
	if err != nil {
		fmt.Println(err)
		return
	}
	z := []float64{0, 2, -2, 50}
	fmt.Printf("%.10f\n", f.LogProbs(nil, z))
	fmt.Printf("%.3e\n", f.Survivals(nil, z))
	// Output:
	// [-1.2470447188 -2.4705349418 -2.4705349418 -10.9776395627]
	// [5.000e-01 1.050e-01 8.950e-01 5.667e-04]
}

// A million draws in some ten milliseconds; scale and location are the caller's.
func ExampleNewSampler() {
	s, err := stable.NewSampler(1.2)
	if err != nil {
		fmt.Println(err)
		return
	}
	x := make([]float64, 1_000_000)
	s.Fill(x, rand.NewPCG(1, 2))
	beyond := 0
	for _, z := range x {
		if z > 100 {
			beyond++
		}
	}
	p := stable.Symmetric{Alpha: 1.2, Gamma: 1}.Survival(100)
	fmt.Printf("share beyond 100: %.5f, P(Z > 100) = %.5f\n", float64(beyond)/1e6, p)
	// Output:
	// share beyond 100: 0.00111, P(Z > 100) = 0.00111
}

// Three coordinates of 2000 draws, stored draw by draw as a capture is.
func ExampleFitMatrix() {
	alphas := []float64{1.3, 1.7, 2}
	x := make([]float32, 2000*len(alphas))
	for j, a := range alphas {
		law := stable.Symmetric{Alpha: a, Gamma: 1, Src: rand.NewPCG(1, uint64(j))}
		for i := range 2000 {
			x[i*len(alphas)+j] = float32(law.Rand())
		}
	}
	fits := make([]stable.MatrixFit, len(alphas))
	if err := stable.FitMatrix(context.Background(), fits, x, 2000, len(alphas), nil); err != nil {
		fmt.Println(err)
		return
	}
	for j, m := range fits {
		if m.Err != nil {
			fmt.Println(j, m.Err)
			continue
		}
		fmt.Printf("%d: alpha %.2f, %v\n", j, m.Fit.Law.Alpha, m.Fit.Status)
	}
	// Output:
	// 0: alpha 1.29, converged
	// 1: alpha 1.67, converged
	// 2: alpha 1.99, converged
}

// A published histogram is enough. Its outer bins reach to infinity.
func ExampleFitBinned() {
	edges := []float64{math.Inf(-1), -4, -2, -1, -0.5, 0, 0.5, 1, 2, 4, math.Inf(1)}
	counts := []float64{61, 97, 165, 133, 144, 139, 128, 171, 102, 60}
	f, err := stable.FitBinned(edges, counts, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("alpha %.2f +- %.2f, gamma %.2f from %d observations\n", f.Law.Alpha, f.StdErr[0], f.Law.Gamma, f.N)
	// Output:
	// alpha 1.38 +- 0.05, gamma 1.15 from 1200 observations
}

// The score and the Hessian of one observation.
func ExampleSymmetric_Derivatives() {
	d := stable.Symmetric{Alpha: 1.5, Gamma: 2, Delta: 1}.Derivatives(4)
	fmt.Printf("log f %.6f\nscore %.6f\n", d.LogProb, d.Score)
	// Output:
	// log f -2.687265
	// score [0.472577 0.335329 0.445110]
}
