package direction

import (
	"math/rand/v2"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/study/simulated"
)

// Plants are the planted cases, of so many exits a setting.
func Plants(exits int) []simulated.Plant[Knobs] {
	says := func(o ...lab.Outcome) func(Knobs, simulated.Cells) (bool, error) {
		return simulated.Says(verdicts, o...)
	}
	joint := func(o lab.Outcome) func(Knobs, simulated.Cells) (bool, error) { return simulated.Joint(verdicts, o) }
	at := func(preferences ...float64) func(Knobs, *rand.Rand) (simulated.Cells, error) {
		return func(_ Knobs, r *rand.Rand) (simulated.Cells, error) { return draw(r, exits, preferences), nil }
	}
	return []simulated.Plant[Knobs]{
		{Truth: "no coordinate is preferred, be there 2, 3 or 101", False: "a setting supported", Draw: at(1), Wrong: says(lab.Supported, lab.Depends), Right: joint(lab.NotSupported)},
		{Truth: "the heaviest is left along 1.5 times as often as each other", False: "a setting not supported", Draw: at(1.5), Wrong: says(lab.NotSupported, lab.Depends), Right: joint(lab.Supported)},
		{Truth: "the heaviest is left along half as often as each other", False: "a setting supported", Draw: at(0.5), Wrong: says(lab.Supported, lab.Depends), Right: joint(lab.NotSupported)},
		{Truth: "3 times as often in one half of the settings, a third as often in the other", False: "one of both sides over all settings", Draw: at(3, 1./3), Wrong: overall, Right: joint(lab.Depends)},
		{Truth: "1.1 times as often: at the margin", False: "a setting supported", Nominal: "2.5 %", Draw: at(preferred), Wrong: says(lab.Supported, lab.Depends)},
	}
}

// overall reports whether the verdict over all settings takes a side.
func overall(k Knobs, cells simulated.Cells) (bool, error) {
	list, err := verdicts(k, cells)
	for _, v := range list {
		if v.Overall && (v.Outcome == lab.Supported || v.Outcome == lab.NotSupported) {
			return true, err
		}
	}
	return false, err
}

// draw are exits, each along a coordinate by chance, with the preferences by turns in the settings that are judged; the cells
// between them are empty.
func draw(r *rand.Rand, exits int, preferences []float64) (cells simulated.Cells) {
	for i, s := range settings() {
		for len(cells.Of(s.group, s.series)) < s.place {
			cells = append(cells, simulated.Cell{Group: s.group, Series: s.series})
		}
		f := preferences[i%len(preferences)]
		along := distuv.Binomial{N: float64(exits), P: f / (f + float64(s.others)), Src: r}.Rand()
		cells = append(cells, simulated.Cell{Group: s.group, Series: s.series, Paths: exits, Trials: exits, Events: int(along)})
	}
	return cells
}
