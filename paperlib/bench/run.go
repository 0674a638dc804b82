package bench

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime"
	"time"

	"github.com/sgnlab/sgnlab/paperlib/lab"
)

// A Program is how an implementation is started.
type Program struct {
	Key  string
	Argv []string
	Env  []string
}

// Options are the settings of [Run].
type Options struct {
	Short   bool
	Repeats int // of fast operations; 0 means 10 in a short run, 20 otherwise
	Seed    uint64
	// Programs are the implementations; the keys "sgnlab" and "sgnlab-v1" are package stable built for GOAMD64=v3 and v1.
	Programs []Program
	// Core is the core to stay on, by taskset; -1 leaves the choice to the system.
	Core      int
	Reference []string // CSV files of reference values
	Absent    []Absence
	Log       io.Writer // what is being done
	// Coordinates to fit of the 270,000, and as many in a block; 0 means all (10,000 in a short run), by 10,000.
	Coordinates, Block int
}

const (
	allCoordinates = 270000
	manyLength     = 1000
)

// Run compares the implementations. An implementation that cannot be started, or that fails at its work, ends the run
// with an error: a table with a silent gap would read as a comparison.
func Run(ctx context.Context, o Options) (*Result, error) {
	begun := time.Now()
	r := &Result{Schema: 1, Started: begun.UTC().Truncate(time.Second), Short: o.Short, Seed: o.Seed, Machine: machine(o.Core >= 0),
		Code: lab.SourceCode(), Alphas: Alphas, Level: Level, Absent: o.Absent}
	l := &plan{budget: budget{repeats: 20, part: 0.02, total: 30, once: 120}}
	if o.Short {
		l.budget = budget{repeats: 10, part: 0.02, total: 6, once: 12}
	}
	if o.Repeats > 0 {
		l.repeats = o.Repeats
	}
	r.Repeats = l.repeats
	say := func(format string, a ...any) { fmt.Fprintf(o.Log, format+"\n", a...) }

	dir, err := os.MkdirTemp("", "sgnlab-bench-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	points, err := readReference(o.Reference)
	if err != nil {
		return nil, err
	}
	loads, err := writeSamples(dir, o.Seed)
	if err != nil {
		return nil, err
	}
	for _, g := range o.Programs {
		p, err := Start(ctx, g.Key, pin(g.Argv, o.Core), append([]string{"GOMAXPROCS=1"}, g.Env...))
		if err != nil {
			return nil, err
		}
		defer p.Close()
		say("%s: %s %s (%s)", p.Key, p.Name, p.Version, p.Language)
		r.Implementations = append(r.Implementations, Entry{p.Key, p.About})
		for _, q := range loads {
			if _, err := p.Call(q); err != nil {
				return nil, err
			}
		}
		for _, what := range p.Values {
			a, err := compare(p, what, points)
			if err != nil {
				return nil, err
			}
			r.Accuracy = append(r.Accuracy, a)
		}
		only := func(what string) bool {
			return p.Key != v1 || what == LogPDF || what == SF || what == Draw || what == "fit_1e4"
		}
		if err := l.addPeer(p, only); err != nil {
			return nil, err
		}
	}
	if err := l.run(func(i int) { say("repeat %d of %d, %.0f s", i+1, l.repeats, time.Since(begun).Seconds()) }); err != nil {
		return nil, err
	}
	r.Measures = l.measures()
	say("fitting many coordinates, %.0f s", time.Since(begun).Seconds())
	if r.Many, err = fitAll(ctx, o); err != nil {
		return nil, err
	}
	r.summarise()
	r.Seconds = time.Since(begun).Seconds()
	return r, nil
}

func pin(argv []string, core int) []string {
	if core < 0 {
		return argv
	}
	return append([]string{"taskset", "-c", fmt.Sprint(core)}, argv...)
}

// fitAll fits the coordinates of a network on two cores, in blocks that are made on the way; only the fits are timed.
func fitAll(ctx context.Context, o Options) (Many, error) {
	m := Many{Coordinates: o.Coordinates, Draws: manyLength, Workers: min(2, runtime.NumCPU())}
	block := o.Block
	if block == 0 {
		block = 10000
	}
	if m.Coordinates == 0 {
		m.Coordinates = allCoordinates
		if o.Short {
			m.Coordinates = block
		}
	}
	var program *Program
	for i := range o.Programs {
		if o.Programs[i].Key == v3 {
			program = &o.Programs[i]
		}
	}
	if program == nil {
		return m, fmt.Errorf("no program has the key %q", v3)
	}
	p, err := Start(ctx, v3, program.Argv, append([]string{fmt.Sprintf("GOMAXPROCS=%d", m.Workers)}, program.Env...))
	if err != nil {
		return m, err
	}
	defer p.Close()
	for b, left := 0, m.Coordinates; left > 0; b, left = b+1, left-block {
		r, err := p.Call(Request{Op: "many", Rows: manyLength, Columns: min(block, left), From: b, Seed: o.Seed, Workers: m.Workers})
		if err != nil {
			return m, err
		}
		m.Seconds, m.Made, m.Failed = m.Seconds+r.Seconds, m.Made+r.Made, m.Failed+r.Failed
	}
	if m.Coordinates < allCoordinates {
		m.Rule = fmt.Sprintf("scaled: %d coordinates were fitted in %.3g s", m.Coordinates, m.Seconds)
		m.Seconds *= float64(allCoordinates) / float64(m.Coordinates)
	}
	return m, nil
}
