package laws

import (
	"fmt"
	"strings"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/stats"
)

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
		judged := map[key][]network{}
		var order []key
		for _, g := range groups {
			if g.Criteria != CriteriaDigest() {
				return nil, fmt.Errorf("the result of %s on %s (%s) was reached by other criteria than the present ones: compute it again", g.Net, g.Data, g.Snapshot)
			}
			for _, b := range g.Batches {
				v := verdict(c, i, g, b)
				out = append(out, v)
				k := key{g.Snapshot, b.Batch}
				if judged[k] == nil {
					order = append(order, k)
				}
				judged[k] = append(judged[k], network{g.Net + " on " + g.Data, v})
			}
		}
		for _, k := range order {
			out = append(out, overall(c, k.snapshot, k.batch, judged[k]))
		}
	}
	return out, nil
}

// network is the verdict on one network.
type network struct {
	name string
	lab.Verdict
}

func verdict(c lab.Criterion, which int, g Group, b BatchSummary) lab.Verdict {
	var e stats.Interval
	var outcome lab.Outcome
	note := ""
	switch which {
	case 0:
		e = b.C1a
		outcome = lab.Above(e, 0)
	case 1:
		e = b.C1bStudentT
		if b.C1bGGD.Value < e.Value {
			e = b.C1bGGD
		}
		t, ggd := lab.Above(b.C1bStudentT, 0), lab.Above(b.C1bGGD, 0)
		switch {
		case t == lab.NotSupported || ggd == lab.NotSupported:
			outcome = lab.NotSupported
		case t == lab.Supported && ggd == lab.Supported && b.Alpha.Below(alphaHeavy):
			outcome = lab.Supported
		default:
			outcome = lab.Undecided
		}
		note = fmt.Sprintf("against Student t %s, against the generalised Gaussian %s", b.C1bStudentT.Text(4), b.C1bGGD.Text(4))
	case 2:
		e = b.Drift
		outcome = stability(b)
		note = fmt.Sprintf("mean tail index %s", b.Alpha.Text(4))
		if b.SumTested > 0 {
			note += fmt.Sprintf("; sum-stability up to batch size %d rejected for %d of %d coordinates tested (false discovery rate 5 %%, any dependence; no p-value is below 1/%d)", b.SumTop, b.SumRejected, b.SumTested, nullDraws+1)
		} else if b.SumReason != "" {
			note += "; sum-stability " + b.SumReason
		}
	}
	return c.Verdict(fmt.Sprintf("%s on %s, %s, batch size %d", g.Net, g.Data, g.Snapshot, b.Batch), outcome).
		Of(e, b.Interval, fmt.Sprintf("%d live of %d coordinates, %d draws, seeds: %d", b.Live, b.Coordinates, b.Draws, len(g.Seeds)), note)
}

func stability(b BatchSummary) lab.Outcome {
	switch {
	case !b.Drift.Known():
		return lab.Undecided
	case b.Drift.Above(driftMargin), b.Alpha.Above(alphaHeavy):
		return lab.NotSupported
	case b.Drift.Within(-driftMargin, driftMargin) && b.Alpha.Below(alphaHeavy):
		return lab.Supported
	}
	return lab.Undecided
}

func overallScope(snapshot string, batch int) string {
	return fmt.Sprintf("all networks, %s, batch size %d", snapshot, batch)
}

// overall is the verdict over all networks at one snapshot and batch size; its note lists them by outcome.
func overall(c lab.Criterion, snapshot string, batch int, of []network) lab.Verdict {
	var list []lab.Verdict
	names := map[lab.Outcome][]string{}
	for _, n := range of {
		list = append(list, n.Verdict)
		names[n.Outcome] = append(names[n.Outcome], n.name)
	}
	var parts []string
	for _, o := range []lab.Outcome{lab.Supported, lab.NotSupported, lab.Depends, lab.Undecided} {
		if len(names[o]) > 0 {
			parts = append(parts, fmt.Sprintf("%s: %s", o, strings.Join(names[o], ", ")))
		}
	}
	v := c.Overall(overallScope(snapshot, batch), list, strings.Join(parts, "; "))
	v.IntervalKind, v.N = "none: a count of verdicts", fmt.Sprintf("%d networks", len(of))
	return v
}
