package analyze

import (
	"math"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/rng"
	"github.com/sgnlab/sgnlab/paperlib/stats"
)

// A batch of one shows the population: no more values than examples, the share of zeros, the spread of the scales, and one scale
// for all coordinates of an example. The seed is fixed; each bound is 4.5 standard errors away or more.
func TestPopulation(t *testing.T) {
	const examples, coordinates, draws = 500, 60, 4000
	r := rng.New(3, "analyze", "test", "population")
	draw := batches{examples: examples, batch: 1, tau: 2, zero: 0.75}.rows(coordinates, r)
	seen := map[float64]bool{}
	zeros := 0
	var means []float64 // over coordinates of log|g| of an example, by draw
	row := make([]float64, coordinates)
	for range draws {
		draw(row, r)
		sum, n := 0.0, 0.0
		for _, v := range row {
			if v == 0 {
				zeros++
				continue
			}
			sum += math.Log(math.Abs(v))
			n++
		}
		seen[row[0]] = true
		if n > 0 {
			means = append(means, sum/n)
		}
	}
	if len(seen) > examples+1 {
		t.Errorf("%d values of one coordinate of %d examples", len(seen), examples)
	}
	if share := float64(zeros) / (draws * coordinates); math.Abs(share-0.75) > 4.5*math.Sqrt(0.75*0.25/(examples*coordinates))+0.01 {
		t.Errorf("share of zeros %.4f, want 0.75", share)
	}
	// log|g| = tau Z + log|N|, with sd(log|N|) = 1.11 averaged over 15 coordinates.
	mean, square := stats.Mean(means), 0.0
	for _, v := range means {
		square += (v - mean) * (v - mean) / float64(len(means))
	}
	if sd := math.Sqrt(square); math.Abs(sd-math.Sqrt(4+1.11*1.11/15)) > 4.5*2/math.Sqrt(2*examples) {
		t.Errorf("the log scales of the examples have standard deviation %.3f, want 2", sd)
	}
}

// A draw is the sum over the batch: means over the population are those of single examples times the batch.
func TestBatchIsASum(t *testing.T) {
	const coordinates, draws = 3, 20000
	variance := func(batch int) float64 {
		r := rng.New(4, "analyze", "test", "batch")
		draw := batches{examples: 50, batch: batch, tau: 0.1}.rows(coordinates, r)
		row, s, m := make([]float64, coordinates), 0.0, 0.0
		for range draws {
			draw(row, r)
			s += row[0] * row[0] / draws
			m += row[0] / draws
		}
		return s - m*m
	}
	if ratio := variance(8) / variance(1); math.Abs(ratio-8) > 0.5 { // 4.5 standard errors of 1.4 %
		t.Errorf("a batch of 8 has %.2f times the variance of one example, want 8", ratio)
	}
}

// What a stable law does not describe is counted in its pool, file by file, and no such file is called stable: scales of huge
// spread end at the smallest tail index, a skewed stable law is rejected by the fit of a symmetric one, and a law of index 1.97
// is too near the Gaussian.
func TestUnlike(t *testing.T) {
	bound := analyzed(t, named(t, "lognormal scales, tau = 7").File(12, 1000, 0, 1), Options{}).Heavy
	if bound.AtBound != bound.Coordinates || bound.Coordinates != 12 || bound.stable(1e9) {
		t.Errorf("scales of tau = 7: %d of %d at the bound", bound.AtBound, bound.Coordinates)
	}
	misfit := analyzed(t, named(t, "Laplace").File(12, 1000, 0, 1), Options{}).Heavy
	if misfit.Misfit < 10 || misfit.AtBound != 0 || misfit.unlike() != "the stable law does not fit some of them" {
		t.Errorf("Laplace: %d of %d misfits, %q", misfit.Misfit, misfit.Coordinates, misfit.unlike())
	}
	near := analyzed(t, named(t, "stable 1.97").File(20, 4000, 0, 1), Options{})
	if near.Verdict != Undecided || near.Heavy.Misfit > 1 || near.Heavy.unlike() == "" {
		t.Errorf("stable 1.97: %s (%s), %d misfits, %q", near.Verdict, near.Because, near.Heavy.Misfit, near.Heavy.unlike())
	}
	like := analyzed(t, named(t, "stable 1.7").File(20, 4000, 0, 1), Options{})
	if like.Verdict != Stable || like.Heavy.unlike() != "" || like.Free.Coordinates == 0 || like.Free.Misfit > like.Heavy.Misfit {
		t.Errorf("stable 1.7: %s (%s), %q", like.Verdict, like.Because, like.Heavy.unlike())
	}
}

// Coordinates with an atom are not dropped from the question: a file of them and stable ones is not stable.
func TestAtomsAreNotLeftOut(t *testing.T) {
	c := append(named(t, "stable 1.3").File(20, 4000, 0, 1), named(t, "Gaussian, 75 % zeros").File(3, 4000, 0, 1)...)
	if r := analyzed(t, c, Options{}); r.Verdict != Undecided || r.Counts.Tied != 3 {
		t.Errorf("3 of 23 with an atom: %s (%s), %+v", r.Verdict, r.Because, r.Counts)
	}
	if r := analyzed(t, c[:22], Options{}); r.Verdict != Stable || r.Counts.Tied != 2 {
		t.Errorf("2 of 22 with an atom: %s (%s), %+v", r.Verdict, r.Because, r.Counts)
	}
}
