package report

import (
	"cmp"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"

	"github.com/sgnlab/sgnlab/paperlib/files"
	"github.com/sgnlab/sgnlab/paperlib/lab"
)

func compare(a, b string) int { return cmp.Compare(a, b) }

// notebook is all that is known of one notebook's run.
type notebook struct {
	Section
	Number    string
	Verdicts  []lab.Verdict
	Checks    []lab.CheckResult
	Wall      float64 // seconds of the execution; less than the computing when results were loaded
	Drawings  []drawing
	Described bool // provenance/NN.json is there
}

// drawing is a figure or a table of the output folder.
type drawing struct {
	Name    string // fig01-survival
	Kind    string // "figure" or "table"
	Caption string
	Alt     string
	Stamp   stampJSON
	Dir     string
}

type stampJSON struct {
	Caption string   `json:"caption"`
	Alt     string   `json:"alt"`
	Results []string `json:"results"`
	Code    string   `json:"code"`
	Data    []string `json:"data"`
	Seed    uint64   `json:"seed"`
	Profile string   `json:"profile"`
}

// run is an output folder or the folder of published results.
type run struct {
	Notebooks []*notebook
}

func (r *run) notebook(nn string) *notebook {
	i, ok := slices.BinarySearchFunc(r.Notebooks, nn, func(n *notebook, nn string) int { return compare(n.Number, nn) })
	if !ok {
		r.Notebooks = slices.Insert(r.Notebooks, i, &notebook{Number: nn})
	}
	return r.Notebooks[i]
}

var drawingName = regexp.MustCompile(`^(fig|table)([0-9]{2})-[a-z0-9-]+$`)

// Criteria are the rules in force by the number of a notebook ("02").
type Criteria map[string][]lab.Criterion

// check refuses verdicts of a notebook that were not reached by its present criteria, whatever their file says.
func (c Criteria) check(file, nn string, verdicts []lab.Verdict) error {
	if err := lab.CheckVerdicts(verdicts, c[nn]); err != nil {
		return fmt.Errorf("%s: %w. Run notebook %s again (scripts/reproduce.sh --only %s)", file, err, nn, nn)
	}
	return nil
}

// load reads a folder of the layout in doc.go, with the figures and tables beside it.
func load(dir string, known Criteria) (*run, error) {
	r := &run{}
	for _, folder := range folders {
		found, err := files.Match(filepath.Join(dir, folder), "[0-9][0-9].json")
		if err != nil {
			return nil, err
		}
		for _, f := range found {
			n := r.notebook(filepath.Base(f)[:2])
			switch folder {
			case "verdicts":
				if err = readJSON(f, &n.Verdicts); err == nil {
					err = known.check(f, n.Number, n.Verdicts)
				}
			case "checks":
				err = readJSON(f, &n.Checks)
			case "provenance":
				err = readJSON(f, &n.Section)
				n.Described = true
			case "timing":
				var t struct {
					Seconds float64 `json:"seconds"`
				}
				err = readJSON(f, &t)
				n.Wall = t.Seconds
			}
			if err != nil {
				return nil, err
			}
		}
	}
	for _, kind := range []string{"figure", "table"} {
		found, err := files.Match(filepath.Join(dir, kind+"s"), "*.json")
		if err != nil {
			return nil, err
		}
		for _, f := range found {
			name := filepath.Base(f)
			name = name[:len(name)-len(".json")]
			m := drawingName.FindStringSubmatch(name)
			if m == nil {
				continue
			}
			d := drawing{Name: name, Kind: kind, Dir: filepath.Dir(f)}
			if err := readJSON(f, &d.Stamp); err != nil {
				return nil, err
			}
			d.Caption, d.Alt = d.Stamp.Caption, d.Stamp.Alt
			n := r.notebook(m[2])
			n.Drawings = append(n.Drawings, d)
		}
	}
	return r, nil
}

// claimRow is a claim on one ground, with all its verdicts there and the paper's numbers, which are about networks.
type claimRow struct {
	lab.Claim
	Ground   lab.Ground
	Overall  []scoped // verdicts that join those of several scopes
	Verdicts []scoped
	Paper    []PaperNumber
}

type scoped struct {
	lab.Verdict
	Notebook string
}

// Name is the claim with its ground, where there are two: "C6a, equations".
func (c claimRow) Name() string {
	if len(c.Grounds()) > 1 {
		return c.ID + ", " + c.Ground.String()
	}
	return c.ID
}

// claims sorts the verdicts under their claims; every claim has a row for each of its grounds.
func (r *run) claims(paper []PaperNumber) []claimRow {
	var out []claimRow
	for _, c := range lab.Claims() {
		for _, ground := range c.Grounds() {
			row := claimRow{Claim: c, Ground: ground}
			for _, n := range r.Notebooks {
				for _, v := range n.Verdicts {
					switch {
					case v.Claim != c.ID || v.Ground != ground:
					case v.Overall:
						row.Overall = append(row.Overall, scoped{v, n.Number})
					default:
						row.Verdicts = append(row.Verdicts, scoped{v, n.Number})
					}
				}
			}
			for _, p := range paper {
				if p.Claim == c.ID && ground == lab.Networks {
					row.Paper = append(row.Paper, p)
				}
			}
			out = append(out, row)
		}
	}
	return out
}

// NotRun stands in place of an outcome for a claim without a verdict.
const NotRun = "no verdict yet"

// ByTest stands in place of an outcome where there is nothing to judge.
const ByTest = "arithmetic: a test, no verdict"

// Outcome is the answer over all scopes, by the rule that the studies use too.
func (c claimRow) Outcome() string {
	switch {
	case len(c.Verdicts) > 0:
	case c.Arithmetic && c.Ground == lab.Equations:
		return ByTest
	default:
		return NotRun
	}
	var outcomes []lab.Outcome
	for _, v := range c.Verdicts {
		outcomes = append(outcomes, v.Outcome)
	}
	return string(lab.Join(outcomes...))
}

func (c claimRow) count(o lab.Outcome) int {
	n := 0
	for _, v := range c.Verdicts {
		if v.Outcome == o {
			n++
		}
	}
	return n
}

// Counts tells how many of the scopes gave which outcome: "3 of 4 supported, 1 of 4 undecided".
func (c claimRow) Counts() string {
	text := ""
	for _, o := range []lab.Outcome{lab.Supported, lab.NotSupported, lab.Depends, lab.Undecided} {
		if n := c.count(o); n > 0 {
			if text != "" {
				text += ", "
			}
			text += fmt.Sprintf("%d of %d %s", n, len(c.Verdicts), o)
		}
	}
	return text
}

// Statistics, Intervals and Criteria return what the verdicts say of these, each text once.
func (c claimRow) Statistics() []string {
	return c.each(func(v lab.Verdict) string { return v.Statistic })
}
func (c claimRow) Intervals() []string {
	return c.each(func(v lab.Verdict) string { return v.IntervalKind })
}
func (c claimRow) Criteria() []string {
	return c.each(func(v lab.Verdict) string { return v.Criterion })
}

func (c claimRow) each(of func(lab.Verdict) string) (out []string) {
	for _, v := range c.Verdicts {
		if text := of(v.Verdict); text != "" && !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	return out
}
