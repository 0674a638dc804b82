package escape

import (
	"math/rand/v2"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/study/simulated"
)

// plantedLimit is the noise scale over the distance at which the planted means are 10 % off.
const plantedLimit = 0.17

// Plants are the planted cases, of so many paths a setting.
func Plants(paths int) []simulated.Plant[Knobs] {
	says := func(o ...lab.Outcome) func(Knobs, simulated.Cells) (bool, error) {
		return simulated.Says(verdicts, o...)
	}
	joint := func(o lab.Outcome) func(Knobs, simulated.Cells) (bool, error) { return simulated.Joint(verdicts, o) }
	at := func(factor float64) func(Knobs, *rand.Rand) (simulated.Cells, error) {
		return func(k Knobs, r *rand.Rand) (simulated.Cells, error) { return draw(k, r, paths, factor) }
	}
	return []simulated.Plant[Knobs]{
		{Truth: "exponential times of the closed form where they are judged", False: "a tail index not supported", Draw: at(1), Wrong: says(lab.NotSupported, lab.Depends), Right: joint(lab.Supported)},
		{Truth: "times 20 % shorter than the closed form where they are judged", False: "a tail index supported", Draw: at(0.8), Wrong: says(lab.Supported, lab.Depends), Right: joint(lab.NotSupported)},
		{Truth: "times 20 % longer than the closed form where they are judged", False: "a tail index supported", Draw: at(1.2), Wrong: says(lab.Supported, lab.Depends), Right: joint(lab.NotSupported)},
		{Truth: "times 10 % shorter than the closed form: at the margin", False: "a tail index supported", Nominal: "2.5 %", Draw: at(1 - tolerance), Wrong: says(lab.Supported, lab.Depends)},
		{Truth: "the limit of validity at sigma/d = .17", False: "an interval of the limit, of one tail index, misses it", Nominal: "5 %", Draw: at(1), Wrong: func(k Knobs, cells simulated.Cells) (bool, error) {
			e, err := limit(k, Alphas[1], cells)
			return !(e.Lo <= plantedLimit && plantedLimit <= e.Hi), err
		}},
	}
}

// draw are Euler's cells with exponential exit times, whose mean over the closed form falls with the square of x = sigma/d: the
// factor where it is judged, and 10 % less at plantedLimit.
func draw(k Knobs, r *rand.Rand, paths int, factor float64) (cells simulated.Cells, err error) {
	total := distuv.Gamma{Alpha: float64(paths), Beta: 1, Src: r}
	for _, alpha := range Alphas {
		for _, x := range Coarse {
			t, err := theory(k, alpha, x*k.Near())
			if err != nil {
				return nil, err
			}
			fall := tolerance * (x*x - judgedAt*judgedAt) / (plantedLimit*plantedLimit - judgedAt*judgedAt)
			cells = append(cells, simulated.Cell{Group: "euler", Series: Series(alpha), X: x * k.Near(), Paths: paths, Events: paths, Total: total.Rand() * t.MeanTime() * factor * (1 - fall)})
		}
	}
	return cells, nil
}
