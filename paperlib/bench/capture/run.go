package capture

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"github.com/sgnlab/sgnlab/paperlib/bench"
	"github.com/sgnlab/sgnlab/paperlib/bench/peer"
	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/sgn"
	"github.com/sgnlab/sgnlab/paperlib/training"
)

// Options of a run.
type Options struct {
	Short   bool
	Repeats int
	Peers   map[string]string // key (pytorch, jax) to its Python; absent ones are left out
	Absent  []bench.Absence
	Script  string // capture_peers.py
	Log     io.Writer
	// Do runs a job in a process of its own.
	Do func(ctx context.Context, j Job) (Done, error)
}

// Run compares.
func Run(ctx context.Context, o Options) (*Result, error) {
	r := &Result{Schema: 1, Started: time.Now().UTC(), Short: o.Short, Repeats: o.Repeats, Threads: runtime.GOMAXPROCS(0), Absent: o.Absent,
		Versions: map[string]string{}, PeersKiB: map[string]int64{}, Machine: bench.ThisMachine(), Code: lab.SourceCode()}
	be, err := training.Open(ctx)
	if err != nil {
		return nil, err
	}
	defer be.Finalize()
	r.Backend = be.Facts()
	for _, n := range nets() {
		if err := r.net(ctx, o, be, n); err != nil {
			return nil, fmt.Errorf("%s: %w", n.name, err)
		}
	}
	if err := r.study(ctx, o); err != nil {
		return nil, fmt.Errorf("study: %w", err)
	}
	if err := r.growth(ctx, o); err != nil {
		return nil, fmt.Errorf("growth: %w", err)
	}
	r.judge()
	r.Seconds = time.Since(r.Started).Seconds()
	return r, nil
}

// contender is one that takes part in a measure: a repeat gives seconds for a batch.
type contender struct {
	who    string
	repeat func() (float64, error)
}

// slow is how many seconds a turn of all contenders may take in a short run before it has only fewRepeats of them.
const (
	slow       = 3.0
	fewRepeats = 5
)

// measure takes turns: in each repeat every contender once, in an order that rotates.
func (r *Result) measure(what string, n net, batch, repeats int, list []contender) error {
	seconds := make([][]float64, len(list))
	for k := 0; k < repeats; k++ {
		begun := time.Now()
		for i := range list {
			c := (i + k) % len(list)
			s, err := list[c].repeat()
			if err != nil {
				return fmt.Errorf("%s, %s: %w", what, list[c].who, err)
			}
			seconds[c] = append(seconds[c], s)
		}
		if r.Short && k == 0 && time.Since(begun).Seconds() > slow {
			repeats = min(repeats, fewRepeats)
		}
	}
	for c, one := range list {
		rate := make([]float64, repeats)
		for k, s := range seconds[c] {
			rate[k] = float64(batch) / s
		}
		r.Timings = append(r.Timings, Timing{what, n.name, one.who, batch, bench.Median(rate)})
		if c == 0 {
			continue
		}
		ratio := make([]float64, repeats)
		for k := range ratio {
			ratio[k] = seconds[c][k] / seconds[0][k]
		}
		r.Ratios = append(r.Ratios, Ratio{what, n.name, one.who, bench.Median(ratio)})
	}
	return nil
}

// ahead is how many gradients a capture computes while nobody lets it go on: they are not timed.
const ahead = 3

// still waits until the two gradients that are computed ahead are there: the next contender has the machine for itself.
func still(seconds float64, err error) (float64, error) {
	time.Sleep(time.Duration(2.3 * seconds * float64(time.Second)))
	return seconds, err
}

// count is how many calls make a repeat of about a third of a second, in a short run less than half of that.
func (o Options) count(rate float64, batch int) int {
	seconds := 0.35
	if o.Short {
		seconds = 0.15
	}
	return max(1, int(seconds*rate/float64(batch)))
}

