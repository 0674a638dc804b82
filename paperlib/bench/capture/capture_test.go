package capture

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sgnlab/sgnlab/paperlib/bench"
	"github.com/sgnlab/sgnlab/paperlib/figure"
	"github.com/sgnlab/sgnlab/paperlib/internal/testbackend"
)

func TestSlope(t *testing.T) {
	size := []float64{1, 2, 4, 8}
	for _, want := range []float64{0, 1, 2} {
		var y []float64
		for _, x := range size {
			y = append(y, 3*math.Pow(x, want))
		}
		if got := slope(size, y); math.Abs(got-want) > 1e-12 {
			t.Errorf("slope %v, want %v", got, want)
		}
	}
}

func TestDistance(t *testing.T) {
	if d, err := distance([]float32{3, 4}, []float32{3, 4}); err != nil || d != 0 {
		t.Errorf("%v, %v", d, err)
	}
	if d, err := distance([]float32{3, 5}, []float32{3, 4}); err != nil || math.Abs(d-0.2) > 1e-12 {
		t.Errorf("%v, %v", d, err)
	}
	if _, err := distance([]float32{1}, []float32{1, 2}); err == nil {
		t.Error("gradients of different length compare")
	}
}

// The gate lets as many steps pass as are asked for, times those after the skipped ones, and reports a computation that ends.
func TestGate(t *testing.T) {
	steps := 0
	g := newGate(t.Context(), func(ctx context.Context, progress func()) error {
		for range 6 {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			steps++
			time.Sleep(20 * time.Millisecond)
			progress()
		}
		return errors.New("over")
	})
	s, err := g.time(1, 3)
	if err != nil || steps != 4 || s < 0.018 || s > 1 {
		t.Errorf("%v s a step after %d steps: %v", s, steps, err)
	}
	if _, err := g.time(0, 5); err == nil || !strings.Contains(err.Error(), "over") {
		t.Errorf("a computation that ends: %v", err)
	}
	stopped := newGate(t.Context(), func(ctx context.Context, progress func()) error {
		for ctx.Err() == nil {
			progress()
		}
		return ctx.Err()
	})
	if _, err := stopped.time(0, 2); err != nil {
		t.Fatal(err)
	}
	stopped.close()
}

// Every network of the benchmark is exported whole: names, shapes and numbers, then the batch.
func TestExport(t *testing.T) {
	for _, n := range nets() {
		if n.conv && n.name != "conv-gn" {
			continue
		}
		n.batch = 3
		_, spec, w, err := n.open()
		if err != nil {
			t.Fatal(err)
		}
		dir := t.TempDir()
		if err := n.export(dir, spec, w, n.set(4)); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(filepath.Join(dir, "inputs.bin"))
		size := n.input.Shape[0] * n.input.Shape[1] * n.input.Shape[2]
		if err != nil || info.Size() != int64(4*(spec.Size()+3*size+3)) {
			t.Errorf("%s: %v bytes, want %d numbers", n.name, info.Size(), spec.Size()+3*size+3)
		}
	}
}

// A job captures in its process and says what it took; the gates of a training run and of both captures can be timed.
func TestJobAndGates(t *testing.T) {
	be := testbackend.Go(t)
	d, err := Job{Net: "mlp", Examples: 64, Draws: 20, Batches: []int{4, 8}, Memory: 2 << 30, Fits: 10}.Run(t.Context(), t.TempDir())
	if err != nil || d.Seconds <= 0 || d.Fitted != 10 || d.PeakKiB == 0 || d.Parameters != 55050 {
		t.Errorf("%+v, %v", d, err)
	}
	n := nets()[0]
	m, _, _, err := n.open()
	if err != nil {
		t.Fatal(err)
	}
	steps := n.steps(t.Context(), be, m, n.set(256))
	defer steps.close()
	if s, err := steps.time(1, 2); err != nil || s <= 0 {
		t.Errorf("%v, %v", s, err)
	}
}

func planted() *Result {
	r := &Result{Repeats: 10, Threads: 2, Versions: map[string]string{"jax": "1", "pytorch": "2"}, PeersKiB: map[string]int64{"pytorch": 1 << 20, "jax": 3 << 19}}
	for _, n := range nets() {
		for _, what := range []string{"step", "direct"} {
			for _, p := range []string{"jax", "pytorch"} {
				r.Ratios = append(r.Ratios, Ratio{what, n.name, p, bench.Spread{Median: 1.2, Lo: 1.1, Hi: 1.3}})
			}
		}
	}
	r.Ratios = append(r.Ratios, Ratio{"rows", "resnet20-gn", "pytorch", bench.Spread{Median: 1.5, Lo: 1.4, Hi: 1.6}})
	r.Study.Total, r.Study.Torch, r.Study.Memory, r.Study.PeakKiB = 100, 5000, 4<<30, 3<<20
	r.Growth = []Growth{{Of: "coordinates", Slope: 1.01, PeakKiB: []int64{5 << 20}, Bound: []int64{4 << 30}, Size: []float64{1}}, {Of: "draws", Slope: 1.2}}
	return r
}

