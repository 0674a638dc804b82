package laws

import (
	"fmt"
	"math"

	"github.com/sgnlab/sgnlab/paperlib/rng"
	"github.com/sgnlab/sgnlab/paperlib/stats"
	"github.com/sgnlab/sgnlab/paperlib/tails"
)

const (
	bootstraps = 400
	level      = 0.95
)

// Group is one network at one snapshot over all seeds: what the table shows and the verdicts are read off.
type Group struct {
	Data          string         `json:"data"`
	Net           string         `json:"net"`
	Snapshot      string         `json:"snapshot"`
	Method        string         `json:"method"` // of capture
	Normalisation string         `json:"normalisation"`
	Seeds         []uint64       `json:"seeds"`
	Accuracy      []float64      `json:"accuracy"` // of the trained network on the test part, by seed
	Batches       []BatchSummary `json:"batches"`
	Criteria      string         `json:"criteria"` // digest of the criteria that the verdicts use
}

// BatchSummary is one batch size of a group. Estimates are means over live coordinates and seeds with a bootstrap
// interval that resamples draws and seeds.
type BatchSummary struct {
	Batch       int            `json:"batch"`
	Draws       int            `json:"draws"`
	Coordinates int            `json:"coordinates"` // sampled, all seeds together
	Live        int            `json:"live"`        // in the means, all seeds together
	Dead        int            `json:"dead"`
	Unfit       int            `json:"unfit"`
	Ties        int            `json:"ties"`
	Best        map[Model]int  `json:"best"`
	Rows        []Row          `json:"rows"` // in the order of Models
	Alpha       stats.Interval `json:"alpha"`
	Drift       stats.Interval `json:"drift"` // NaN when not tested
	SumTested   int            `json:"sum_tested"`
	SumRejected int            `json:"sum_rejected"`
	SumTop      int            `json:"sum_top"`
	SumReason   string         `json:"sum_reason,omitempty"`
	C1a         stats.Interval `json:"c1a"` // held-out log-likelihood of stable minus Gaussian
	C1bStudentT stats.Interval `json:"c1b_student_t"`
	C1bGGD      stats.Interval `json:"c1b_ggd"`
	Interval    string         `json:"interval"` // kind, in words
	// The means of Alpha and C1a seed by seed: their spread is the tolerance of a reproduction.
	AlphaBySeed []stats.Number `json:"alpha_by_seed"`
	C1aBySeed   []stats.Number `json:"c1a_by_seed"`
}

// Row is one model at one batch size. Draws are divided by their root mean square first, coordinate by coordinate.
type Row struct {
	Model   Model          `json:"model"`
	HeldOut stats.Interval `json:"heldout"` // nats per draw, higher is better
	BIC     stats.Number   `json:"bic"`     // per coordinate, lower is better
	DBIC    stats.Interval `json:"dbic"`    // minus that of the Gaussian
	SSE     stats.Interval `json:"sse"`
	Chi2    stats.Interval `json:"chi2"` // geometric mean over coordinates
}

// OneSeed is the judged capture of one seed with its vectors by batch size.
type OneSeed struct {
	Seed    uint64
	Fits    Fits
	Vectors map[int]map[string][]float64
}

// Summarise joins the seeds of a group. The fields that name the group are the caller's.
func Summarise(seeds []OneSeed, rootSeed uint64) ([]BatchSummary, error) {
	var out []BatchSummary
	for _, one := range seeds {
		if len(one.Fits.Batches) != len(seeds[0].Fits.Batches) {
			return nil, fmt.Errorf("seeds %d and %d were captured at different batch sizes", seeds[0].Seed, one.Seed)
		}
	}
	for k, b := range seeds[0].Fits.Batches {
		s := BatchSummary{Batch: b.Batch, Draws: b.Draws, Best: map[Model]int{}, SumReason: b.Sum.Reason, SumTop: b.Sum.Top}
		var have []map[string][]float64
		var live []int // coordinates in the vectors of each seed that has some
		for _, one := range seeds {
			f := one.Fits.Batches[k]
			if f.Batch != b.Batch {
				return nil, fmt.Errorf("seeds %d and %d were captured at different batch sizes", seeds[0].Seed, one.Seed)
			}
			s.Coordinates += one.Fits.Coordinates
			s.Live += f.Live
			s.Dead += len(f.Dead)
			s.Unfit += len(f.Unfit)
			s.Ties += f.Ties
			s.SumTested += f.Sum.Tested
			s.SumRejected += f.Sum.Rejected
			for m, n := range f.Best {
				s.Best[m] += n
			}
			if v := one.Vectors[f.Batch]; len(v) > 0 {
				have, live = append(have, v), append(live, f.Live)
			}
		}
		if len(have) == 0 {
			for _, e := range []*stats.Interval{&s.Alpha, &s.Drift, &s.C1a, &s.C1bStudentT, &s.C1bGGD} {
				*e = stats.Unknown()
			}
			s.Interval = fmt.Sprintf("none: fewer than %d live coordinates in every seed", minLive)
			out = append(out, s)
			continue
		}
		e := estimator{have: have, live: live, seed: rootSeed, batch: b.Batch}
		for _, m := range Models() {
			s.Rows = append(s.Rows, e.row(m, b.Draws))
		}
		s.Alpha = e.mean("alpha", 1)
		s.AlphaBySeed = e.bySeed("alpha", "")
		s.C1aBySeed = e.bySeed("stable/heldout", "gaussian/heldout")
		s.Drift = e.mean("drift", 1)
		s.C1a = e.difference("stable/heldout", "gaussian/heldout", 1)
		s.C1bStudentT = e.difference("stable/heldout", "student_t/heldout", 1)
		s.C1bGGD = e.difference("stable/heldout", "ggd/heldout", 1)
		if e.err != nil {
			return nil, fmt.Errorf("batch size %d: %w", b.Batch, e.err)
		}
		s.Interval = e.kind
		out = append(out, s)
	}
	return out, nil
}