func (r *Result) net(ctx context.Context, o Options, be *training.Backend, n net) error {
	fmt.Fprintf(o.Log, "bench: %s\n", n.name)
	m, spec, w, err := n.open()
	if err != nil {
		return err
	}
	set := n.set(n.pool())
	dir, err := os.MkdirTemp("", "bench-capture-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if err := n.export(dir, spec, w, set); err != nil {
		return err
	}
	var peers []other
	for _, key := range []string{"jax", "pytorch"} {
		if o.Peers[key] == "" {
			continue
		}
		one, err := peer.Start(ctx, key, o.Peers[key], o.Script, r.Threads)
		if err != nil {
			return err
		}
		p := other{one}
		defer p.Close()
		r.Versions[key] = p.Version
		if _, err := p.call(map[string]any{"op": "prepare", "net": n.name, "folder": dir}); err != nil {
			return err
		}
		peers = append(peers, p)
	}
	// The same nets: the same loss and gradient for the same weights and batch.
	loss, gradient, err := n.gradient(be, m, spec, w, set)
	if err != nil {
		return err
	}
	for _, p := range peers {
		out := filepath.Join(dir, p.Key+".bin")
		a, err := p.call(map[string]any{"op": "check", "out": out})
		if err != nil {
			return err
		}
		theirs, err := readFloats(out)
		if err != nil {
			return err
		}
		d, err := distance(theirs, gradient)
		if err != nil {
			return err
		}
		r.Checks = append(r.Checks, Check{n.name, p.Key, loss, a.Loss, d})
		if diff := a.Loss - loss; d > 1e-3 || diff > 1e-4*loss || diff < -1e-4*loss {
			return fmt.Errorf("%w: loss %.6f here and %.6f in %s, gradients differ by %.2g of their norm", errOther, loss, a.Loss, p.Key, d)
		}
	}
	rate := map[string]float64{"mlp": 2e5, "conv-gn": 2000, "gpt": 200}[n.name]
	if rate == 0 {
		rate = 250
	}
	// Training steps.
	steps := n.steps(ctx, be, m, set)
	defer steps.close()
	k := o.count(rate, n.batch)
	if _, err := steps.time(0, 2); err != nil { // compiles
		return err
	}
	list := []contender{{"sgnlab", func() (float64, error) { return steps.time(1, k) }}}
	for _, p := range peers {
		if _, err := p.time("step", n.batch, 1, 2); err != nil {
			return err
		}
		list = append(list, contender{p.Key, func() (float64, error) { return p.time("step", n.batch, k, 0) }})
	}
	if err := r.measure("step", n, n.batch, o.Repeats, list); err != nil {
		return err
	}
	// Batch gradients on the host.
	source := sgn.Source{Model: m, Spec: spec, Weights: w, Set: set}
	direct := n.draws(ctx, be, source, sgn.Direct, n.batch, o.Repeats*(k+ahead)+ahead+8)
	defer direct.close()
	if _, err := direct.time(0, 2); err != nil {
		return err
	}
	list = []contender{{"sgnlab", func() (float64, error) { return still(direct.time(ahead, k)) }}}
	for _, p := range peers {
		if _, err := p.time("direct", n.batch, 1, 2); err != nil {
			return err
		}
		list = append(list, contender{p.Key, func() (float64, error) { return p.time("direct", n.batch, k, 0) }})
	}
	if err := r.measure("direct", n, n.batch, o.Repeats, list); err != nil {
		return err
	}
	if n.name == "resnet20-gn" {
		if err := r.rows(ctx, o, be, n, source, peers); err != nil {
			return err
		}
	}
	for _, p := range peers {
		if a, err := p.call(map[string]any{"op": "peak"}); err == nil {
			r.PeersKiB[p.Key] = max(r.PeersKiB[p.Key], a.KiB)
		}
	}
	return nil
}

