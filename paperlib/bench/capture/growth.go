package capture

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/sgnlab/sgnlab/paperlib/stats"
)

// growing is a size of a capture that grows.
type growing struct {
	Growth
	set     func(j *Job, part int) (size int) // makes the size one part-th of the largest
	seconds func(Done) float64                // of the phase that grows with it
}

// growth times captures of growing size in rounds whose medians count. The sizes are such that what does not grow with them
// (some .1 s to end the network's computations and to centre the rows) weighs little.
func (r *Result) growth(ctx context.Context, o Options) error {
	base := Job{Net: "conv-gn", Examples: 2000, Coordinates: 24000, Draws: 4000, Batches: []int{512, 1024}, Memory: 4 << 30}
	parts, rounds := []int{8, 4, 2, 1}, 3
	if o.Short {
		parts, rounds = []int{8, 1}, 1
	}
	drawing := func(d Done) float64 { return d.DrawSeconds }
	const sums = "sums of rows and handing over"
	list := []growing{
		{Growth{Of: "coordinates", Phase: sums}, func(j *Job, part int) int { j.Coordinates /= part; return j.Coordinates }, drawing},
		{Growth{Of: "draws", Phase: sums}, func(j *Job, part int) int { j.Draws /= part; return j.Draws }, drawing},
		{Growth{Of: "examples", Phase: "per-example gradients, compilation included"}, func(j *Job, part int) int {
			j.Draws /= 8
			j.Examples = 8192 / part
			return j.Examples
		}, func(d Done) float64 { return d.BankSeconds }},
	}
	times := make([][][]float64, len(list)) // [of][size][round]
	for round := range rounds {
		done := map[string]Done{} // of this round: the largest of coordinates is the largest of draws
		for i := range list {
			g := &list[i]
			if round == 0 {
				g.Rounds, g.PeakKiB, times[i] = rounds, make([]int64, len(parts)), make([][]float64, len(parts))
			}
			for k, part := range parts {
				j := base
				size := g.set(&j, part)
				d, here := done[fmt.Sprint(j)]
				if !here {
					var err error
					if d, err = o.Do(ctx, j); err != nil {
						return err
					}
					done[fmt.Sprint(j)] = d
				}
				if round == 0 {
					g.Size, g.Bound = append(g.Size, float64(size)), append(g.Bound, j.Memory)
				}
				times[i][k] = append(times[i][k], g.seconds(d))
				g.PeakKiB[k] = max(g.PeakKiB[k], d.PeakKiB)
			}
		}
		r.say(o, "growth, round %d of %d", round+1, rounds)
	}
	for i, g := range list {
		for _, t := range times[i] {
			slices.Sort(t)
			g.Seconds = append(g.Seconds, stats.Median(t))
		}
		g.Slope = slope(g.Size, g.Seconds)
		r.Growth = append(r.Growth, g.Growth)
	}
	return nil
}

// slope is the least-squares slope of log seconds over log size: 1 for linear growth.
func slope(size, seconds []float64) float64 {
	n, sx, sy, sxx, sxy := float64(len(size)), 0.0, 0.0, 0.0, 0.0
	for i := range size {
		x, y := math.Log(size[i]), math.Log(seconds[i])
		sx, sy, sxx, sxy = sx+x, sy+y, sxx+x*x, sxy+x*y
	}
	return (n*sxy - sx*sy) / (n*sxx - sx*sx)
}
