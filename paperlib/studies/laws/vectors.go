package laws

import (
	"math"

	"github.com/sgnlab/sgnlab/paperlib/tails"
)

// VectorNames lists the rows of the array of vectors of a batch size, in order.
func VectorNames() (names []string) {
	for _, m := range Models() {
		for _, c := range []string{"heldout", "loglik", "sse", "logchi2"} {
			names = append(names, string(m)+"/"+c)
		}
	}
	return append(names, "gain", "alpha", "drift")
}

// vectors holds, for each statistic of a batch size, one number for each draw whose mean is the mean over the parameters that
// are scored. Where a statistic is no mean over draws they are its pseudo-values (see tails.AlphaPseudovalues). The draws of all
// coordinates, which share their minibatches, stay together in them.
type vectors struct {
	n       int
	weights []float64 // of the coordinates scored, adding up to 1; 0 for others
	count   int
	rows    map[string][]float64
}

func newVectors(weights []float64, all []coordinate, n int) vectors {
	v := vectors{n: n, weights: make([]float64, len(all)), rows: map[string][]float64{}}
	total := 0.0
	for j, k := range all {
		if k.scored() {
			v.count++
			v.weights[j] = weights[j]
			total += weights[j]
		}
	}
	for j := range v.weights {
		v.weights[j] /= total
	}
	return v
}

// add adds values of a coordinate at the draws that it has beside its atoms, of which there are fewer than draws: each counts
// for more, so that the mean is theirs.
func (v vectors) add(name string, weight float64, k coordinate, values []float64, shift float64) {
	row := v.rows[name]
	if row == nil {
		row = make([]float64, v.n)
		v.rows[name] = row
	}
	w := weight * float64(v.n) / float64(len(k.x))
	for i, at := range k.atoms.Rest {
		row[at] += w * (values[i] + shift)
	}
}

// models fills the vectors of all models.
func (v vectors) models(all []coordinate, shared map[Model][]tails.Score) error {
	at := 0
	for j, k := range all {
		if !k.scored() {
			continue
		}
		bins, err := tails.NewBins(k.x)
		if err != nil {
			return err
		}
		for _, m := range Models() {
			s := k.scores[m]
			if joint[m] != nil {
				s = shared[m][at]
			}
			sse, chi2 := bins.Pseudovalues(s.Law, s.Histogram, k.x)
			// Dividing the draws by their root mean square adds its logarithm: values of coordinates can be averaged.
			v.add(string(m)+"/heldout", v.weights[j], k, s.HeldOut, k.logRMS)
			v.add(string(m)+"/loglik", v.weights[j], k, tails.LogProbs(s.Law, k.x), k.logRMS)
			v.add(string(m)+"/sse", v.weights[j], k, sse, 0)
			v.add(string(m)+"/logchi2", v.weights[j], k, tails.LogPseudovalues(chi2, s.Histogram.ChiSquare), 0)
		}
		v.add("gain", v.weights[j], k, k.gains(), 0)
		at++
	}
	return nil
}

// alphas adds the vector of the mean tail index and that of its drift from this batch size to the top of its ladder, the
// latter over the coordinates that are scored at both.
func (v vectors) alphas(all [][]coordinate, c Capture, at int) {
	for j, k := range all[at] {
		if k.scored() {
			v.add("alpha", v.weights[j], k, tails.AlphaPseudovalues(k.fit, k.x), 0)
		}
	}
	t := top(c, at)
	if t == at || c.Coupled || c.Draws[t].N != v.n {
		return
	}
	total, count := 0.0, 0
	for j := range all[at] {
		if all[at][j].scored() && all[t][j].scored() {
			total += c.Weights[j]
			count++
		}
	}
	if count < minScored {
		return
	}
	for j, low := range all[at] {
		if high := all[t][j]; low.scored() && high.scored() {
			w := c.Weights[j] / total
			v.add("drift", w, high, tails.AlphaPseudovalues(high.fit, high.x), 0)
			v.add("drift", -w, low, tails.AlphaPseudovalues(low.fit, low.x), 0)
		}
	}
}

// ladderSpan is that of the batch sizes that are compared: B .. 64 B.
const ladderSpan = 64

// top is the index of the largest batch size of the ladder that starts at k.
func top(c Capture, k int) int {
	t := k
	for i := k; i < len(c.Draws); i++ {
		if c.Draws[i].Batch <= ladderSpan*c.Draws[k].Batch {
			t = i
		}
	}
	return t
}

func log(n int) float64 { return math.Log(float64(n)) }