// rows are gradients of single examples, beside torch.func at its best batch size.
func (r *Result) rows(ctx context.Context, o Options, be *training.Backend, n net, source sgn.Source, peers []other) error {
	big := n.set(4000)
	source.Set = big
	bank := n.draws(ctx, be, source, sgn.Bank, 32, 4)
	defer bank.close()
	const first, chunks = 3, 3 // what compiles, and what is timed in a repeat
	if _, err := bank.time(0, first); err != nil {
		return err
	}
	chunk := bank.done / first
	list := []contender{{"sgnlab", func() (float64, error) { return still(bank.time(ahead, chunks)) }}}
	best := map[string]int{}
	for _, p := range peers {
		if p.Key != "pytorch" { // compiling JAX's vmap over convolutions on a CPU takes minutes for each batch size
			continue
		}
		fastest := 0.0
		for _, b := range []int{8, 16, 32} {
			if _, err := p.time("rows", b, 1, 2); err != nil {
				return err
			}
			s, err := p.time("rows", b, 2, 0)
			if err != nil {
				return err
			}
			if v := float64(b) / s; v > fastest {
				fastest, best[p.Key] = v, b
			}
		}
		b := best[p.Key]
		list = append(list, contender{p.Key, func() (float64, error) {
			s, err := p.time("rows", b, max(1, 64/b), 0)
			return s * float64(chunk) / float64(b), err // seconds for a chunk of ours
		}})
	}
	return r.measure("rows", n, chunk, o.Repeats, list)
}

func (r *Result) study(ctx context.Context, o Options) error {
	fmt.Fprintln(o.Log, "bench: the whole study")
	j := Job{Net: "resnet20-gn", Examples: 10000, Draws: 1000, Batches: []int{32, 64, 128, 256, 512, 1024, 2048}, Memory: 4 << 30, Fits: 20000}
	if o.Short {
		j.Examples, j.Fits = 2100, 5000
	}
	d, err := o.Do(ctx, j)
	if err != nil {
		return err
	}
	s := Study{Done: d, ScaledTo: 10000}
	factor := float64(s.ScaledTo) / float64(j.Examples)
	s.BankSeconds *= factor
	s.Total = s.BankSeconds + s.DrawSeconds
	if factor != 1 {
		s.Rule = fmt.Sprintf("Gradients of %d examples were computed and their time scaled to %d; draws and their number are those of the whole.", j.Examples, s.ScaledTo)
	}
	if d.Fitted > 0 {
		s.Fits = d.FitSeconds * float64(d.Parameters) / float64(d.Fitted)
	}
	if o.Peers["pytorch"] != "" {
		if s.Torch, s.TorchDraws, err = r.torchLoop(ctx, o, j); err != nil {
			return err
		}
	}
	r.Study = s
	return nil
}

// torchLoop times PyTorch's loop at every batch size, at least fifty draws in all.
func (r *Result) torchLoop(ctx context.Context, o Options, j Job) (seconds float64, draws int, err error) {
	n, err := netOf(j.Net)
	if err != nil {
		return 0, 0, err
	}
	_, spec, w, err := n.open()
	if err != nil {
		return 0, 0, err
	}
	dir, err := os.MkdirTemp("", "bench-capture-")
	if err != nil {
		return 0, 0, err
	}
	defer os.RemoveAll(dir)
	if err := n.export(dir, spec, w, n.set(n.batch)); err != nil {
		return 0, 0, err
	}
	one, err := peer.Start(ctx, "pytorch", o.Peers["pytorch"], o.Script, r.Threads)
	if err != nil {
		return 0, 0, err
	}
	p := other{one}
	defer p.Close()
	if _, err := p.call(map[string]any{"op": "prepare", "net": n.name, "folder": dir}); err != nil {
		return 0, 0, err
	}
	measured := map[int]int{32: 12, 64: 12, 128: 12, 256: 8, 512: 4, 1024: 2, 2048: 2}
	if o.Short {
		measured = map[int]int{32: 16, 64: 14, 128: 12, 256: 5, 512: 2, 1024: 1, 2048: 1}
	}
	for _, b := range j.Batches {
		s, err := p.time("direct", b, measured[b], 1)
		if err != nil {
			return 0, 0, err
		}
		seconds += s * float64(j.Draws)
		draws += measured[b]
	}
	return seconds, draws, nil
}

