package estimators

import (
	"fmt"
	"path/filepath"

	"github.com/sgnlab/sgnlab/paperlib/figure"
	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/report"
	"github.com/sgnlab/sgnlab/paperlib/study"
)

// Index names the results that the figure and the tables are made from, by their ids in the run store.
type Index struct {
	Knobs   Knobs    `json:"knobs"`
	Results []string `json:"results"`
}

// Save keeps the index for the cells after the compute cell.
func (i *Index) Save() error { return study.SaveIndex(Notebook, i) }

// Page is the loaded figure with everything that is said about it: the results of all seeds together.
type Page struct {
	Out        string // the folder that Save and Record write to
	Index      Index
	Seeds      []uint64
	Entries    []*lab.Entry
	Stamp      figure.Stamp
	Profile    lab.Profile
	KnobTurned bool

	all    summary
	bySeed []summary
}

// summary is what is shown, of one seed or of all.
type summary struct {
	draws                            int
	sums, blocks, tails, others, phi []Curve
	estimates                        []EstimateCell
	tests                            []TestCell
	verdicts                         []VerdictCell
}

// Open loads what the compute cell of this notebook left.
func Open() (*Page, error) {
	p, out, err := study.Reopen(Notebook, Load)
	if err != nil {
		return nil, err
	}
	p.Out = out
	return p, nil
}

// Load reads the results of an index and joins the seeds.
func Load(s *lab.Store, profile lab.Profile, index Index) (*Page, error) {
	p := &Page{Index: index, Profile: profile, KnobTurned: index.Knobs != Published}
	var results []Result
	for _, id := range index.Results {
		var r Result
		e, err := study.Result(s, Study, Notebook, id, &r)
		if err != nil {
			return nil, err
		}
		results = append(results, r)
		p.Entries = append(p.Entries, e)
	}
	if err := p.join(results); err != nil {
		return nil, err
	}
	code, err := study.Code()
	if err != nil {
		return nil, err
	}
	p.Stamp = figure.Stamp{Results: index.Results, Code: code, Data: []string{Data}, Seed: p.Seeds[0], Profile: string(profile)}
	return p, nil
}

// join sorts results by seed and part and adds the seeds up.
func (p *Page) join(results []Result) error {
	bySeed := map[uint64]map[Part]Result{}
	for _, r := range results {
		if bySeed[r.Seed] == nil {
			bySeed[r.Seed] = map[Part]Result{}
			p.Seeds = append(p.Seeds, r.Seed)
		}
		bySeed[r.Seed][r.Part] = r
	}
	if len(p.Seeds) == 0 {
		return fmt.Errorf("nb03: nothing was simulated: nothing to show")
	}
	var curves [5][][]Curve
	var estimates [][]EstimateCell
	var tests [][]TestCell
	var verdicts [][]VerdictCell
	for _, seed := range p.Seeds {
		parts := bySeed[seed]
		for _, part := range Parts() {
			if _, ok := parts[part]; !ok {
				return fmt.Errorf("nb03: the part %q of seed %d is missing: run the compute cell again", part, seed)
			}
		}
		paths := parts[PartPaths]
		one := summary{draws: paths.Draws, sums: paths.Sums, blocks: paths.Blocks, tails: paths.Tails, others: paths.Others, phi: paths.Phi,
			estimates: parts[PartEstimates].Estimates, tests: parts[PartTests].Tests, verdicts: parts[PartVerdicts].Verdicts}
		p.bySeed = append(p.bySeed, one)
		for i, c := range [][]Curve{one.sums, one.blocks, one.tails, one.others, one.phi} {
			curves[i] = append(curves[i], c)
		}
		estimates, tests, verdicts = append(estimates, one.estimates), append(tests, one.tests), append(verdicts, one.verdicts)
	}
	p.all = summary{draws: p.bySeed[0].draws, estimates: mergeEstimates(estimates), tests: mergeTests(tests), verdicts: mergeVerdicts(verdicts)}
	for i, to := range []*[]Curve{&p.all.sums, &p.all.blocks, &p.all.tails, &p.all.others, &p.all.phi} {
		var err error
		if *to, err = meanCurves(curves[i]); err != nil {
			return err
		}
	}
	return nil
}

// Observed are the numbers that are checked against the published ones.
func (p *Page) Observed() map[string]float64 { return p.all.observed(p.Index.Knobs) }

// BySeed are the observed numbers of the single seeds.
func (p *Page) BySeed() []map[string]float64 {
	var list []map[string]float64
	for _, s := range p.bySeed {
		list = append(list, s.observed(p.Index.Knobs))
	}
	return list
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
		right[size] += c.Verdicts[c.Expected]
	}
	for size, n := range files {
		if n < enoughFiles {
			continue
		}
		m[fmt.Sprintf("right verdicts, files of %d coordinates, %d draws", size[0], size[1])] = float64(right[size]) / float64(n)
	}
	return m
}

// Save writes the figure and the tables.
func (p *Page) Save() error {
	f, err := p.Draw()
	if err != nil {
		return err
	}
	if err := figure.Save(filepath.Join(p.Out, "figures"), Name, f, p.Stamp); err != nil {
		return err
	}
	for name, t := range map[string]figure.Table{RatesName: p.RateTable(), VerdictsName: p.VerdictTable()} {
		if err := figure.SaveTable(filepath.Join(p.Out, "tables"), name, t, p.Stamp); err != nil {
			return err
		}
	}
	return nil
}

// Record writes the checks, the settings and the provenance for the report. There are no verdicts on claims.
func (p *Page) Record(checks []lab.CheckResult) error {
	return report.Save(p.Out, Notebook, report.Record{Title: Title, Profile: p.Profile, Seed: p.Stamp.Seed, Settings: p.Index.Knobs.Settings(),
		Data: p.Stamp.Data, Entries: p.Entries, Checks: checks})
}

// Checks are what this run observed against what is published for its profile.
func (p *Page) Checks() ([]lab.Check, error) { return study.Checks(p.Profile, Notebook, p.Observed()) }
