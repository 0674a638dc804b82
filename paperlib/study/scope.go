package study

import (
	"fmt"
	"strings"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/stats"
)

// A Scope is one of those that a criterion names beforehand.
type Scope struct {
	Words string
	// At is its statistic with an interval of a level, and the outcome that the interval gives. A higher level decides nothing
	// that a lower one leaves open.
	At      func(level float64) (stats.Interval, lab.Outcome, error)
	Kind    string // of the interval
	N, Note string
}

// Level is that of every interval which is shown.
const Level = 0.95

// Judge gives the scopes their outcomes after Holm's step-down, shows their statistics with intervals of Level, and joins
// them in a verdict over all, whose scope is called overall: "simulated equations". Of n scopes a false outcome on one side has
// probability at most (1-Level)/2 over all of them together.
//
// Holm in terms of intervals: what is decided at the level 1-(1-Level)/n is decided; the m scopes that remain are looked at
// at the level 1-(1-Level)/m, until nothing more is decided (Holm, Scand. J. Statist. 6, 1979).
func Judge(c lab.Criterion, overall string, scopes []Scope, note string) ([]lab.Verdict, error) {
	outcomes := make([]lab.Outcome, len(scopes))
	open := len(scopes)
	for decided := true; decided && open > 0; {
		decided = false
		level := 1 - (1-Level)/float64(open)
		for i, s := range scopes {
			if outcomes[i] != "" {
				continue
			}
			_, o, err := s.At(level)
			if err != nil {
				return nil, err
			}
			if o != lab.Undecided {
				outcomes[i], decided = o, true
				open--
			}
		}
	}
	var list []lab.Verdict
	for i, s := range scopes {
		e, alone, err := s.At(Level)
		if err != nil {
			return nil, err
		}
		if outcomes[i] == "" {
			outcomes[i] = lab.Undecided
		}
		words := s.Note
		if outcomes[i] != alone {
			words = joined(words, fmt.Sprintf("%s by its own interval, not after Holm", alone))
		}
		list = append(list, c.Verdict(s.Words, outcomes[i]).Of(e, s.Kind, s.N, words))
	}
	return append(list, c.Overall(overall, list, joined(counts(outcomes), note))), nil
}

// counts says how many of the scopes have which outcome: "5 of 6 supported, 1 of 6 not supported".
func counts(outcomes []lab.Outcome) string {
	var list []string
	for _, o := range []lab.Outcome{lab.Supported, lab.NotSupported, lab.Undecided} {
		n := 0
		for _, one := range outcomes {
			if one == o {
				n++
			}
		}
		if n > 0 {
			list = append(list, fmt.Sprintf("%d of %d %s", n, len(outcomes), o))
		}
	}
	return strings.Join(list, ", ")
}

func joined(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "; " + b
}
