package stable

import (
	"encoding/csv"
	"math"
	"os"
	"strconv"
	"testing"
)

// skewedReference reads the 50-digit values of testdata/reference: alpha, beta, x in S0, then pdf, cdf and sf.
func skewedReference(t *testing.T) (rows [][6]float64) {
	t.Helper()
	f, err := os.Open("testdata/reference/skewed.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	text, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range text[1:] {
		var row [6]float64
		for i := range row {
			if row[i], err = strconv.ParseFloat(r[i], 64); err != nil && row[i] != 0 { // a value below 1e-308 reads as 0
				t.Fatal(err)
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// Relative error at most 1e-10 wherever a value exceeds 1e-280.
func TestSkewedReference(t *testing.T) {
	worst := map[string]float64{}
	over := 0
	for _, r := range skewedReference(t) {
		alpha, beta, x := r[0], r[1], r[2]
		v, err := Skewed{Alpha: alpha, Beta: beta, Gamma: 1}.Eval(x)
		if err != nil {
			t.Errorf("alpha %v beta %v x %v: %v", alpha, beta, x, err)
			continue
		}
		regime := "elsewhere"
		switch {
		case math.Abs(alpha-1) < 0.002:
			regime = "alpha near 1"
		case math.Abs(beta) == 1:
			regime = "totally skewed"
		case alpha < 0.3:
			regime = "alpha below 0.3"
		}
		for i, got := range [3]float64{v.Prob(), v.CDF(), v.Survival()} {
			want := r[3+i]
			if want < 1e-280 {
				if got > 1e-279 {
					t.Errorf("alpha %v beta %v x %v: value %d is %v, want %v", alpha, beta, x, i, got, want)
				}
				continue
			}
			e := math.Abs(got/want - 1)
			worst[regime] = max(worst[regime], e)
			if e > 1e-12 {
				over++
			}
			if !(e <= 1e-10) {
				t.Errorf("alpha %v beta %v x %v: value %d (pdf, cdf, sf) is %v, want %v, relative error %.2g", alpha, beta, x, i, got, want, e)
			}
		}
	}
	t.Logf("worst relative errors %v; %d values above 1e-12", worst, over)
}
