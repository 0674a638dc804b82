package minimum

import (
	"fmt"

	"github.com/sgnlab/sgnlab/paperlib/levy"
	"github.com/sgnlab/sgnlab/paperlib/study/simulated"
)

// Move names the curve of moves from one well to another, over the noise scales.
func Move(from, to int) string { return fmt.Sprintf("%d to %d", from, to) }

// moves are the cells of the moves between wells at one noise scale.
type moves [][]simulated.Cell // by the well that is left and the one that is reached

// movesAt are the moves at a noise scale, given by its place in Noises.
func movesAt(cells simulated.Cells, noise int) (m moves, err error) {
	for from := range Minima {
		m = append(m, make([]simulated.Cell, len(Minima)))
		for to := range Minima {
			if to == from {
				continue
			}
			if m[from][to], err = cells.At("moves", Move(from, to), noise); err != nil {
				return nil, err
			}
		}
	}
	return m, nil
}

// over reports whether a move jumps over a well.
func over(from, to int) bool { return to-from > 1 || from-to > 1 }

// left is the cell of all moves out of a well: their number and the time in it.
func (m moves) left(from int) (sum simulated.Cell) {
	for to, c := range m[from] {
		if to == from {
			continue
		}
		sum.Events += c.Events
		sum.Total = c.Total
		sum.Paths, sum.How = c.Paths, c.How
		sum.Censored = c.Paths // the last stay of every path is cut off
	}
	return sum
}

// pooled is the cell of the moves out of two wells that are mirror images.
func (m moves) pooled(a, b int) simulated.Cell {
	sum, other := m.left(a), m.left(b)
	sum.Events, sum.Total = sum.Events+other.Events, sum.Total+other.Total
	return sum
}

// skipped pools the moves that jump over a well, of all moves.
func (m moves) skipped() (sum simulated.Cell) {
	for from := range m {
		for to, c := range m[from] {
			if to == from {
				continue
			}
			sum.Trials += c.Events
			if over(from, to) {
				sum.Events += c.Events
			}
			sum.How = c.How
		}
	}
	return sum
}

// skippedTheory is its closed form, weighted with the moves that were seen out of each well.
func (m moves) skippedTheory(w *levy.Wells) float64 {
	p := w.Jumps()
	sum, all := 0.0, 0.0
	for from := range m {
		skip := 0.0
		for to := range m {
			if over(from, to) {
				skip += p.At(from, to)
			}
		}
		for _, c := range m[from] {
			sum, all = sum+float64(c.Events)*skip, all+float64(c.Events)
		}
	}
	return sum / all
}
