package capture

import (
	"context"
	"fmt"

	"github.com/sgnlab/sgnlab/paperlib/files"
)

// study captures the noise of a whole network, beside PyTorch's loop.
func (r *Result) study(ctx context.Context, o Options, peers []other) error {
	j := Job{Net: "resnet20-gn", Examples: 10000, Draws: 1000, Batches: []int{32, 64, 128, 256, 512, 1024, 2048}, Memory: 4 << 30, Fits: 20000}
	s := Study{ScaledTo: j.Examples, ScaledDraws: j.Draws}
	if o.Short {
		j.Examples, j.Draws, j.Fits = 2100, 125, 5000
		s.Rule = fmt.Sprintf("Gradients of %d examples and %d draws were computed, and their times scaled; PyTorch's draws of 2048 are taken to last twice as long as those of 1024.", j.Examples, j.Draws)
	}
	var err error
	if s.Done, err = o.Do(ctx, j); err != nil {
		return err
	}
	s.BankSeconds *= float64(s.ScaledTo) / float64(j.Examples)
	s.DrawSeconds *= float64(s.ScaledDraws) / float64(j.Draws)
	s.Total = s.BankSeconds + s.DrawSeconds
	if s.Fitted > 0 {
		s.Fits = s.FitSeconds * float64(s.Parameters) / float64(s.Fitted)
	}
	r.say(o, "study: captured")
	for _, p := range peers {
		if p.Key != "pytorch" {
			continue
		}
		if s.Torch, s.TorchDraws, err = p.loop(j, s.ScaledDraws, o.Short); err != nil {
			return err
		}
		r.say(o, "study: PyTorch's loop, %d draws", s.TorchDraws)
	}
	r.Study = s
	return nil
}

// loop times PyTorch's loop at every batch size of a job, at least fifty draws in all, and extrapolates to draws of each.
func (p other) loop(j Job, draws int, short bool) (seconds float64, measured int, err error) {
	n, err := netOf(j.Net)
	if err != nil {
		return 0, 0, err
	}
	_, spec, w, err := n.open()
	if err != nil {
		return 0, 0, err
	}
	dir, remove, err := files.TempDir("", "bench")
	if err != nil {
		return 0, 0, err
	}
	defer remove()
	if err := n.export(dir, spec, w, n.set(n.batch)); err != nil {
		return 0, 0, err
	}
	if _, err := p.call(map[string]any{"op": "prepare", "net": n.name, "folder": dir}); err != nil {
		return 0, 0, err
	}
	counts, warm := map[int]int{32: 12, 64: 12, 128: 12, 256: 8, 512: 4, 1024: 2, 2048: 2}, j.Batches[len(j.Batches)-1]
	if short { // a batch of more than 256 examples takes seconds: what its first call sets up weighs nothing
		counts, warm = map[int]int{32: 26, 64: 14, 128: 6, 256: 2, 512: 1, 1024: 1}, 256
	}
	draw := 0.0
	for _, b := range j.Batches {
		if counts[b] == 0 { // the largest of a short run
			seconds += 2 * draw * float64(draws)
			continue
		}
		before := 0
		if b <= warm {
			before = 1
		}
		if draw, err = p.time("direct", b, counts[b], before, 4); err != nil {
			return 0, 0, err
		}
		seconds += draw * float64(draws)
		measured += counts[b]
	}
	return seconds, measured, nil
}
