package laws

import (
	"fmt"
	"strings"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/stats"
	"github.com/sgnlab/sgnlab/paperlib/study"
)

// Criteria are how C1a, C1b and C1c are settled for one network, snapshot and batch size, and over all networks.
func Criteria() []lab.Criterion { return criteria }

// CriteriaDigest identifies the criteria.
func CriteriaDigest() string { return study.CriteriaDigest(criteria) }

// question is what the networks answer together: a claim at one snapshot and batch size.
type question struct {
	snapshot string
	batch    int
}

// String is the scope of the joint verdict.
func (q question) String() string {
	return fmt.Sprintf("all networks, %s, batch size %d", q.snapshot, q.batch)
}

// Verdicts settles the claims for every batch size of the groups, network by network and over all of them.
func Verdicts(groups []Group) (list []lab.Verdict, err error) {
	for i, c := range Criteria() {
		asked := map[question][]study.Scope{}
		gaussian := map[question]int{} // how many are undecided because their noise looks Gaussian
		var order []question
		for _, g := range groups {
			if g.Criteria != CriteriaDigest() {
				return nil, fmt.Errorf("the result of %s (%s) was reached by other criteria than the present ones: compute it again", g, g.Snapshot)
			}
			for _, b := range g.Batches {
				q := question{g.Snapshot, b.Batch}
				if asked[q] == nil {
					order = append(order, q)
				}
				asked[q] = append(asked[q], scope(i, g, b))
				if c.Claim != "C1a" && b.gaussian() {
					gaussian[q]++
				}
			}
		}
		for _, q := range order {
			v, err := study.Judge(c, q.String(), asked[q], "")
			if err != nil {
				return nil, err
			}
			joint := &v[len(v)-1]
			joint.IntervalKind, joint.N = "none: a count of verdicts", fmt.Sprintf("%d networks", len(asked[q]))
			if n := gaussian[q]; n > 0 {
				joint.Note += fmt.Sprintf("; %d of %d %s", n, len(asked[q]), looksGaussian)
			}
			list = append(list, v...)
		}
	}
	return list, nil
}

const looksGaussian = "indistinguishable from a Gaussian"

// scope is what criterion i says of one network.
func scope(i int, g Group, b BatchSummary) study.Scope {
	judge := []func(BatchSummary, float64) (stats.Interval, lab.Outcome){gain, rivals, stability}[i]
	notes := []func(BatchSummary) string{gainNote, rivalsNote, stabilityNote}[i]
	kind := b.Alpha.Kind()
	return study.Scope{
		Words: fmt.Sprintf("%s, %s, batch size %d", g, g.Snapshot, b.Batch),
		At: func(level float64) (stats.Interval, lab.Outcome, error) {
			e, o := judge(b, level)
			return e, o, nil
		},
		Kind: kind,
		N:    fmt.Sprintf("%d scored of %d coordinates, %d draws, seeds: %d", b.Scored, b.Coordinates, b.Draws, len(g.Seeds)),
		Note: notes(b),
	}
}

// gain settles C1a.
func gain(b BatchSummary, level float64) (stats.Interval, lab.Outcome) {
	e := b.Gain.Interval(level)
	return e, b.withhold(lab.Above(e, gainMargin), false)
}

// rivals settles C1b. The statistic shown is that of the best rival.
func rivals(b BatchSummary, level float64) (worst stats.Interval, o lab.Outcome) {
	o = lab.Supported
	for i, m := range Rivals() {
		e := b.Rivals[m].Interval(level)
		if i == 0 || e.Value < worst.Value {
			worst = e
		}
		third := b.Rivals[m].Interval(1 - (1-level)/float64(len(Rivals())))
		switch {
		case third.Known() && third.Below(-rivalMargin):
			o = lab.NotSupported
		case o == lab.Supported && !(e.Known() && e.Above(rivalMargin)):
			o = lab.Undecided
		}
	}
	if b.gaussian() {
		o = lab.Undecided
	}
	return worst, b.withhold(o, true)
}

