package minimum

import (
	"math/rand/v2"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/study/simulated"
)

// Batches are those of the wells under one seed, and plantedSpread the standard deviation of the inner wells' share of time
// between planted batches.
const (
	Batches       = 10
	plantedSpread = 0.04
)

// Plants are the planted cases, of so many expected moves out of each inner well and batches of paths.
func Plants(moves, batches int) []simulated.Plant[Knobs] {
	says := func(o ...lab.Outcome) func(Knobs, simulated.Cells) (bool, error) {
		return simulated.Says(verdicts, o...)
	}
	joint := func(o lab.Outcome) func(Knobs, simulated.Cells) (bool, error) { return simulated.Joint(verdicts, o) }
	at := func(factor float64) func(Knobs, *rand.Rand) (simulated.Cells, error) {
		return func(k Knobs, r *rand.Rand) (simulated.Cells, error) {
			return draw(k, r, moves, batches, factor)
		}
	}
	return []simulated.Plant[Knobs]{
		{Truth: "moves and times of the closed form", False: "a scope not supported", Draw: at(1), Wrong: says(lab.NotSupported, lab.Depends), Right: joint(lab.Supported)},
		{Truth: "times, jumps over wells and shares of time 20 % above the closed form", False: "a scope supported", Draw: at(1.2), Wrong: says(lab.Supported, lab.Depends), Right: joint(lab.NotSupported)},
		{Truth: "times, jumps over wells and shares of time 20 % below the closed form", False: "a scope supported", Draw: at(0.8), Wrong: says(lab.Supported, lab.Depends), Right: joint(lab.NotSupported)},
		{Truth: "times, jumps over wells and shares of time 10 % below the closed form: at the margin", False: "a scope supported", Nominal: "2.5 %", Draw: at(1 - tolerance), Wrong: says(lab.Supported, lab.Depends)},
	}
}

// draw are Poisson numbers of moves at the rates of the closed form, with the mean time in a well, the share of moves over a
// well and the share of time in the inner wells each a factor of it.
func draw(k Knobs, r *rand.Rand, moves, batches int, factor float64) (cells simulated.Cells, err error) {
	for _, sigma := range Noises {
		w, err := chain(k, sigma)
		if err != nil {
			return nil, err
		}
		q := w.Generator()
		for from := range Minima {
			time := float64(moves) / w.Leave(1) * factor
			far := 0.0
			for to := range Minima {
				if over(from, to) {
					far += q.At(from, to)
				}
			}
			near := w.Leave(from) - far
			for to := range Minima {
				if to == from {
					continue
				}
				rate := q.At(from, to) * (w.Leave(from) - factor*far) / near
				if over(from, to) {
					rate = q.At(from, to) * factor
				}
				n := distuv.Poisson{Lambda: rate * time / factor, Src: r}.Rand()
				cells = append(cells, simulated.Cell{Group: "moves", Series: Move(from, to), X: sigma, Paths: 2 * batches, Events: int(n), Total: time})
			}
		}
	}
	w, err := chain(k, judgedAt)
	if err != nil {
		return nil, err
	}
	share := make([][]float64, len(Minima))
	for range batches {
		inside := (w.Stationary()[1]+w.Stationary()[2])*factor + plantedSpread*r.NormFloat64()
		for i := range share {
			share[i] = append(share[i], (1-inside)/2)
			if i == 1 || i == 2 {
				share[i][len(share[i])-1] = inside / 2
			}
		}
	}
	for i, m := range Minima {
		cells = append(cells, simulated.Cell{Group: "time", Series: "share", X: m, Paths: 2 * batches, Sample: share[i]})
	}
	return cells, nil
}
