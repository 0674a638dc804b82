package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/sgnlab/sgnlab/paperlib/matrix"
	"github.com/sgnlab/sgnlab/paperlib/shown"
	"github.com/sgnlab/sgnlab/paperlib/stable"
)

// fitTable writes fits as they come, as lines or as one JSON object.
type fitTable struct {
	out    *bufio.Writer
	json   bool
	skewed bool
	count  int
	failed int
	local  int // fits beside an unbounded likelihood
}

// fitOutcome is the fit of one coordinate, symmetric or skewed.
type fitOutcome struct {
	law    stable.Skewed
	stdErr [4]float64 // of alpha, beta, log gamma, delta
	logLik float64
	n      int
	status stable.Status
	flags  stable.Flags
	err    error
}

func symmetricOutcome(f stable.Fit, err error) fitOutcome {
	law := stable.Skewed{Alpha: f.Law.Alpha, Gamma: f.Law.Gamma, Delta: f.Law.Delta}
	return fitOutcome{law, [4]float64{f.StdErr[0], math.NaN(), f.StdErr[1], f.StdErr[2]}, f.LogLikelihood, f.N, f.Status, f.Flags, err}
}

func skewedOutcome(f stable.SkewedFit, err error) fitOutcome {
	return fitOutcome{f.Law, f.StdErr, f.LogLikelihood, f.N, f.Status, f.Flags, err}
}

// fitNames are the names of the table's columns; skewed fits have the second ones.
const (
	fitNames    = "coordinate\tname\talpha\tgamma\tdelta\tse_alpha\tse_log_gamma\tse_delta" + fitRest
	skewedNames = "coordinate\tname\talpha\tbeta\tgamma\tdelta\tse_alpha\tse_beta\tse_log_gamma\tse_delta" + fitRest
	alphaColumn = 2 // of a line
	fitRest     = "\tloglik\tn\tstatus\ttied\tzero\tnear_gaussian\terror\n"
)

// newFitLines appends lines to a file that has its line of names.
func newFitLines(out io.Writer) *fitTable { return &fitTable{out: bufio.NewWriterSize(out, 1<<16)} }

// flush writes the lines so far.
func (t *fitTable) flush() error { return t.out.Flush() }

// newFitTable writes what stands before the first fit.
func newFitTable(out io.Writer, asJSON, skewed bool, name string, f *matrix.File) (*fitTable, error) {
	t := &fitTable{out: bufio.NewWriterSize(out, 1<<16), json: asJSON, skewed: skewed}
	if !asJSON {
		names := fitNames
		if skewed {
			names = skewedNames
		}
		_, err := t.out.WriteString(names)
		return t, err
	}
	head, err := json.Marshal(shown.UTF8(name))
	if err == nil {
		_, err = fmt.Fprintf(t.out, `{"file":%s,"draws":%d,"coordinates":%d,`, head, f.Draws(), f.Coordinates())
	}
	if err == nil && len(f.Remarks()) > 0 {
		var b []byte
		if b, err = json.Marshal(f.Remarks()); err == nil {
			_, err = fmt.Fprintf(t.out, `"remarks":%s,`, b)
		}
	}
	if err == nil {
		_, err = t.out.WriteString(`"fits":[`)
	}
	return t, err
}

// fitJSON is one fit; absent numbers do not exist.
type fitJSON struct {
	Coordinate   int      `json:"coordinate"`
	Name         string   `json:"name,omitempty"`
	Alpha        *float64 `json:"alpha,omitempty"`
	Beta         *float64 `json:"beta,omitempty"`
	Gamma        *float64 `json:"gamma,omitempty"`
	Delta        *float64 `json:"delta,omitempty"`
	SEAlpha      *float64 `json:"se_alpha,omitempty"`
	SEBeta       *float64 `json:"se_beta,omitempty"`
	SELogGamma   *float64 `json:"se_log_gamma,omitempty"`
	SEDelta      *float64 `json:"se_delta,omitempty"`
	LogLik       *float64 `json:"loglik,omitempty"`
	N            int      `json:"n,omitempty"`
	Status       string   `json:"status,omitempty"`
	Tied         *float64 `json:"tied,omitempty"`
	Zero         *float64 `json:"zero,omitempty"`
	Atom         *float64 `json:"atom,omitempty"`
	AtomShare    *float64 `json:"atom_share,omitempty"`
	Local        bool     `json:"local,omitempty"`
	NearGaussian *bool    `json:"near_gaussian,omitempty"`
	Error        string   `json:"error,omitempty"`
}

