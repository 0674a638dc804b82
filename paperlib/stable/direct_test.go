package stable

import (
	"encoding/csv"
	"math"
	"os"
	"strconv"
	"testing"
)

type refRow struct{ alpha, x, pdf, sf, dAlpha, dX float64 }

func reference(t testing.TB) []refRow {
	t.Helper()
	file, err := os.Open("testdata/stable_ref.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []refRow
	for _, row := range rows[1:] {
		var v [6]float64
		for i := range v {
			if v[i], err = strconv.ParseFloat(row[i], 64); err != nil {
				t.Fatal(err)
			}
		}
		out = append(out, refRow{v[0], v[1], v[2], v[3], v[4], v[5]})
	}
	if len(out) != 108 {
		t.Fatalf("reference has %d rows, want 108", len(out))
	}
	return out
}

func relErr(got, want float64) float64 { return math.Abs(got-want) / math.Abs(want) }

func TestDirectReference(t *testing.T) {
	worst := [2]float64{}
	for _, r := range reference(t) {
		lf, ls := NewDirect(r.alpha).Eval(r.x)
		ef, es := relErr(math.Exp(lf), r.pdf), relErr(math.Exp(ls), r.sf)
		worst[0], worst[1] = max(worst[0], ef), max(worst[1], es)
		if !(ef <= 1e-12) || !(es <= 1e-12) {
			t.Errorf("alpha %g x %g: relative error pdf %.2g sf %.2g", r.alpha, r.x, ef, es)
		}
	}
	t.Logf("worst relative error: pdf %.2g, sf %.2g", worst[0], worst[1])
}