// growth times captures of growing size, each in rounds whose medians count. The sizes are such that what does not grow
// with them (some .1 s to end the network's computations and to centre the rows) weighs little.
func (r *Result) growth(ctx context.Context, o Options) error {
	fmt.Fprintln(o.Log, "bench: growth")
	base := Job{Net: "conv-gn", Examples: 2000, Coordinates: 24000, Draws: 4000, Batches: []int{512, 1024}, Memory: 4 << 30}
	rounds := 3
	if o.Short {
		base.Examples, base.Batches, rounds = 1000, []int{512}, 1
	}
	for _, of := range []string{"coordinates", "draws", "examples"} {
		g := Growth{Of: of, Phase: "sums of rows and handing over", Rounds: rounds}
		parts := []int{8, 4, 2, 1}
		seconds := make([][]float64, len(parts))
		for range rounds {
			for i, part := range parts {
				j, size := base, 0
				switch of {
				case "coordinates":
					j.Coordinates /= part
					size = j.Coordinates
				case "draws":
					j.Draws /= part
					size = j.Draws
				case "examples":
					j.Draws /= 8
					j.Examples = max(j.Examples*4/part, 1024)
					size = j.Examples
				}
				d, err := o.Do(ctx, j)
				if err != nil {
					return err
				}
				t := d.DrawSeconds
				if of == "examples" {
					t, g.Phase = d.BankSeconds, "per-example gradients, compilation included"
				}
				if len(seconds[i]) == 0 {
					g.Size, g.Bound, g.PeakKiB = append(g.Size, float64(size)), append(g.Bound, j.Memory), append(g.PeakKiB, 0)
				}
				seconds[i] = append(seconds[i], t)
				g.PeakKiB[i] = max(g.PeakKiB[i], d.PeakKiB)
			}
		}
		for _, t := range seconds {
			slices.Sort(t)
			g.Seconds = append(g.Seconds, t[len(t)/2])
		}
		g.Slope = slope(g.Size, g.Seconds)
		r.Growth = append(r.Growth, g)
	}
	return nil
}

// judge makes the last lines and holds them against the targets.
func (r *Result) judge() {
	conv := map[string]bool{}
	for _, n := range nets() {
		conv[n.name] = n.conv
	}
	for _, what := range []string{"step", "direct"} {
		for _, peer := range []string{"jax", "pytorch"} {
			for _, x := range r.Ratios {
				if x.What != what || x.Peer != peer {
					continue
				}
				short := map[string]string{"jax": "jax", "pytorch": "torch"}[peer]
				name := fmt.Sprintf("%s_over_%s_%s", what, short, x.Net)
				r.value(name, x.Ratio.Median)
				bound := 1.0
				if peer == "pytorch" {
					bound = 0.7
					if conv[x.Net] {
						bound = 0.5
					}
				}
				r.atLeast(name, x.Ratio.Median, bound)
			}
		}
	}
	for _, x := range r.Ratios {
		if x.What == "rows" && x.Peer == "pytorch" {
			r.value("bank_over_torchfunc", x.Ratio.Median)
			r.atLeast("bank_over_torchfunc", x.Ratio.Median, 1)
		}
	}
	if r.Study.Torch > 0 {
		v := r.Study.Torch / r.Study.Total
		r.value("study_over_torch", v)
		r.atLeast("study_over_torch", v, 40)
	}
	peak := float64(r.Study.PeakKiB) / (1 << 20)
	r.value("peak_gib", peak)
	bound := float64(r.Study.Memory) / (1 << 30)
	for _, g := range r.Growth {
		for i, kib := range g.PeakKiB {
			if kib<<10 > g.Bound[i] {
				r.Targets = append(r.Targets, Target{fmt.Sprintf("memory at %v %s", g.Size[i], g.Of), "within the bound", float64(kib) / (1 << 20), false})
			}
		}
	}
	r.Targets = append(r.Targets, Target{"peak_gib", fmt.Sprintf("at most %g", bound), peak, peak <= bound})
	for _, g := range r.Growth {
		if g.Of == "examples" {
			continue
		}
		name := "time_slope_" + g.Of
		r.value(name, g.Slope)
		r.Targets = append(r.Targets, Target{name, "0.85 to 1.15", g.Slope, g.Slope >= 0.85 && g.Slope <= 1.15})
	}
}
