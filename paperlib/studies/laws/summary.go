package laws

import (
	"fmt"
	"math"

	"github.com/sgnlab/sgnlab/paperlib/stats"
	"github.com/sgnlab/sgnlab/paperlib/study"
	"github.com/sgnlab/sgnlab/paperlib/tails"
)

// Group is one network at one snapshot over all seeds: what the table shows and the verdicts are read off.
type Group struct {
	Data          string         `json:"data"`
	Net           string         `json:"net"`
	Snapshot      string         `json:"snapshot"`
	Method        string         `json:"method"` // of capture
	Normalisation string         `json:"normalisation"`
	Coupled       bool           `json:"coupled,omitempty"`
	Seeds         []uint64       `json:"seeds"`
	Accuracy      []float64      `json:"accuracy"` // of the trained network on the test part, by seed
	Batches       []BatchSummary `json:"batches"`
	Criteria      string         `json:"criteria"` // digest of the criteria that the verdicts use
}

// String names the network: "mlp on digits".
func (g Group) String() string { return g.Net + " on " + g.Data }

// BatchSummary is one batch size of a group. Estimates are means over the parameters scored, then over seeds.
type BatchSummary struct {
	Batch       int           `json:"batch"`
	Draws       int           `json:"draws"`
	Coordinates int           `json:"coordinates"` // sampled, all seeds together, as the next three
	Scored      int           `json:"scored"`      // in the means
	Dead        int           `json:"dead"`
	Unfit       int           `json:"unfit"`
	Best        map[Model]int `json:"best"`   // coordinates for which the model has the highest held-out log-likelihood
	Shares      Shares        `json:"shares"` // means over seeds
	Rows        []Row         `json:"rows"`   // in the order of Models; none where too few coordinates are scored

	Alpha  tails.SeedMean           `json:"alpha"`
	Drift  tails.SeedMean           `json:"drift"`  // of no seed where it was not tested
	Gain   tails.SeedMean           `json:"gain"`   // of the stable law over the Gaussian, see C1a
	Rivals map[Model]tails.SeedMean `json:"rivals"` // the same for each of Rivals

	SumTested   int    `json:"sum_tested"`
	SumRejected int    `json:"sum_rejected"`
	SumAtoms    int    `json:"sum_atoms"`
	SumTop      int    `json:"sum_top"`
	SumReason   string `json:"sum_reason,omitempty"`
}

// Rivals are the laws that C1b sets against the stable one, with as many parameters.
func Rivals() []Model { return []Model{StudentT, GGD, Lognormal} }

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

// Summarise joins the seeds of a group.
func Summarise(seeds []OneSeed) ([]BatchSummary, error) {
	var out []BatchSummary
	for _, one := range seeds {
		if len(one.Fits.Batches) != len(seeds[0].Fits.Batches) {
			return nil, fmt.Errorf("seeds %d and %d were captured at different batch sizes", seeds[0].Seed, one.Seed)
		}
	}
	for k, b := range seeds[0].Fits.Batches {
		s := BatchSummary{Batch: b.Batch, Draws: b.Draws, Best: map[Model]int{}, SumReason: b.Sum.Reason, SumTop: b.Sum.Top}
		e := estimator{}
		for _, one := range seeds {
			f := one.Fits.Batches[k]
			if f.Batch != b.Batch {
				return nil, fmt.Errorf("seeds %d and %d were captured at different batch sizes", seeds[0].Seed, one.Seed)
			}
			scored := s.count(f)
			s.Shares.addMean(f.Shares, len(seeds))
			s.SumTested += f.Sum.Tested
			s.SumRejected += f.Sum.Rejected
			s.SumAtoms += f.Sum.Atoms
			if v := one.Vectors[f.Batch]; len(v) > 0 {
				e.have, e.scored = append(e.have, v), append(e.scored, scored)
			}
		}
		if err := s.estimate(e); err != nil {
			return nil, fmt.Errorf("batch size %d: %w", b.Batch, err)
		}
		out = append(out, s)
	}
	return out, nil
}

// count adds the coordinates of a seed and returns how many of them are scored.
func (s *BatchSummary) count(f BatchFits) (scored int) {
	for _, c := range f.Coordinates {
		s.Coordinates++
		switch c.State {
		case Dead:
			s.Dead++
		case Unfit:
			s.Unfit++
		default:
			scored++
			s.Best[c.Best]++
		}
	}
	s.Scored += scored
	return scored
}

func (s *BatchSummary) estimate(e estimator) error {
	s.Rivals = map[Model]tails.SeedMean{}
	if len(e.have) > 0 {
		for _, m := range Models() {
			s.Rows = append(s.Rows, e.row(m, s.Draws))
		}
	}
	s.Alpha = e.mean("alpha")
	s.Drift = e.mean("drift")
	s.Gain = e.mean("gain")
	for _, m := range Rivals() {
		s.Rivals[m] = e.difference("stable/heldout", string(m)+"/heldout")
	}
	return e.err
}

// estimator makes estimates from the vectors of the seeds that have some and keeps the first error.
type estimator struct {
	have   []map[string][]float64
	scored []int
	err    error
}

func (e *estimator) row(m Model, draws int) Row {
	name := string(m)
	at := func(v tails.SeedMean) stats.Interval { return v.Interval(study.Level) }
	r := Row{Model: m, HeldOut: at(e.mean(name + "/heldout")), SSE: at(e.mean(name + "/sse")), Chi2: at(e.mean(name + "/logchi2")).Map(math.Exp)}
	scale := func(x float64) float64 { return -2 * float64(draws) * x }
	penalty := e.penalty(m, draws)
	r.BIC = stats.Number(scale(at(e.mean(name+"/loglik")).Value) + penalty)
	if m != Gaussian {
		r.DBIC = at(e.difference(name+"/loglik", "gaussian/loglik")).Map(scale).Minus(e.penalty(Gaussian, draws) - penalty)
	}
	return r
}

// penalty is the mean over seeds, as the log-likelihoods are.
func (e *estimator) penalty(m Model, draws int) (mean float64) {
	for _, c := range e.scored {
		mean += m.penalty(draws, c) / float64(len(e.scored))
	}
	return mean
}

func (e *estimator) mean(name string) tails.SeedMean { return e.difference(name, "") }

// difference estimates the mean of vector a minus vector b over draws and seeds; of no seed where none has the vector.
func (e *estimator) difference(a, b string) (m tails.SeedMean) {
	var rows [][]float64
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
		rows = append(rows, d)
	}
	m, err := tails.NewSeedMean(rows)
	if err != nil && e.err == nil {
		e.err = fmt.Errorf("%s: %w", a, err)
	}
	return m
}
