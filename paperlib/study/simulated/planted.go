package simulated

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"

	"github.com/sgnlab/sgnlab/paperlib/figure"
	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/rng"
	"github.com/sgnlab/sgnlab/paperlib/stats"
	"github.com/sgnlab/sgnlab/paperlib/study"
)

// PlantedGroup is that of the cells which count false verdicts on planted cases.
const PlantedGroup = "planted"

// A Plant is a planted case: cells drawn from a law that is known, and what may not be said of them.
type Plant[K comparable] struct {
	Truth   string // what is planted
	False   string // what is false of it, in words
	Nominal string // the rate that must be where it is not below study.MostFalse in study.Replicates: at a margin; else empty
	Draw    func(k K, r *rand.Rand) (Cells, error)
	// Wrong reports whether the study's own judging of the cells says something false.
	Wrong func(k K, cells Cells) (bool, error)
	// Right reports whether it settles the claim as the truth is; nil where the truth lies at a margin. A rule that decides
	// nothing is never false.
	Right func(k K, cells Cells) (bool, error)
}

// Says makes a Wrong: any verdict, of a scope or of all, has one of the outcomes.
func Says[K comparable](verdicts func(K, Cells) ([]lab.Verdict, error), outcomes ...lab.Outcome) func(K, Cells) (bool, error) {
	return func(k K, cells Cells) (bool, error) {
		list, err := verdicts(k, cells)
		return slices.ContainsFunc(list, func(v lab.Verdict) bool { return slices.Contains(outcomes, v.Outcome) }), err
	}
}

// Joint makes a Right: the verdict over all scopes has the outcome.
func Joint[K comparable](verdicts func(K, Cells) ([]lab.Verdict, error), outcome lab.Outcome) func(K, Cells) (bool, error) {
	return func(k K, cells Cells) (bool, error) {
		list, err := verdicts(k, cells)
		return slices.ContainsFunc(list, func(v lab.Verdict) bool { return v.Overall && v.Outcome == outcome }), err
	}
}

// Judged plants every case so many times and counts what is false. Replicate i of a case has a random stream of its own.
func Judged[K comparable](ctx context.Context, k K, seed uint64, replicates int, plants []Plant[K]) (cells []Cell, err error) {
	for _, p := range plants {
		wrong, right := make([]bool, replicates), make([]bool, replicates)
		err := stats.Parallel(ctx, replicates, 0, func(_ context.Context, i int) error {
			drawn, err := p.Draw(k, rng.New(seed, PlantedGroup, p.Truth, strconv.Itoa(i)))
			if err == nil {
				wrong[i], err = p.Wrong(k, drawn)
			}
			if err == nil && p.Right != nil {
				right[i], err = p.Right(k, drawn)
			}
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("planted case %q: %w", p.Truth, err)
		}
		c := Cell{Group: PlantedGroup, Series: p.Truth, How: p.False, Trials: replicates}
		for i := range replicates {
			if wrong[i] {
				c.Events++
			}
			if right[i] {
				c.Total++
			}
		}
		cells = append(cells, c)
	}
	return cells, nil
}

// plantedTable sets the counts beside what is allowed.
func plantedTable[K comparable](number string, cells Cells, plants []Plant[K]) figure.Table {
	var counts []study.PlantedCount
	for _, c := range cells {
		one := study.PlantedCount{Truth: c.Series, False: c.How, Replicates: c.Trials, Wrong: c.Events}
		for _, p := range plants {
			if p.Truth != c.Series {
				continue
			}
			if one.Nominal = p.Nominal; p.Right != nil {
				right := int(c.Total)
				one.Right = &right
			}
		}
		counts = append(counts, one)
	}
	return study.PlantedTable(fmt.Sprintf("Planted cases of notebook %s: cells drawn from known laws, as many paths as the figure has, through the code that settles the claim. A replicate is false where any one of its verdicts is, and settled right where the verdict over all scopes is what the truth is.", number), counts)
}
