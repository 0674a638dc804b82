package tails_test

import (
	"fmt"

	"github.com/sgnlab/sgnlab/paperlib/rng"
	"github.com/sgnlab/sgnlab/paperlib/stable"
	"github.com/sgnlab/sgnlab/paperlib/tails"
)

// laplaceDraws is a sample that is heavier than the Gaussian and not stable.
func laplaceDraws(n int) []float64 {
	law := tails.NewLaplace(0, 1, rng.Stream(1, "example"))
	x := make([]float64, n)
	for i := range x {
		x[i] = law.Rand()
	}
	return x
}

// A stable law beats the Gaussian on Laplace draws, and yet does not describe them.
func ExampleStableGoFP() {
	x := laplaceDraws(2000)
	lr, err := tails.JudgeGaussian(x)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("Gaussian against stable:", lr.P)

	law, err := tails.FitStable(x)
	if err != nil {
		fmt.Println(err)
		return
	}
	g, err := tails.GoodnessOfFit(x, law)
	if err != nil {
		fmt.Println(err)
		return
	}
	p, err := tails.StableGoFP(g, law.(stable.Symmetric).Alpha)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("goodness of fit of the stable law:", p.AD)
	// Output:
	// Gaussian against stable: p <= 0.0001
	// goodness of fit of the stable law: p <= 0.001
}

func ExampleJudgeVuong() {
	v, err := tails.JudgeVuong(tails.FamilyLaplace, tails.FamilyStable, laplaceDraws(1000), 0.05)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(v.Outcome == tails.PreferA, v.Z > 0)
	// Output: true true
}

func ExampleJudgeSymmetry() {
	x := laplaceDraws(2000)
	fit, err := stable.FitSymmetric(x, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	s, err := tails.JudgeSymmetry(x, fit.Law)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("tested:", s.Tested, "symmetric:", s.P > 0.05)
	// Output: tested: true symmetric: true
}

func ExampleJudgeSumStabilityTabulated() {
	s, err := tails.JudgeSumStabilityTabulated(laplaceDraws(4000), tails.SumOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, l := range s.Levels {
		fmt.Printf("sums of %2d: alpha %.2f\n", l.M, l.Alpha)
	}
	fmt.Println("sum-stable:", s.P > 0.05)
	// Output:
	// sums of  1: alpha 1.70
	// sums of  4: alpha 1.93
	// sums of 16: alpha 1.96
	// sum-stable: false
}