// stability settles C1c.
func stability(b BatchSummary, level float64) (stats.Interval, lab.Outcome) {
	e := b.Drift.Interval(level)
	o := lab.Undecided
	switch {
	case !e.Known() || b.gaussian():
	case e.Above(driftMargin):
		o = lab.NotSupported
	case e.Within(-driftMargin, driftMargin) && b.SumTested > 0 && float64(b.SumRejected) <= mistrusted*float64(b.SumTested):
		o = lab.Supported
	}
	return e, b.withhold(o, true)
}

// gaussian reports noise that looks Gaussian: of it nothing is said that concerns the kind of stable law.
func (b BatchSummary) gaussian() bool { return b.Alpha.Interval(study.Level).Value > alphaHeavy }

// withhold leaves a support undecided where too few fits are trusted, or, where that matters, too many coordinates have atoms.
func (b BatchSummary) withhold(o lab.Outcome, atoms bool) lab.Outcome {
	if o == lab.Supported && (b.untrusted() || atoms && b.atomic()) {
		return lab.Undecided
	}
	return o
}

func (b BatchSummary) untrusted() bool { return 1-b.Shares.Trusted > mistrusted+rounding }
func (b BatchSummary) atomic() bool    { return b.Shares.Atomic > mistrusted+rounding }

// rounding is that of a share: one coordinate in ten is a tenth.
const rounding = 1e-9

func gainNote(b BatchSummary) string {
	if len(b.Rows) == 0 {
		return "too few coordinates are scored"
	}
	return fmt.Sprintf("the stable law is ahead for %s of the parameters%s", percent(b.Shares.Gains), b.trustNote(false))
}

func rivalsNote(b BatchSummary) string {
	if len(b.Rows) == 0 {
		return "too few coordinates are scored"
	}
	var list []string
	for _, m := range Rivals() {
		list = append(list, fmt.Sprintf("%s %s", m.Label(), b.Rivals[m].Interval(study.Level).Text(4)))
	}
	return "against " + strings.Join(list, ", ") + b.gaussianNote() + b.trustNote(true)
}

func stabilityNote(b BatchSummary) string {
	if len(b.Rows) == 0 {
		return "too few coordinates are scored"
	}
	note := "mean tail index " + b.Alpha.Interval(study.Level).Text(4)
	switch {
	case b.SumTested > 0:
		note += fmt.Sprintf("; sum-stability up to batch size %d rejected for %d of %d coordinates tested", b.SumTop, b.SumRejected, b.SumTested)
	case b.SumReason != "":
		note += "; sum-stability " + b.SumReason
	}
	if b.SumAtoms > 0 {
		note += fmt.Sprintf("; %d have an atom and are not tested", b.SumAtoms)
	}
	return note + b.gaussianNote() + b.trustNote(true)
}

func (b BatchSummary) gaussianNote() string {
	if b.gaussian() {
		return "; " + looksGaussian
	}
	return ""
}

// trustNote says what keeps a claim from being supported.
func (b BatchSummary) trustNote(atoms bool) string {
	note := ""
	if s := b.Shares; b.untrusted() {
		var list []string
		for _, r := range []struct {
			share float64
			words string
		}{{s.Bound, "at the bound of the tail index"}, {s.Rejected, "rejected by Anderson-Darling"}, {s.Untested, "with a tail index below that test's table"}, {s.Unfit, "that no law can be fitted to"}} {
			if r.share > 0 {
				list = append(list, percent(r.share)+" "+r.words)
			}
		}
		note = "; fits not trusted: " + strings.Join(list, ", ")
	}
	if atoms && b.atomic() {
		note += fmt.Sprintf("; %s of the parameters have an atom", percent(b.Shares.Atomic))
	}
	return note
}

func percent(share float64) string { return fmt.Sprintf("%.3g %%", 100*share) }
