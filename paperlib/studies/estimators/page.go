package estimators

import (
	"fmt"

	"github.com/sgnlab/sgnlab/paperlib/study"
)

// Page is the results of all seeds together.
type Page struct {
	Knobs Knobs
	Seeds []uint64
	all   summary
	// outcomes are the answers to the rows of all seeds together, in their order.
	outcomes struct{ estimates, tests, verdicts []Outcome }
}

// summary is what is shown, of one seed or of all.
type summary struct {
	draws                            int
	sums, blocks, tails, others, phi []Curve
	estimates                        []EstimateCell
	tests                            []TestCell
	verdicts                         []VerdictCell
}

// join sorts results by seed and part and adds the seeds up.
func join(in study.Input[Knobs, Result]) (*Page, error) {
	p := &Page{Knobs: in.Knobs, Seeds: in.Seeds()}
	bySeed := map[uint64]map[Part]Result{}
	for _, r := range in.Results {
		if bySeed[r.Seed] == nil {
			bySeed[r.Seed] = map[Part]Result{}
		}
		bySeed[r.Seed][r.Result.Part] = r.Result
	}
	var curves [5][][]Curve
	var estimates [][]EstimateCell
	var tests [][]TestCell
	var verdicts [][]VerdictCell
	for _, seed := range p.Seeds {
		parts := bySeed[seed]
		for _, part := range Parts() {
			if _, ok := parts[part]; !ok {
				return nil, fmt.Errorf("the part %q of seed %d is missing: run the compute cell again", part, seed)
			}
		}
		paths := parts[PartPaths]
		one := summary{draws: paths.Draws, sums: paths.Sums, blocks: paths.Blocks, tails: paths.Tails, others: paths.Others, phi: paths.Phi,
			estimates: parts[PartEstimates].Estimates, tests: parts[PartTests].Tests, verdicts: parts[PartVerdicts].Verdicts}
		p.all.draws = one.draws
		for i, c := range [][]Curve{one.sums, one.blocks, one.tails, one.others, one.phi} {
			curves[i] = append(curves[i], c)
		}
		estimates, tests, verdicts = append(estimates, one.estimates), append(tests, one.tests), append(verdicts, one.verdicts)
	}
	p.all = summary{draws: p.all.draws, estimates: mergeEstimates(estimates), tests: mergeTests(tests), verdicts: mergeVerdicts(verdicts)}
	for i, to := range []*[]Curve{&p.all.sums, &p.all.blocks, &p.all.tails, &p.all.others, &p.all.phi} {
		var err error
		if *to, err = meanCurves(curves[i]); err != nil {
			return nil, err
		}
	}
	return p, p.judge()
}

// judge fills in the outcomes.
func (p *Page) judge() (err error) {
	if p.outcomes.estimates, err = outcomes(claims(p.all.estimates)); err != nil {
		return err
	}
	if p.outcomes.tests, err = outcomes(claims(p.all.tests)); err != nil {
		return err
	}
	p.outcomes.verdicts, err = outcomes(claims(p.all.verdicts))
	return err
}

func claims[C interface{ claim() claim }](cells []C) (out []claim) {
	for _, c := range cells {
		out = append(out, c.claim())
	}
	return out
}

// Shares of fewer samples are shown and not checked: one sample on the edge, decided otherwise by another processor's
// rounding, would be out of tolerance.
const (
	enoughSamples = 100
	enoughFiles   = 50
)

func (s summary) observed(k Knobs) map[string]float64 {
	m := map[string]float64{}
	at := func(name string, list []Curve, x float64) {
		for _, c := range list {
			for i, v := range c.X {
				if v == x {
					m[fmt.Sprintf(name, Law(c.Name).Label(k))] = float64(c.Value[i])
				}
			}
		}
	}
	at("Mohammadi, K1 = 10, %s", s.sums, 10)
	at("maximum likelihood of sums of 16, %s", s.blocks, 16)
	for _, c := range s.estimates {
		if c.Alpha == k.Alpha && c.Intervals >= enoughSamples {
			m[fmt.Sprintf("coverage, %s, n = %d", c.Estimator, c.N)] = float64(c.Covered) / float64(c.Intervals)
		}
	}
	for _, c := range s.tests {
		if c.Test.Holds(c.Law) && c.Samples-c.Untested >= enoughSamples {
			m[fmt.Sprintf("false alarms, %s, %s, n = %d", c.Test, c.Law.Label(k), c.N)] = c.Rate()
		}
	}
	files, right := map[[2]int]int{}, map[[2]int]int{}
	for _, c := range s.verdicts {
		size := [2]int{c.Coordinates, c.Draws}
		files[size] += c.Files
		right[size] += c.right()
	}
	for size, n := range files {
		if n < enoughFiles {
			continue
		}
		m[fmt.Sprintf("right verdicts, files of %d coordinates, %d draws", size[0], size[1])] = float64(right[size]) / float64(n)
	}
	return m
}
