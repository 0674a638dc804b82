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
	"github.com/sgnlab/sgnlab/paperlib/stable"
)

// fitTable writes fits as they come, as lines or as one JSON object.
type fitTable struct {
	out    *bufio.Writer
	json   bool
	count  int
	failed int
}

// fitNames are the names of the table's columns.
const fitNames = "coordinate\tname\talpha\tgamma\tdelta\tse_alpha\tse_log_gamma\tse_delta\tloglik\tn\tstatus\ttied\tzero\tnear_gaussian\terror\n"

// newFitTable writes what stands before the first fit.
func newFitTable(out io.Writer, asJSON bool, name string, f *matrix.File) (*fitTable, error) {
	t := &fitTable{out: bufio.NewWriterSize(out, 1<<16), json: asJSON}
	if !asJSON {
		_, err := t.out.WriteString(fitNames)
		return t, err
	}
	head, err := json.Marshal(name)
	if err == nil {
		_, err = fmt.Fprintf(t.out, `{"file":%s,"draws":%d,"coordinates":%d,"fits":[`, head, f.Draws(), f.Coordinates())
	}
	return t, err
}

// fitJSON is one fit; absent numbers do not exist.
type fitJSON struct {
	Coordinate   int      `json:"coordinate"`
	Name         string   `json:"name,omitempty"`
	Alpha        *float64 `json:"alpha,omitempty"`
	Gamma        *float64 `json:"gamma,omitempty"`
	Delta        *float64 `json:"delta,omitempty"`
	SEAlpha      *float64 `json:"se_alpha,omitempty"`
	SELogGamma   *float64 `json:"se_log_gamma,omitempty"`
	SEDelta      *float64 `json:"se_delta,omitempty"`
	LogLik       *float64 `json:"loglik,omitempty"`
	N            int      `json:"n,omitempty"`
	Status       string   `json:"status,omitempty"`
	Tied         *float64 `json:"tied,omitempty"`
	Zero         *float64 `json:"zero,omitempty"`
	NearGaussian *bool    `json:"near_gaussian,omitempty"`
	Error        string   `json:"error,omitempty"`
}

// add writes one fit. The state that a failed iteration reached is no fit, and is left out.
func (t *fitTable) add(coordinate int, name string, o stable.MatrixFit) error {
	if o.Err != nil {
		t.failed++
	}
	t.count++
	if t.json {
		return t.addJSON(coordinate, name, o)
	}
	flat := strings.NewReplacer("\t", " ", "\n", " ", "\r", " ")
	line := append(strconv.AppendInt(nil, int64(coordinate), 10), '\t')
	line = append(line, flat.Replace(name)...)
	v := fitNumbers(o.Fit)
	for _, x := range v[:7] {
		if o.Err != nil {
			x = math.NaN()
		}
		line = appendNumber(append(line, '\t'), x)
	}
	if o.Err != nil {
		line = append(line, "\t\tno fit\tNaN\tNaN\t\t"...)
		line = append(line, flat.Replace(o.Err.Error())...)
	} else {
		line = fmt.Appendf(line, "\t%d\t%s\t%.4g\t%.4g\t%t\t", o.Fit.N, o.Fit.Status, v[7], v[8], o.Fit.Flags.NearGaussian)
	}
	_, err := t.out.Write(append(line, '\n'))
	return err
}

func (t *fitTable) addJSON(coordinate int, name string, o stable.MatrixFit) error {
	j := fitJSON{Coordinate: coordinate, Name: name}
	if o.Err != nil {
		j.Error, j.Status = o.Err.Error(), "no fit"
	} else {
		v := fitNumbers(o.Fit)
		for i, p := range []**float64{&j.Alpha, &j.Gamma, &j.Delta, &j.SEAlpha, &j.SELogGamma, &j.SEDelta, &j.LogLik, &j.Tied, &j.Zero} {
			if !math.IsNaN(v[i]) {
				*p = &v[i]
			}
		}
		j.N, j.Status, j.NearGaussian = o.Fit.N, o.Fit.Status.String(), &o.Fit.Flags.NearGaussian
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

// fitNumbers are the numbers of a fit in the order of the table.
func fitNumbers(f stable.Fit) [9]float64 {
	return [9]float64{f.Law.Alpha, f.Law.Gamma, f.Law.Delta, f.StdErr[0], f.StdErr[1], f.StdErr[2], f.LogLikelihood, f.Flags.Tied, f.Flags.Zero}
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
