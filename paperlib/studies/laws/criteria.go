package laws

import (
	"fmt"
	"math"
	"strings"

	"github.com/sgnlab/sgnlab/paperlib/lab"
)

// The thresholds of the criteria. They were fixed before the first run.
const (
	driftMargin = 0.05 // a mean drift of the tail index within this is none
	alphaHeavy  = 1.95 // a mean tail index below this is heavier than Gaussian (1 % quantile of the fit to 1000 Gaussian draws: 1.98)
)

// Criteria are how C1a, C1b and C1c are settled for one network, snapshot and batch size, and over all networks.
func Criteria() []lab.Criterion {
	const scope = " Means are over live coordinates and seeds; the interval is a 95 % bootstrap that resamples draws (jointly for all coordinates) and seeds." +
		" Over all networks: supported if some support it and none speaks against it, not supported if some speak against it and none supports it, depends if both occur, undecided if neither does."
	return []lab.Criterion{
		{Claim: "C1a", Version: 1,
			Statistic: "held-out log-likelihood of the symmetric stable law minus that of the Gaussian, nats per draw",
			Text:      "Supported if the interval lies above 0, not supported if it lies below 0, undecided otherwise." + scope},
		{Claim: "C1b", Version: 2,
			Statistic: "held-out log-likelihood of the symmetric stable law minus that of Student's t and of the generalised Gaussian, nats per draw (the smaller of the two differences is shown)",
			Text: "Supported if both intervals lie above 0 and that of the mean tail index lies below the Gaussian limit (on Gaussian noise all three laws are the Gaussian, and their differences are only what the third parameter costs), " +
				"not supported if one interval lies below 0, undecided otherwise." + scope,
			Numbers: map[string]float64{"gaussian_limit": alphaHeavy}},
		{Claim: "C1c", Version: 1,
			Statistic: "drift of the mean tail index from batch size B to the largest captured one up to 64 B",
			Text: "A stable law keeps its tail index under summation. Supported if the interval of the drift lies within the margin around 0 and that of the mean tail index at B below the Gaussian limit; " +
				"not supported if the drift's interval lies above the margin or the tail index's above the limit (Gaussian noise is no evidence of heavy tails); undecided otherwise, and where no larger batch was captured or examples are coupled." + scope,
			Numbers: map[string]float64{"margin": driftMargin, "gaussian_limit": alphaHeavy}},
	}
}

// CriteriaDigest identifies the criteria.
func CriteriaDigest() string {
	var all []string
	for _, c := range Criteria() {
		all = append(all, c.Digest())
	}
	return lab.Digest([]byte(strings.Join(all, "\n")))
}

// Verdicts settles the claims for every batch size of the groups, and for each claim, snapshot and batch size over
// all groups.
func Verdicts(groups []Group) ([]lab.Verdict, error) {
	var out []lab.Verdict
	for i, c := range Criteria() {
		type key struct {
			snapshot string
			batch    int
		}
		outcomes := map[key]map[lab.Outcome][]string{}
		var order []key
		for _, g := range groups {
			if g.Criteria != CriteriaDigest() {
				return nil, fmt.Errorf("the result of %s on %s (%s) was reached by other criteria than the present ones: compute it again", g.Net, g.Data, g.Snapshot)
			}
			for _, b := range g.Batches {
				v := verdict(c, i, g, b)
				out = append(out, v)
				k := key{g.Snapshot, b.Batch}
				if outcomes[k] == nil {
					outcomes[k] = map[lab.Outcome][]string{}
					order = append(order, k)
				}
				outcomes[k][v.Outcome] = append(outcomes[k][v.Outcome], g.Net+" on "+g.Data)
			}
		}
		for _, k := range order {
			out = append(out, overall(c, k.snapshot, k.batch, outcomes[k]))
		}
	}
	return out, nil
}

