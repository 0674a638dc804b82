// Package run computes the results behind figure 1: it trains, captures and fits.
package run

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"sort"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/models"
	"github.com/sgnlab/sgnlab/paperlib/pipeline"
	"github.com/sgnlab/sgnlab/paperlib/rng"
	"github.com/sgnlab/sgnlab/paperlib/stable"
	"github.com/sgnlab/sgnlab/paperlib/stats"
	"github.com/sgnlab/sgnlab/paperlib/studies/parameter"
	"github.com/sgnlab/sgnlab/paperlib/study/run"
	"github.com/sgnlab/sgnlab/paperlib/tails"
)

// Panels are the networks of the figure: first that of the knobs, then the rest of the profile. The second result
// lists the data sets of the profile that are not on this machine.
func Panels(p lab.Profile, k parameter.Knobs) (cases []pipeline.Case, absent []string) {
	all, absent := pipeline.Cases(p)
	cases = []pipeline.Case{{Data: k.Data, Net: k.Net}}
	for _, c := range all {
		if c != cases[0] {
			cases = append(cases, c)
		}
	}
	return cases, absent
}

// Unit is the result of one network, or of one noise of the reader's own.
type Unit = run.Unit[parameter.Result]

// Compute fits what the run store lacks and returns the index of the results.
var Compute = run.Register(parameter.Study, units)

func units(_ context.Context, l *pipeline.Lab, k parameter.Knobs) (list []Unit, absent []string, err error) {
	cases, absent := Panels(l.Profile, k)
	for _, c := range cases {
		u, err := unitOf(l, c, k, l.Seed)
		if err != nil {
			return nil, nil, err
		}
		list = append(list, u)
	}
	for i := range uint64(2) { // further seeds of the network shown in full
		u, err := unitOf(l, cases[0], k, l.Seed+i+1)
		if err != nil {
			return nil, nil, err
		}
		u.Spread = true
		list = append(list, u)
	}
	return list, absent, nil
}

func unitOf(l *pipeline.Lab, c pipeline.Case, k parameter.Knobs, seed uint64) (Unit, error) {
	data, err := l.Data(c.Data)
	if err != nil {
		return Unit{}, err
	}
	model, err := models.ByName(c.Net)
	if err != nil {
		return Unit{}, err
	}
	net := l.TrainSeed(model, data, seed)
	config, err := net.CaptureConfig(k.Batch)
	if err != nil {
		return Unit{}, err
	}
	noise, err := l.Capture(net, k.Snapshot, config)
	if err != nil {
		return Unit{}, err
	}
	return Fit(noise, k), nil
}

// Fit is the fit of the laws to one weight of the noise, chosen by the rank of its tail index among the sampled weights. In a
// network without an array of two or more dimensions it is chosen among all coordinates, and a flag says so.
func Fit(noise *pipeline.Noise, k parameter.Knobs) Unit {
	k.Data, k.Net = noise.Net.Data.Name, noise.Net.Model.Name
	return Unit{Part: "one coordinate of " + noise.String(), Seed: noise.Net.Seed, Inputs: map[string]run.Input{"capture": noise}, Seconds: 2,
		Identity: func(u *lab.Unit) { u.Knobs, u.Custom = k, noise.Custom() }, Compute: compute(noise, k)}
}

func compute(noise *pipeline.Noise, k parameter.Knobs) func(context.Context, *lab.Work) (parameter.Result, error) {
	return func(ctx context.Context, w *lab.Work) (parameter.Result, error) {
		c, err := noise.Load(ctx)
		if err != nil {
			return parameter.Result{}, err
		}
		if err := noise.Note(w); err != nil {
			return parameter.Result{}, err
		}
		net, err := noise.Net.Load(ctx)
		if err != nil {
			return parameter.Result{}, err
		}
		for _, b := range c.Blocks {
			if b.Batch != k.Batch {
				continue
			}
			from, err := sampled(net.Spec, c, b)
			if err != nil {
				return parameter.Result{}, fmt.Errorf("%s: %w", noise, err)
			}
			r, err := choose(w, k, from)
			if err != nil {
				return parameter.Result{}, fmt.Errorf("%s, batch size %d: %w", noise, k.Batch, err)
			}
			if from.why != "" {
				r.Flags = append(r.Flags, from.why)
			}
			r.Seed = noise.Net.Seed
			r.Accuracy = net.Points[0].Test.Accuracy
			if noise.Snapshot == pipeline.Trained {
				r.Accuracy = net.Points[len(net.Points)-1].Test.Accuracy
			}
			if c.Normalisation != "" && net.Spec.Coupled {
				r.Flags = append(r.Flags, c.Normalisation)
			}
			return r, nil
		}
		return parameter.Result{}, fmt.Errorf("%s was not captured at batch size %d: add it to the batch sizes of the capture", noise, k.Batch)
	}
}

