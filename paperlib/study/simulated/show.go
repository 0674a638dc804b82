package simulated

import (
	"fmt"

	"github.com/sgnlab/sgnlab/paperlib/figure"
	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/study"
)

// A Study is one whose results are cells.
type Study[K comparable] = study.Study[K, Result]

// Show makes the Show of such a study, Shown, from functions of its knobs and of the cells of all seeds together.
type Show[K comparable] struct {
	Sheet    func(k K, cells Cells) (*figure.Sheet, error)
	Table    func(k K, cells Cells) (figure.Table, error)
	Verdicts func(k K, cells Cells) ([]lab.Verdict, error)
	Observed func(k K, cells Cells) (map[string]float64, error) // what a reproduction is checked by
	Planted  []Plant[K]                                         // whose counts stand in a table of their own
}

// Shown joins the seeds and settles the claims.
func (s Show[K]) Shown(in study.Input[K, Result]) (*study.Shown, error) {
	cells, planted := apart(Pool(in.Results))
	sheet, err := s.Sheet(in.Knobs, cells)
	if err != nil {
		return nil, err
	}
	paths, overflows, censored := cells.Paths()
	seeds := in.Seeds()
	sheet.Caption += fmt.Sprintf(" In all %s paths under %d seeds (from %d); %s were censored, %s overflowed. Bars and bands: 95 %% intervals.",
		study.Grouped(paths), len(seeds), seeds[0], study.Grouped(censored), study.Grouped(overflows))
	f, err := sheet.Figure()
	if err != nil {
		return nil, err
	}
	table, err := s.Table(in.Knobs, cells)
	if err != nil {
		return nil, err
	}
	verdicts, err := s.Verdicts(in.Knobs, cells)
	if err != nil {
		return nil, err
	}
	observed, err := s.Observed(in.Knobs, cells)
	if err != nil {
		return nil, err
	}
	caption := fmt.Sprintf("Verdicts of notebook %s on simulated equations, with 95 %% intervals.", in.Number)
	for i := range verdicts {
		verdicts[i].Ground = lab.Equations
	}
	tables := []study.Named{{Table: table}, {Name: "-verdicts", Table: study.VerdictTable(caption, verdicts, in.Criteria)}}
	if len(planted) > 0 { // they are judged under one seed, and a page of another seed alone has none
		tables = append(tables, study.Named{Name: "-planted", Table: plantedTable(in.Number, planted, s.Planted)})
	}
	return &study.Shown{Figures: []study.Drawing{{Figure: f}}, Verdicts: verdicts, Observed: observed, Data: []string{Data}, Tables: tables}, nil
}

// apart takes the counts of planted cases out of the cells that are shown and judged.
func apart(all Cells) (cells, planted Cells) {
	for _, c := range all {
		if c.Group == PlantedGroup {
			planted = append(planted, c)
		} else {
			cells = append(cells, c)
		}
	}
	return cells, planted
}