// estimator makes estimates from the vectors of the seeds and keeps the first error.
type estimator struct {
	have  []map[string][]float64
	live  []int
	seed  uint64
	batch int
	kind  string
	err   error
}

func (e *estimator) row(m Model, draws int) Row {
	name := string(m)
	r := Row{Model: m, HeldOut: e.mean(name+"/heldout", 1), SSE: e.mean(name+"/sse", 1), Chi2: e.mean(name+"/logchi2", 1).Map(math.Exp)}
	n := float64(draws)
	ll := e.mean(name+"/loglik", -2*n)
	penalty := e.penalty(m, draws)
	r.BIC = stats.Number(ll.Value + penalty)
	if m == Gaussian {
		return r
	}
	d := e.difference(name+"/loglik", "gaussian/loglik", -2*n)
	r.DBIC = d.Minus(e.penalty(Gaussian, draws) - penalty)
	return r
}

// penalty is the mean over seeds, as the log-likelihoods are.
func (e *estimator) penalty(m Model, draws int) (mean float64) {
	for _, c := range e.live {
		mean += m.penalty(draws, c) / float64(len(e.live))
	}
	return mean
}

// bySeed are the means of vector a, less vector b, of the single seeds.
func (e *estimator) bySeed(a, b string) (list []stats.Number) {
	for _, v := range e.have {
		sum := 0.0
		for i, x := range v[a] {
			if b != "" {
				x -= v[b][i]
			}
			sum += x
		}
		list = append(list, stats.Number(sum/float64(len(v[a]))))
	}
	return list
}

func (e *estimator) mean(name string, factor float64) stats.Interval {
	return e.difference(name, "", factor)
}

// difference estimates factor times the mean of vector a minus vector b over draws and seeds.
func (e *estimator) difference(a, b string, factor float64) stats.Interval {
	if e.err != nil {
		return stats.Unknown()
	}
	rows := make([]int, 0, len(e.have))
	vectors := make([][]float64, 0, len(e.have))
	for _, v := range e.have {
		x := v[a]
		if len(x) == 0 {
			continue // this seed has no such statistic
		}
		d := make([]float64, len(x))
		for i := range d {
			d[i] = x[i]
			if b != "" {
				d[i] -= v[b][i]
			}
		}
		rows = append(rows, len(d))
		vectors = append(vectors, d)
	}
	if len(rows) == 0 {
		return stats.Unknown()
	}
	// The stream is the same for every statistic of a batch size: all see the same resamples.
	src := rng.Stream(e.seed, "nb02", "bootstrap", fmt.Sprint(e.batch))
	iv, kind, err := tails.Bootstrap(rows, bootstraps, level, src, func(r tails.Resample) (float64, error) {
		total := 0.0
		for place, s := range r.Seeds {
			sum := 0.0
			for _, i := range r.Rows[place] {
				sum += vectors[s][i]
			}
			total += sum / float64(len(r.Rows[place]))
		}
		return total / float64(len(r.Seeds)), nil
	})
	if err != nil {
		e.err = fmt.Errorf("%s: %w", a, err)
		return stats.Unknown()
	}
	e.kind = kind
	return iv.Map(func(x float64) float64 { return x * factor })
}