func TestJudgeAndPrint(t *testing.T) {
	r := planted()
	r.judge()
	got := map[string]Target{}
	for _, x := range r.Targets {
		got[x.Name] = x
	}
	for name, met := range map[string]bool{"step_over_jax_mlp": true, "step_over_torch_resnet20-gn": true, "bank_over_torchfunc": true, "study_over_torch": true,
		"peak_gib": true, "time_slope_coordinates": true, "time_slope_draws": false, "memory at 1 coordinates": false} {
		if x, ok := got[name]; !ok || x.Met != met {
			t.Errorf("%s: %+v, want met %v", name, x, met)
		}
	}
	var b bytes.Buffer
	if err := r.Print(&b); err != nil {
		t.Fatal(err)
	}
	if lines := strings.Split(strings.TrimSpace(b.String()), "\n"); lines[len(lines)-1] != "time_slope_draws\t1.2" {
		t.Errorf("the last line is %q", lines[len(lines)-1])
	}
	if want := "peak memory of jax: 1.50 GiB, all networks in one process\npeak memory of pytorch: 1.00 GiB"; !strings.Contains(b.String(), want) {
		t.Errorf("no %q in\n%s", want, b.String())
	}
	f, err := r.Draw()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := figure.Render(f, "svg"); err != nil {
		t.Fatal(err)
	}
}

// What is fast has all the repeats that a measure has at most, what is slow as few as are asked for.
func TestMeasure(t *testing.T) {
	quick := func() (float64, error) { return 0.5, nil }
	r := &Result{}
	n := nets()[0]
	if err := r.measure("step", n, 100, mostRepeats, Options{Repeats: 3, Short: true, Log: io.Discard}, []contender{{"sgnlab", quick}, {"jax", func() (float64, error) { return 1, nil }}}); err != nil {
		t.Fatal(err)
	}
	if x := r.Timings[0].Rate; x.Median != 200 || x.Repeats != mostRepeats {
		t.Errorf("%+v", x)
	}
	if x := r.Ratios[0].Ratio; x.Median != 2 || x.Repeats != mostRepeats {
		t.Errorf("%+v", x)
	}
	for _, c := range []struct {
		o     Options
		done  int
		spent time.Duration
		want  bool
	}{
		{Options{Repeats: 3, Short: true}, 2, time.Hour, true}, {Options{Repeats: 3, Short: true}, 3, time.Hour, false}, {Options{Repeats: 3, Short: true}, 3, time.Second, true},
		{Options{Repeats: 12}, 11, time.Hour, true}, {Options{Repeats: 12}, 12, time.Hour, false}, {Options{Repeats: 12}, 12, time.Second, true},
		{Options{Repeats: 12}, mostRepeats, 0, false}, {Options{Repeats: 100}, 99, time.Hour, true},
	} {
		if got := c.o.another(c.done, c.o.most(), c.spent); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
	if (Options{Repeats: 12}).another(7, 7, 0) {
		t.Error("goes on where there is nothing left")
	}
	broken := errors.New("broken")
	err := r.measure("step", n, 100, mostRepeats, Options{Repeats: 1, Log: io.Discard}, []contender{{"jax", func() (float64, error) { return 0, broken }}})
	if !errors.Is(err, broken) || !strings.Contains(err.Error(), "jax") {
		t.Errorf("%v", err)
	}
}

// Times that are linear in coordinates and draws give slopes of 1, over a factor of 8; no job is done twice in a round.
func TestGrowth(t *testing.T) {
	for _, short := range []bool{false, true} {
		jobs := map[string]int{}
		do := func(_ context.Context, j Job) (Done, error) {
			jobs[fmt.Sprint(j)]++
			return Done{Job: j, BankSeconds: math.Sqrt(float64(j.Examples)), DrawSeconds: float64(j.Coordinates) * float64(j.Draws), PeakKiB: int64(j.Draws)}, nil
		}
		r := &Result{}
		if err := r.growth(t.Context(), Options{Short: short, Log: io.Discard, Do: do}); err != nil {
			t.Fatal(err)
		}
		for i, want := range []Growth{{Of: "coordinates", Slope: 1}, {Of: "draws", Slope: 1}, {Of: "examples", Slope: 0.5}} {
			g := r.Growth[i]
			if g.Of != want.Of || math.Abs(g.Slope-want.Slope) > 1e-9 || g.Size[len(g.Size)-1] != 8*g.Size[0] || len(g.Seconds) != len(g.Size) || len(g.Bound) != len(g.Size) {
				t.Errorf("%+v, want %+v", g, want)
			}
		}
		if p := r.Growth[1].PeakKiB; p[len(p)-1] != 4000 {
			t.Errorf("peaks %v", p)
		}
		for j, n := range jobs {
			if n != r.Growth[0].Rounds {
				t.Errorf("%s: done %d times in %d rounds", j, n, r.Growth[0].Rounds)
			}
		}
	}
}
