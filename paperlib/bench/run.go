package bench

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"runtime"
	"slices"
	"time"

	"github.com/sgnlab/sgnlab/paperlib/files"
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

// Run compares the implementations. Where package stable or scipy fails, that is the error returned, for without them there
// is no comparison; another implementation that fails is left out as a whole and stands, with its error, among the absent.
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

	dir, remove, err := files.TempDir("", "bench")
	if err != nil {
		return nil, err
	}
	defer remove()
	points, err := readReference(o.Reference)
	if err != nil {
		return nil, err
	}
	loads, err := writeSamples(dir, o.Seed)
	if err != nil {
		return nil, err
	}
	l.gaveUp = func(p *Peer, err error) error {
		if p.essential() {
			return err
		}
		say("%v", err)
		r.forget(p.Key, "failed in this run: "+err.Error())
		return nil
	}
	for _, g := range o.Programs {
		p, err := Start(ctx, g.Key, pin(g.Argv, o.Core), append([]string{"GOMAXPROCS=1"}, g.Env...))
		if err != nil {
			if err := l.gaveUp(&Peer{Key: g.Key}, err); err != nil || ctx.Err() != nil {
				return nil, cmp.Or(err, ctx.Err())
			}
			continue
		}
		defer p.Close()
		say("%s: %s %s (%s), %.0f s", p.Key, p.Name, p.Version, p.Language, time.Since(begun).Seconds())
		r.Implementations = append(r.Implementations, Entry{p.Key, p.About})
		if err := r.meet(p, loads, points, l); err != nil {
			if err := l.gaveUp(p, err); err != nil || ctx.Err() != nil {
				return nil, cmp.Or(err, ctx.Err())
			}
			l.drop(p)
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

// meet gives an implementation its data, compares its values with the reference and plans its timing.
func (r *Result) meet(p *Peer, loads []Request, points []point, l *plan) error {
	for _, q := range loads {
		if _, err := p.Call(q); err != nil {
			return err
		}
	}
	for _, what := range p.Values {
		a, err := compare(p, what, points)
		if err != nil {
			return err
		}
		r.Accuracy = append(r.Accuracy, a)
	}
	return l.addPeer(p, func(what string) bool {
		return p.Key != v1 || what == LogPDF || what == SF || what == Draw || what == "fit_1e3" || what == "fit_1e4"
	})
}

// essential: a comparison without it is none.
func (p *Peer) essential() bool { return p.Key == v3 || p.Key == v1 || p.Key == scipy }

// forget moves an implementation from those that took part to the absent.
func (r *Result) forget(key, why string) {
	r.Implementations = slices.DeleteFunc(r.Implementations, func(e Entry) bool { return e.Key == key })
	r.Accuracy = slices.DeleteFunc(r.Accuracy, func(a Accuracy) bool { return a.Implementation == key })
	r.Absent = append(r.Absent, Absence{key, why})
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
