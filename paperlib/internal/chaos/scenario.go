package chaos

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Scenario is one kind of mistreatment.
type Scenario struct {
	Name   string
	About  string
	Share  float64       // of the time, relative to the others
	Budget time.Duration // it is tried only in campaigns at least as long
	Cases  int           // at most so many in a campaign; 0: as many as there is time for
	Run    func(context.Context, *Case) error
}

// All lists the scenarios in the order in which a campaign first tries them.
func All() []Scenario {
	list := slices.Concat(flagScenarios(), inputScenarios(), ownScenarios(), storeScenarios(), nameScenarios())
	for _, j := range jobs() {
		list = append(list, j.killed())
		if j.parts {
			list = append(list, j.damaged())
		}
		if j.size > 0 {
			list = append(list, j.onSmallDisk(), j.together())
		}
	}
	for i, s := range list { // what takes half a minute has no place in two
		if strings.HasSuffix(s.Name, "-reproduce") && s.Name != "kill-reproduce" {
			list[i].Budget = 5 * time.Minute
		}
	}
	return append(list, raceScenarios()...)
}

// Choose returns the scenarios of the given names; a name that ends in a dash stands for all that begin so.
func Choose(all []Scenario, names []string) ([]Scenario, error) {
	if len(names) == 0 {
		return all, nil
	}
	var out []Scenario
	for _, name := range names {
		found := false
		for _, s := range all {
			if s.Name == name || strings.HasSuffix(name, "-") && strings.HasPrefix(s.Name, name) {
				out, found = append(out, s), true
			}
		}
		if !found {
			return nil, fmt.Errorf("there is no scenario %q; --list lists them", name)
		}
	}
	return out, nil
}
