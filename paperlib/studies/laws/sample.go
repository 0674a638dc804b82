package laws

import (
	"context"
	"math"
	"slices"

	"github.com/sgnlab/sgnlab/paperlib/stats"
	"github.com/sgnlab/sgnlab/paperlib/tails"
)

// Draws are the centred draws of one batch size, [N, coordinates] row-major.
type Draws struct {
	Batch, N int
	U        []float32
}

// column copies the draws of coordinate j of c.
func (d Draws) column(j, c int) []float64 {
	x := make([]float64, d.N)
	for i := range x {
		x[i] = float64(d.U[i*c+j])
	}
	return x
}

// coordinate is one coordinate's draws with all single-coordinate fits, or the reason why it has none.
type coordinate struct {
	x      []float64
	dead   bool  // every draw is the same number: the gradient never reaches this parameter
	err    error // why a law could not be fitted; nil when all were
	scores map[Model]tails.Score
	logRMS float64
}

// own lists the models whose parameters belong to one coordinate. Each has the name of its family.
func own() []Model {
	return slices.DeleteFunc(Models(), func(m Model) bool { return joint[m] != nil })
}

// fitAll fits every coordinate on its own; the order of work does not matter.
func fitAll(d Draws, c int, folds tails.Folds, step func()) []coordinate {
	list := make([]coordinate, c)
	_ = stats.Parallel(context.Background(), c, 0, func(_ context.Context, j int) error {
		list[j] = fitOne(d.column(j, c), folds) // which keeps its error
		step()
		return nil
	})
	return list
}

func fitOne(x []float64, folds tails.Folds) coordinate {
	k := coordinate{x: x, dead: true}
	sq := 0.0
	for _, v := range x {
		if v != x[0] {
			k.dead = false
		}
		sq += v * v
	}
	if k.dead {
		return k
	}
	k.logRMS = math.Log(sq/float64(len(x))) / 2
	var families []tails.Family
	for _, m := range own() {
		families = append(families, tails.Family(m))
	}
	scores, err := tails.Judge(families, x, folds)
	if err != nil {
		k.err = err
		return k
	}
	k.scores = map[Model]tails.Score{}
	for _, s := range scores {
		k.scores[Model(s.Family)] = s
	}
	return k
}

func log(n int) float64 { return math.Log(float64(n)) }
