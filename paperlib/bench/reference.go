package bench

import (
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
)

// A point of the reference: 22-digit values rounded to float64.
type point struct{ alpha, x, logPDF, sf float64 }

// readReference reads CSV files with columns alpha, x, sf and pdf or logpdf; other columns are not looked at, nor are rows
// of another law than the symmetric one where there is a column beta.
func readReference(files []string) ([]point, error) {
	var all []point
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		r := csv.NewReader(f)
		r.Comment = '#'
		rows, err := r.ReadAll()
		f.Close()
		if err != nil || len(rows) < 2 {
			return nil, fmt.Errorf("the reference %s cannot be read: %d rows, %v", name, len(rows), err)
		}
		column := func(name string) int { return slices.Index(rows[0], name) }
		a, x, sf, pdf, logPDF, beta := column("alpha"), column("x"), column("sf"), column("pdf"), column("logpdf"), column("beta")
		if a < 0 || x < 0 || sf < 0 || (pdf < 0 && logPDF < 0) {
			return nil, fmt.Errorf("the reference %s has the columns %v; alpha, x, sf and pdf or logpdf are needed", name, rows[0])
		}
		for i, row := range rows[1:] {
			var bad error
			number := func(j int) float64 {
				v, err := strconv.ParseFloat(row[j], 64)
				if err != nil {
					bad = fmt.Errorf("the reference %s, row %d: %w", name, i+2, err)
				}
				return v
			}
			p := point{alpha: number(a), x: number(x), sf: number(sf)}
			if logPDF >= 0 {
				p.logPDF = number(logPDF)
			} else {
				p.logPDF = math.Log(number(pdf))
			}
			if bad != nil {
				return nil, bad
			}
			if beta < 0 || number(beta) == 0 {
				all = append(all, p)
			}
		}
	}
	return all, nil
}

// Accuracy compares one way of computing with the reference.
type Accuracy struct {
	Implementation string `json:"implementation"`
	What           string `json:"what"`
	// Rows were compared, those of the reference inside the implementation's domain of alpha (and, for survival functions,
	// above 1e-300); Of is all of them.
	Rows int `json:"rows"`
	Of   int `json:"of"`
	// Worst is the largest relative error of the density (for logpdf: |exp(difference of logarithms) - 1|) or of the
	// survival function, at Alpha and X; a density or survival value of 0 has relative error 1. Median is their median.
	Worst  float64 `json:"worst"`
	Alpha  float64 `json:"alpha"`
	X      float64 `json:"x"`
	Median float64 `json:"median"`
	// NotNumbers counts the rows that gave NaN or an infinite error; they are not in Worst.
	NotNumbers int `json:"not_numbers"`
}

// leastSurvival is where relative errors of the survival function stop meaning something in float64.
const leastSurvival = 1e-300

// compare asks an implementation for the values of the reference.
func compare(p *Peer, what string, points []point) (Accuracy, error) {
	out := Accuracy{Implementation: p.Key, What: what, Of: len(points)}
	byAlpha := map[float64][]point{}
	for _, q := range points {
		if q.alpha >= p.AlphaMin && (q.sf > leastSurvival || what != SF && what != SFOne) {
			byAlpha[q.alpha] = append(byAlpha[q.alpha], q)
		}
	}
	var all []float64
	for alpha, rows := range byAlpha {
		x := make([]float64, len(rows))
		for i, q := range rows {
			x[i] = q.x
		}
		r, err := p.Call(Request{Op: "values", What: what, Alpha: alpha, X: x})
		if err != nil {
			return out, err
		}
		if len(r.Values) != len(x) {
			return out, fmt.Errorf("%s: %d values for %d points", p.Key, len(r.Values), len(x))
		}
		for i, text := range r.Values {
			v, err := strconv.ParseFloat(text, 64)
			if err != nil {
				return out, fmt.Errorf("%s: %s of alpha %v, x %v: %w", p.Key, what, alpha, x[i], err)
			}
			e := relativeError(what, v, rows[i])
			out.Rows++
			if math.IsNaN(e) || math.IsInf(e, 0) {
				out.NotNumbers++
				continue
			}
			all = append(all, e)
			// Ties in the worst go to the lowest alpha and x: the map's order must not show.
			if e > out.Worst || e == out.Worst && (alpha < out.Alpha || alpha == out.Alpha && x[i] < out.X) {
				out.Worst, out.Alpha, out.X = e, alpha, x[i]
			}
		}
	}
	if len(all) > 0 {
		out.Median = Median(all).Median
	}
	return out, nil
}

func relativeError(what string, v float64, want point) float64 {
	if what == SF || what == SFOne {
		return math.Abs(v/want.sf - 1)
	}
	return math.Abs(math.Expm1(v - want.logPDF))
}