// add writes one fit. The state that a failed iteration reached is no fit, and is left out.
func (t *fitTable) add(coordinate int, name string, o fitOutcome) error {
	if o.err != nil {
		t.failed++
	} else if o.flags.Local {
		t.local++
	}
	t.count++
	if t.json {
		return t.addJSON(coordinate, name, o)
	}
	flat := strings.NewReplacer("\t", " ", "\n", " ", "\r", " ") // an error is words: its breaks are spaces
	line := append(strconv.AppendInt(nil, int64(coordinate), 10), '\t')
	line = append(line, shown.Name(name)...)
	for _, x := range t.numbers(o) {
		if o.err != nil {
			x = math.NaN()
		}
		line = appendNumber(append(line, '\t'), x)
	}
	if o.err != nil {
		line = append(line, "\t\tno fit\tNaN\tNaN\t\t"...)
		line = append(line, shown.Text(flat.Replace(o.err.Error()))...)
	} else {
		line = fmt.Appendf(line, "\t%d\t%s\t%.4g\t%.4g\t%t\t", o.n, o.status, o.flags.Tied, o.flags.Zero, o.flags.NearGaussian)
	}
	_, err := t.out.Write(append(line, '\n'))
	return err
}

// numbers are those of a fit in the order of the table.
func (t *fitTable) numbers(o fitOutcome) []float64 {
	l, e := o.law, o.stdErr
	if t.skewed {
		return []float64{l.Alpha, l.Beta, l.Gamma, l.Delta, e[0], e[1], e[2], e[3], o.logLik}
	}
	return []float64{l.Alpha, l.Gamma, l.Delta, e[0], e[2], e[3], o.logLik}
}

func (t *fitTable) addJSON(coordinate int, name string, o fitOutcome) error {
	j := fitJSON{Coordinate: coordinate, Name: shown.UTF8(name)}
	if o.err != nil {
		j.Error, j.Status = o.err.Error(), "no fit"
	} else {
		keys := []**float64{&j.Alpha, &j.Gamma, &j.Delta, &j.SEAlpha, &j.SELogGamma, &j.SEDelta, &j.LogLik}
		if t.skewed {
			keys = []**float64{&j.Alpha, &j.Beta, &j.Gamma, &j.Delta, &j.SEAlpha, &j.SEBeta, &j.SELogGamma, &j.SEDelta, &j.LogLik}
		}
		for i, v := range t.numbers(o) {
			if !math.IsNaN(v) {
				*keys[i] = &v
			}
		}
		j.N, j.Status, j.NearGaussian, j.Tied, j.Zero = o.n, o.status.String(), &o.flags.NearGaussian, &o.flags.Tied, &o.flags.Zero
		if j.Local = o.flags.Local; o.flags.AtomShare > 0 {
			j.Atom, j.AtomShare = &o.flags.Atom, &o.flags.AtomShare
		}
	}
	b, err := json.Marshal(j)
	if err != nil {
		return err
	}
	separator := ",\n"
	if t.count == 1 {
		separator = "\n"
	}
	_, err = t.out.WriteString(separator + string(b))
	return err
}

// end writes what stands behind the last fit.
func (t *fitTable) end() error {
	if t.json {
		t.out.WriteString("\n]}\n")
	}
	if err := t.out.Flush(); err != nil {
		return fmt.Errorf("writing: %w", err)
	}
	return nil
}
