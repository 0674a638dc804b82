package analyze_test

import (
	"context"
	"fmt"

	"github.com/sgnlab/sgnlab/paperlib/analyze"
	"github.com/sgnlab/sgnlab/paperlib/rng"
	"github.com/sgnlab/sgnlab/paperlib/tails"
)

// Twenty coordinates of Student t noise: every one has a fitted tail index near 1.6, and none is stable.
func ExampleAnalyze() {
	noise := tails.NewStudentT(0, 1e-4, 3, rng.Stream(1, "example"))
	gradients := make(analyze.Columns, 20)
	for i := range gradients {
		for range 4000 {
			gradients[i] = append(gradients[i], 0.01+noise.Rand()) // raw gradients: location does not matter
		}
	}
	r, err := analyze.Analyze(context.Background(), gradients, analyze.Options{BatchSize: 64})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(r.Verdict)
	fmt.Printf("fitted alpha %.1f\n", float64(r.Alpha.Median))
	fmt.Printf("best described by Student t: %d of %d\n", r.Best[tails.FamilyStudentT], r.Counts.Judged)
	drift := r.Heavy.Sums[0]
	fmt.Printf("sums of %d: alpha higher by %.1f\n", drift.M, float64(drift.Departure()))
	// Output:
	// heavy-tailed-not-stable
	// fitted alpha 1.6
	// best described by Student t: 20 of 20
	// sums of 4: alpha higher by 0.2
}

// The rule of the verdict is a function of the evidence alone.
func ExampleDecide() {
	verdict, why := analyze.Decide(analyze.Evidence{Judged: 200, Lighter: 200})
	fmt.Println(verdict, "because", why)
	// Output: light-tailed because the coordinates are lighter than a Gaussian
}

// One cell of the planted-truth table: five files of Laplace noise.
func ExamplePlanted() {
	var laplace []analyze.Truth
	for _, t := range analyze.Truths() {
		if t.Name == "Laplace" {
			laplace = append(laplace, t)
		}
	}
	table, err := analyze.Planted(context.Background(), laplace, []analyze.Size{{Coordinates: 20, Draws: 1000}}, 5, 1, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range table {
		fmt.Printf("%s: %v of %d files are %s\n", c.Truth, c.Verdicts[c.Expected], c.Files, c.Expected)
	}
	// Output: Laplace: 5 of 5 files are heavy-tailed-not-stable
}