// choose fits a stable law to every candidate, takes the one whose tail index has the wanted rank among them, and fits the
// rivals to it.
func choose(w *lab.Work, k parameter.Knobs, from candidates) (parameter.Result, error) {
	if !(k.Rank >= 0 && k.Rank <= 1) {
		return parameter.Result{}, fmt.Errorf("rank is %v: a number from 0 (heaviest tail) to 1 (lightest)", k.Rank)
	}
	type live struct {
		j   int
		fit stable.Fit
	}
	var fits []live
	for j, name := range from.names {
		f, err := stable.FitSymmetric(from.column(j), nil)
		switch {
		case errors.Is(err, stable.ErrNoSpread) || errors.Is(err, stable.ErrUnbounded) || errors.Is(err, stable.ErrNotConverged):
			continue // counted: Sampled minus Live
		case err != nil:
			return parameter.Result{}, fmt.Errorf("coordinate %s: %w", name, err)
		}
		fits = append(fits, live{j, f})
	}
	if len(fits) == 0 {
		return parameter.Result{}, fmt.Errorf("none of %d %s is live: no stable law can be fitted to any of them", len(from.names), from.among)
	}
	sort.SliceStable(fits, func(a, b int) bool { return fits[a].fit.Law.Alpha < fits[b].fit.Law.Alpha })
	pick := fits[int(math.Round(k.Rank*float64(len(fits)-1)))]
	x := from.column(pick.j)
	r := parameter.Result{Knobs: k, Coordinate: from.names[pick.j], Alpha: pick.fit.Law.Alpha, AlphaSE: stats.Number(pick.fit.StdErr[0]),
		Among: from.among, MedianAlpha: fits[(len(fits)-1)/2].fit.Law.Alpha, Sampled: len(from.names), Live: len(fits)}
	if from.activity != nil {
		a := parameter.Activity(from.activity[pick.j])
		r.Activity = &a
	}
	for _, f := range []tails.Family{tails.FamilyGaussian, tails.FamilyStable, tails.FamilyStudentT, tails.FamilyGGD} {
		law, _, err := tails.FitFamily(f, x)
		if err != nil {
			return r, fmt.Errorf("coordinate %s, %s: %w", r.Coordinate, f, err)
		}
		r.Laws = append(r.Laws, parameter.Fitted(law))
	}
	if z := pick.fit.Flags.Zero; z > 0 {
		r.Flags = append(r.Flags, fmt.Sprintf("%.1f %% of the draws are exactly zero", 100*z))
	}
	if t := pick.fit.Flags.Tied; t > 0.01 {
		r.Flags = append(r.Flags, fmt.Sprintf("%.1f %% of the draws occur more than once", 100*t))
	}
	return r, w.Array("draws", []int{len(x)}, x)
}

// A Generator draws one number of a reader's own noise.
type Generator func(r *rand.Rand) float64

// FitGenerator is Fit for a noise that the reader defines: n draws from g under the lab's seed. Its result is keyed by
// the digest of the code (l.Custom) and never stands for a network's noise.
func FitGenerator(l *pipeline.Lab, name string, g Generator, n int) (Unit, error) {
	if l.Custom == "" {
		return Unit{}, errors.New("a noise of the reader's own needs Lab.Custom, the digest of the code that defines it: set it with nb.CellDigest")
	}
	k := parameter.Knobs{Data: "synthetic", Net: name, Snapshot: "none", Batch: 1, Rank: 0.5}
	seed := l.Seed
	identity := func(u *lab.Unit) {
		u.Knobs = struct {
			parameter.Knobs
			Draws int `json:"draws"`
		}{k, n}
	}
	return Unit{Part: name, Seed: seed, Seconds: 2, Identity: identity, Compute: func(_ context.Context, w *lab.Work) (parameter.Result, error) {
		r := rng.New(seed, "generator", name)
		x := make([]float64, n)
		for i := range x {
			x[i] = g(r)
		}
		res, err := choose(w, k, candidates{among: parameter.Coordinates, names: []string{name}, column: func(int) []float64 { return x }})
		res.Seed = seed
		return res, err
	}}, nil
}
