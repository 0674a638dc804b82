package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/matrix"
	"github.com/sgnlab/sgnlab/paperlib/shown"
	"github.com/sgnlab/sgnlab/paperlib/stable"
	"github.com/sgnlab/sgnlab/paperlib/stats"
)

type stableFitCmd struct {
	File   string  `arg:"" help:"Table of draws (rows) by coordinates (columns): .npy, .npz, .safetensors, text or .parquet."`
	Column string  `help:"Fit one coordinate only: its name, or its number from 0." placeholder:"NAME"`
	Alpha  float64 `help:"Hold the tail index at this value, ${fit_alpha}, and fit gamma and delta." placeholder:"A"`
	Skewed bool    `help:"Fit beta too: S(alpha, beta, gamma, delta), delta that of S0. Half a second for a coordinate."`
	JSON   bool    `name:"json" help:"Write one JSON object to standard output instead of a table."`

	readingFlags `embed:""`
}

// Help is shown after the options.
func (stableFitCmd) Help() string {
	return `Fits the stable law of every coordinate (column), symmetric or with --skewed in all four parameters, by maximum likelihood
over its draws (rows), and writes one line for each, separated by tabs, under a line of names:

  coordinate, name   number from 0, and name if the file has names
  alpha, gamma, delta, se_alpha, se_log_gamma, se_delta
                     the fit, with standard errors from the observed information; NaN where there is no regular one
                     (alpha held, or on a bound)
  loglik, n          log-likelihood and number of draws
                     with --skewed also beta and se_beta, delta and se_delta being those of S0
  status             converged, at Gaussian (alpha = 2 is best), at lower bound (alpha = 0.3), ...
  tied, zero         shares of draws that equal another one, and that are exactly 0: a stable law has no such atoms
                     with --json also atom and atom_share, the value that most draws share, and local: one value has so
                     many draws that the likelihood has no greatest value, and alpha tells of the atom
  near_gaussian      2 - alpha is below three standard errors
  error              why there is no fit; the numbers are then NaN

With --json the same are the keys of the objects in "fits", where what is NaN above is left out, and "remarks" say what was
left out of the file. A law fitted is not a law found: 'sgnlab analyze' tells whether another law, or none of these, describes the draws.

Exit status: 0 when at least one coordinate was fitted; 1 when none was; 2 for a file that cannot be read.

  sgnlab stable draw --alpha 1.5 -n 10000 | tee draws.txt | head -3; sgnlab stable fit draws.txt

` + readingHelp + "\n" + parametrisation
}

// Validate refuses a tail index outside the domain.
func (c stableFitCmd) Validate() error {
	if err := c.readingFlags.Validate(); err != nil {
		return err
	}
	switch {
	case c.Alpha == 0:
		return nil
	case c.Skewed:
		return errors.New("--alpha holds the tail index of a symmetric law: give it without --skewed")
	}
	return stable.Symmetric{Alpha: c.Alpha, Gamma: 1}.Validate()
}

// Run fits the coordinates of one file.
func (c stableFitCmd) Run(ctx context.Context, s streams) error {
	defer limitMemory(int64(c.Memory))()
	f, err := matrix.Open(ctx, c.File, c.options(func(what string) { complain(s.err, "%s", shown.Text(what)) }))
	if err != nil {
		return fitFault(ctx, c.advise(err))
	}
	defer f.Close()
	workers, err := c.share(f)
	if err != nil {
		return badInput{err}
	}
	from, to := 0, f.Coordinates()
	if c.Column != "" {
		if from, err = f.Find(c.Column); err != nil {
			return badInput{err}
		}
		to = from + 1
	}
	table, err := newFitTable(s.out, c.JSON, c.Skewed, filepath.Base(c.File), f)
	if err != nil {
		return err
	}
	task := lab.NewProgress(s.err, lab.Auto).Start("fitting "+shown.Name(filepath.Base(c.File)), to-from, 0)
	fitters := make([]*stable.Fitter, workers)
	for i := range fitters {
		fitters[i] = stable.NewFitter(&stable.FitOptions{FixedAlpha: c.Alpha})
	}
	err = f.Range(ctx, from, to, func(first int, columns [][]float64) error {
		batch := fitBatch
		if c.Skewed {
			batch = 1 // a fit uses all cores, and its line is waited for
		}
		for at := 0; at < len(columns); at += batch {
			if err := ctx.Err(); err != nil {
				return err
			}
			part := columns[at:min(at+batch, len(columns))]
			for j, outcome := range c.fit(fitters, first+at, part) {
				if err := table.add(first+at+j, f.Name(first+at+j), outcome); err != nil {
					return err
				}
			}
			task.Set(first + at + len(part) - from)
		}
		return nil
	})
	task.Done(err)
	if err != nil {
		return fitFault(ctx, c.advise(err))
	}
	if err := table.end(); err != nil {
		return err
	}
	if table.failed > 0 {
		fmt.Fprintf(s.err, "%d of %d coordinates could not be fitted; their errors say why.\n", table.failed, to-from)
	}
	if table.local > 0 {
		fmt.Fprintf(s.err, "%d of %d coordinates have one value in so many draws that the likelihood has no greatest value: their fits are the maxima next to the start, and alpha tells of that value as much as of the rest (--json names it).\n", table.local, to-from)
	}
	if table.failed == to-from {
		return errors.New("no coordinate was fitted")
	}
	return nil
}

// fitBatch is how many coordinates are fitted before their lines are written.
const fitBatch = 256

// fitFault sorts what ended the walk through a file.
func fitFault(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nothingKept{ctx.Err()}
	}
	if errors.As(err, new(*matrix.FileError)) {
		return badInput{err}
	}
	return err
}

// fit fits columns, the first of which is coordinate first, on all cores.
func (c stableFitCmd) fit(fitters []*stable.Fitter, first int, columns [][]float64) []fitOutcome {
	out := make([]fitOutcome, len(columns))
	_ = stats.ParallelWorkers(context.Background(), len(columns), len(fitters), func(w int) func(context.Context, int) error {
		return func(_ context.Context, j int) error {
			switch err := matrix.CheckFinite(first+j, columns[j]); {
			case err != nil:
				out[j].err = err
			case c.Skewed:
				out[j] = skewedOutcome(stable.FitSkewed(columns[j], nil))
			default:
				out[j] = symmetricOutcome(fitters[w].Fit(columns[j]))
			}
			return nil
		}
	})
	return out
}