func verdict(c lab.Criterion, which int, g Group, b BatchSummary) lab.Verdict {
	var e Estimate
	var outcome lab.Outcome
	note := ""
	switch which {
	case 0:
		e = b.C1a
		outcome = sign(e)
	case 1:
		e = b.C1bStudentT
		if b.C1bGGD.Value < e.Value {
			e = b.C1bGGD
		}
		t, ggd := sign(b.C1bStudentT), sign(b.C1bGGD)
		switch {
		case t == lab.NotSupported || ggd == lab.NotSupported:
			outcome = lab.NotSupported
		case t == lab.Supported && ggd == lab.Supported && b.Alpha.Hi < alphaHeavy:
			outcome = lab.Supported
		default:
			outcome = lab.Undecided
		}
		note = fmt.Sprintf("against Student t %s, against the generalised Gaussian %s", interval(b.C1bStudentT), interval(b.C1bGGD))
	case 2:
		e = b.Drift
		outcome = stability(b)
		note = fmt.Sprintf("mean tail index %s", interval(b.Alpha))
		if b.SumTested > 0 {
			note += fmt.Sprintf("; sum-stability up to batch size %d rejected for %d of %d coordinates tested (false discovery rate 5 %%, any dependence; no p-value is below 1/%d)", b.SumTop, b.SumRejected, b.SumTested, nullDraws+1)
		} else if b.SumReason != "" {
			note += "; sum-stability " + b.SumReason
		}
	}
	v := c.Verdict(fmt.Sprintf("%s on %s, %s, batch size %d", g.Net, g.Data, g.Snapshot, b.Batch), outcome)
	v.Value, v.Lo, v.Hi = float64(e.Value), float64(e.Lo), float64(e.Hi)
	v.IntervalKind = b.Interval
	v.N = fmt.Sprintf("%d live of %d coordinates, %d draws, seeds: %d", b.Live, b.Coordinates, b.Draws, len(g.Seeds))
	v.Note = note
	return v
}

// sign is the outcome of "above 0".
func sign(e Estimate) lab.Outcome {
	switch {
	case e.Lo > 0:
		return lab.Supported
	case e.Hi < 0:
		return lab.NotSupported
	}
	return lab.Undecided
}

func stability(b BatchSummary) lab.Outcome {
	switch {
	case math.IsNaN(float64(b.Drift.Value)):
		return lab.Undecided
	case b.Drift.Lo > driftMargin, b.Alpha.Lo > alphaHeavy:
		return lab.NotSupported
	case b.Drift.Lo >= -driftMargin && b.Drift.Hi <= driftMargin && b.Alpha.Hi < alphaHeavy:
		return lab.Supported
	}
	return lab.Undecided
}

func overallScope(snapshot string, batch int) string {
	return fmt.Sprintf("all networks, %s, batch size %d", snapshot, batch)
}

// overall is the verdict over all networks at one snapshot and batch size.
func overall(c lab.Criterion, snapshot string, batch int, outcomes map[lab.Outcome][]string) lab.Verdict {
	outcome := lab.Undecided
	pro, against := len(outcomes[lab.Supported]) > 0, len(outcomes[lab.NotSupported]) > 0
	switch {
	case pro && against:
		outcome = lab.Depends
	case pro:
		outcome = lab.Supported
	case against:
		outcome = lab.NotSupported
	}
	var parts []string
	n := 0
	for _, o := range []lab.Outcome{lab.Supported, lab.NotSupported, lab.Undecided} {
		nets := outcomes[o]
		n += len(nets)
		if len(nets) > 0 {
			parts = append(parts, fmt.Sprintf("%s: %s", o, strings.Join(nets, ", ")))
		}
	}
	v := c.Verdict(overallScope(snapshot, batch), outcome)
	nan := math.NaN()
	v.Value, v.Lo, v.Hi = nan, nan, nan
	v.IntervalKind = "none: a count of verdicts"
	v.N = fmt.Sprintf("%d networks", n)
	v.Note = strings.Join(parts, "; ")
	v.Overall = true
	return v
}

func interval(e Estimate) string {
	return fmt.Sprintf("%.4g [%.4g, %.4g]", float64(e.Value), float64(e.Lo), float64(e.Hi))
}
