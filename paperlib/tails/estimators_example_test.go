package tails_test

import (
	"fmt"

	"github.com/sgnlab/sgnlab/paperlib/rng"
	"github.com/sgnlab/sgnlab/paperlib/stable"
	"github.com/sgnlab/sgnlab/paperlib/tails"
)

// Three estimators read one stable sample of index 1.8 alike; Hill's, from the largest 5 %, reads 2.8, because the tail
// is a power much further out only.
func Example_tailIndex() {
	law := stable.Symmetric{Alpha: 1.8, Gamma: 2, Delta: 0, Src: rng.Stream(1, "example")}
	x := make([]float64, 20000)
	for i := range x {
		x[i] = law.Rand()
	}
	quantiles, err := tails.McCulloch(x)
	if err != nil {
		fmt.Println(err)
		return
	}
	regression, err := tails.Koutrouvelis(x)
	if err != nil {
		fmt.Println(err)
		return
	}
	sums, err := tails.MohammadiPath(x, []int{7, 70})
	if err != nil {
		fmt.Println(err)
		return
	}
	hill, err := tails.HillPath(x, []int{1000})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("quantiles     %.1f\n", quantiles.Law.Alpha)
	fmt.Printf("phi_n         %.1f\n", regression.Law.Alpha)
	fmt.Printf("sums          %.1f %.1f\n", sums[0].Alpha, sums[1].Alpha)
	fmt.Printf("top 5 %%       %.1f\n", hill[0].Alpha)
	// Output:
	// quantiles     1.8
	// phi_n         1.8
	// sums          1.8 1.8
	// top 5 %       2.8
}
