package laws

import (
	"context"
	"errors"
	"math"
	"slices"

	"github.com/sgnlab/sgnlab/paperlib/stable"
	"github.com/sgnlab/sgnlab/paperlib/stats"
	"github.com/sgnlab/sgnlab/paperlib/tails"
)

// atomShare is the share of the draws that a value must exceed to be an atom.
const atomShare = 0.01

// coordinate is one coordinate's draws with all fits that are its own, or the reason why it has none. Laws are fitted and
// scored on the draws at no atom: a location fixed at an atom would let held-out draws repeat fitted ones.
type coordinate struct {
	dead   bool // every draw is the same number: the gradient never reaches this parameter
	atoms  tails.Atoms
	x      []float64 // the draws at no atom, those at atoms.Rest
	folds  tails.Folds
	err    error // why a law could not be fitted; nil when all were
	scores map[Model]tails.Score
	fit    stable.Fit // of the stable law, with its standard errors
	fitP   *tails.PValue
	logRMS float64
}

func (k coordinate) scored() bool { return !k.dead && k.err == nil }

// own lists the models whose parameters belong to one coordinate. Each has the name of its family.
func own() []Model {
	return slices.DeleteFunc(Models(), func(m Model) bool { return joint[m] != nil })
}

// fitAll fits every coordinate on its own; the order of work does not matter.
func fitAll(ctx context.Context, d Draws, c int, folds tails.Folds) ([]coordinate, error) {
	list := make([]coordinate, c)
	err := stats.Parallel(ctx, c, 0, func(_ context.Context, j int) error {
		var err error
		list[j], err = fitOne(d.column(j, c), folds, d.Rung)
		return err
	})
	return list, err
}

// fitOne keeps what belongs to the sample as the coordinate's own error.
func fitOne(x []float64, folds tails.Folds, rung bool) (k coordinate, err error) {
	if k.dead = !slices.ContainsFunc(x, func(v float64) bool { return v != x[0] }); k.dead {
		return k, nil
	}
	k.atoms = tails.FindAtoms(x, atomShare)
	k.x, k.folds = tails.Take(x, k.atoms.Rest), tails.Folds{K: folds.K, Of: tails.Take(folds.Of, k.atoms.Rest)}
	sq := 0.0
	for _, v := range k.x {
		sq += v * v
	}
	k.logRMS = math.Log(sq/float64(len(k.x))) / 2
	if k.err = k.fitLaws(rung); k.err != nil && !cannotFit(k.err) {
		return k, k.err
	}
	return k, nil
}

func (k *coordinate) fitLaws(rung bool) error {
	if err := tails.CheckSample(k.x); err != nil {
		return err
	}
	if !rung {
		var families []tails.Family
		for _, m := range own() {
			families = append(families, tails.Family(m))
		}
		scores, err := tails.Judge(families, k.x, k.folds)
		if err != nil {
			return err
		}
		k.scores = map[Model]tails.Score{}
		for _, s := range scores {
			k.scores[Model(s.Family)] = s
		}
	}
	var err error
	if k.fit, err = stable.FitSymmetric(k.x, nil); err != nil {
		return err
	}
	g, err := tails.GoodnessOfFit(k.x, k.fit.Law)
	if err != nil {
		return err
	}
	p, err := tails.StableGoFP(g, k.fit.Law.Alpha)
	switch {
	case errors.Is(err, tails.ErrNotTabulated):
		return nil
	case err != nil:
		return err
	}
	k.fitP = &p.AD
	return nil
}

// gains are what the stable law has over the Gaussian at each draw, held out, in nats, up to the cap of the criterion.
func (k coordinate) gains() []float64 {
	out := make([]float64, len(k.x))
	for i := range out {
		out[i] = math.Min(gainCap, k.scores[Stable].HeldOut[i]-k.scores[Gaussian].HeldOut[i])
	}
	return out
}

// best is the model of its own with the highest held-out log-likelihood.
func (k coordinate) best() Model {
	best, most := Gaussian, math.Inf(-1)
	for _, m := range own() {
		if v := k.scores[m].HeldOutMean(); v > most {
			best, most = m, v
		}
	}
	return best
}

// cannotFit tells errors that belong to one sample from those of the program.
func cannotFit(err error) bool {
	var fault *tails.SampleError
	return errors.As(err, &fault) || errors.Is(err, stable.ErrNoSpread) || errors.Is(err, stable.ErrUnbounded) ||
		errors.Is(err, stable.ErrNotConverged) || errors.Is(err, stable.ErrTooFew)
}
