package stable

import (
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"testing"
)

// readReference returns the rows of a file of testdata/reference, whose README says how they were computed.
func readReference(t testing.TB, name string, columns, atLeast int) [][]float64 {
	t.Helper()
	file, err := os.Open("testdata/reference/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	records, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows [][]float64
	for i, record := range records[1:] {
		row := make([]float64, len(record))
		for k, v := range record {
			if row[k], err = strconv.ParseFloat(v, 64); err != nil {
				t.Fatalf("%s: line %d: %v", name, i+2, err)
			}
		}
		if len(row) != columns {
			t.Fatalf("%s: line %d has %d columns, want %d", name, i+2, len(row), columns)
		}
		rows = append(rows, row)
	}
	if len(rows) < atLeast {
		t.Fatalf("%s has %d rows, want at least %d", name, len(rows), atLeast)
	}
	return rows
}

// worstErrors keeps the largest error of each quantity in each regime and where it was.
type worstErrors struct {
	names []string
	worst map[string][]float64
	where map[string][]string
	rows  map[string]int
}

func newWorst(names ...string) *worstErrors {
	return &worstErrors{names, map[string][]float64{}, map[string][]string{}, map[string]int{}}
}

func (w *worstErrors) add(regime string, where string, e []float64) {
	if w.worst[regime] == nil {
		w.worst[regime], w.where[regime] = make([]float64, len(e)), make([]string, len(e))
	}
	w.rows[regime]++
	for i, v := range e {
		if !(v <= w.worst[regime][i]) {
			w.worst[regime][i], w.where[regime][i] = v, where
		}
	}
}

func (w *worstErrors) log(t testing.TB) {
	var regimes []string
	for r := range w.worst {
		regimes = append(regimes, r)
	}
	slices.Sort(regimes)
	for _, r := range regimes {
		line := fmt.Sprintf("%-28s %4d rows, worst:", r, w.rows[r])
		for i, n := range w.names {
			line += fmt.Sprintf(" %s %.1e (%s);", n, w.worst[r][i], w.where[r][i])
		}
		t.Log(line)
	}
}

// symmetricRegime names the part of the domain: tails and alpha near 1 and 2 fail in different ways.
func symmetricRegime(alpha, x float64) string {
	where := "x < 3"
	switch {
	case x > 1e5:
		where = "x > 1e5"
	case x > 30:
		where = "30 < x < 1e5"
	case x >= 3:
		where = "3 <= x <= 30"
	}
	switch {
	case alpha == 1 || alpha == 2:
		return fmt.Sprintf("alpha = %v, %s", alpha, where)
	case math.Abs(alpha-1) <= 0.0101:
		return "alpha near 1, " + where
	case alpha > 1.98:
		return "alpha near 2, " + where
	case alpha < 0.5:
		return "alpha < 0.5, " + where
	case alpha < 1:
		return "alpha in [0.5, 1), " + where
	}
	return "alpha in (1, 1.98), " + where
}

// Every route to the density and the survival function, in logarithms, against 22 digits.
func TestSymmetricAgainstReference(t *testing.T) {
	const limit = 1e-12
	worst := newWorst("Symmetric f", "S", "Direct f", "S", "Frozen f", "log S", "S")
	direct, frozen := map[float64]*Direct{}, map[float64]*Frozen{}
	for _, r := range readReference(t, "symmetric.csv", 7, 500) {
		alpha, x, logPDF, logSF := r[0], r[1], math.Log(r[2]), math.Log(r[3])
		if direct[alpha] == nil {
			f, err := Freeze(alpha)
			if err != nil {
				t.Fatal(err)
			}
			direct[alpha], frozen[alpha] = NewDirect(alpha), f
		}
		s := Symmetric{Alpha: alpha, Gamma: 1}
		df, ds := direct[alpha].Eval(x)
		z := frozen[alpha]
		e := []float64{
			s.LogProb(x) - logPDF, s.LogSurvival(x) - logSF, df - logPDF, ds - logSF,
			z.LogProb(x) - logPDF, z.LogSurvival(x) - logSF, relErr(z.Survival(x), r[3]),
		}
		for i := range e {
			if e[i] = math.Abs(e[i]); !(e[i] <= limit) {
				t.Errorf("alpha %v x %v: error %d (of %v) is %.2g, limit %.0e", alpha, x, i, worst.names, e[i], limit)
			}
		}
		if c := s.CDF(-x); !(relErr(c, r[3]) <= limit) {
			t.Errorf("alpha %v: CDF(%v) off by %.2g", alpha, -x, relErr(c, r[3]))
		}
		worst.add(symmetricRegime(alpha, x), fmt.Sprintf("%v, %v", alpha, x), e)
	}
	worst.log(t)
}

// The derivatives of log f on which the fits stand: first derivatives to 1e-9, the second in alpha to 1e-6, relative or
// absolute where they are below 1; of that in x, below |x| = 1 itself and beyond x d/dx, the scores of location and scale.
func TestSymmetricDerivativesAgainstReference(t *testing.T) {
	worst := newWorst("d/dalpha", "d2/dalpha2", "d/dx")
	for _, r := range readReference(t, "symmetric.csv", 7, 500) {
		alpha, x, scale := r[0], r[1], max(1, r[1])
		var f frozen
		f.reset(alpha)
		j := f.at(x)
		e := []float64{
			math.Abs(j.a-r[4]) / max(1, math.Abs(r[4])),
			math.Abs(j.aa-r[5]) / max(1, math.Abs(r[5])),
			math.Abs(j.z-r[6]) * scale / max(1, scale*math.Abs(r[6])),
		}
		for i, limit := range []float64{1e-9, 1e-6, 1e-9} {
			if !(e[i] <= limit) {
				t.Errorf("alpha %v x %v: %s off by %.2g, limit %.0e", alpha, x, worst.names[i], e[i], limit)
			}
		}
		worst.add(symmetricRegime(alpha, x), fmt.Sprintf("%v, %v", alpha, x), e)
	}
	worst.log(t)
}
