package bench

import (
	"fmt"
	"math"
	"slices"
)

// A budget bounds what one operation of one implementation may cost.
type budget struct {
	repeats int     // of everything that is fast enough
	part    float64 // seconds for one alpha of one repeat
	total   float64 // seconds for all repeats; something slower is repeated less often, once at least
	once    float64 // seconds for a single fit; a longer one is not run but extrapolated
}

// plan is what is timed: tasks, and rules for what is not run.
type plan struct {
	budget
	tasks        []*task
	extrapolated []extrapolation
	slow         []slowFit
	// gaveUp is told of an implementation that failed; its error ends the run, nil goes on without it.
	gaveUp func(*Peer, error) error
}

// extrapolation says that a fit is taken to cost times as much as a smaller one.
type extrapolation struct {
	from  *task
	what  string
	times float64
	rule  string
}

// add puts a task on the plan with as many repeats as the budget allows.
func (l *plan) add(t *task, cost float64) {
	t.every = max(1, min(l.repeats, int(l.total/max(cost, 1e-9))))
	l.tasks = append(l.tasks, t)
}

// addPeer plans everything that an implementation can do.
func (l *plan) addPeer(p *Peer, only func(what string) bool) error {
	for _, what := range []string{LogPDF, LogPDFOne, SF, SFOne, Draw} {
		if !p.can(what) || !only(what) {
			continue
		}
		t, err := evaluation(p, what, l.part)
		if err != nil {
			return err
		}
		l.add(t, t.cost())
	}
	switch {
	case !p.can(Fit):
		return nil
	case p.SlowFit:
		return l.addSlowFit(p)
	}
	return l.addFits(p, only)
}

// addFits plans the fits of every size; one that would take too long is extrapolated from the largest that does not.
func (l *plan) addFits(p *Peer, only func(what string) bool) error {
	var base *task
	each, draws, name := 0.0, 0, "" // seconds for a fit of the base, its draws and its name
	for _, s := range fitSizes {
		if !only(s.name) {
			continue
		}
		times := float64(s.draws) / float64(max(1, draws))
		if base != nil && each*times > l.once && !p.FlatFit {
			l.extrapolated = append(l.extrapolated, extrapolation{base, s.name, times, fmt.Sprintf(
				"extrapolated: %g times %s; not run, since one such fit would take about %.0f s", times, name, each*times)})
			continue
		}
		q := Request{Op: "time", What: Fit, Key: s.name, Count: 1}
		for range 2 { // what is built on first use is built by the first
			r, err := p.Call(q)
			if err != nil {
				return err
			}
			if each = r.Seconds; each > 1 {
				break
			}
		}
		n := fitsIn(each, s.columns)
		if q.Count = n; n == s.columns { // each alpha needs tables of its own
			if _, err := p.Call(q); err != nil {
				return err
			}
		}
		base, draws, name = &task{peer: p, what: s.name, ask: Request{Op: "time", What: Fit}, width: s.columns,
			parts: []part{{key: s.name, points: n, loops: 1}}}, s.draws, s.name
		l.add(base, each*float64(n))
	}
	return nil
}

// fitsIn is how many fits make one repeat: all samples when they take less than a second, else one of each alpha, else one.
func fitsIn(each float64, columns int) int {
	switch n := len(Alphas); {
	case each*float64(columns) < 1:
		return columns
	case each*float64(n) < 3:
		return n
	}
	return 1
}

// run takes turns: in every repeat each task that is due runs once, and the turn begins with another task each time.
func (l *plan) run(tick func(repeat int)) error {
	for r := range l.repeats {
		tick(r)
		for i := range l.tasks {
			t := l.tasks[(i+r)%len(l.tasks)]
			// The t.every repeats of a task are spread evenly over all.
			if (r+1)*t.every/l.repeats == r*t.every/l.repeats {
				continue
			}
			if t.dropped {
				continue
			}
			if err := t.repeat(); err != nil {
				if err := l.gaveUp(t.peer, err); err != nil {
					return err
				}
				l.drop(t.peer)
			}
		}
	}
	return nil
}

// drop takes an implementation off the plan, with all that was measured of it.
func (l *plan) drop(p *Peer) {
	for _, t := range l.tasks {
		t.dropped = t.dropped || t.peer == p
	}
	l.slow = slices.DeleteFunc(l.slow, func(s slowFit) bool { return s.peer == p })
}

// measures are the results of all tasks and rules.
func (l *plan) measures() []Measure {
	var out []Measure
	for _, t := range l.tasks {
		if !t.dropped {
			out = append(out, t.measure())
		}
	}
	for _, e := range l.extrapolated {
		if e.from.dropped {
			continue
		}
		m := e.from.measure()
		m.What, m.Spread, m.Rule, m.RMSE, m.Done = e.what, m.Spread.scale(e.times), e.rule, 0, 0
		out = append(out, m)
	}
	for _, s := range l.slow {
		out = append(out, s.measures()...)
	}
	return out
}

func rms(squares []float64) float64 {
	if len(squares) == 0 {
		return 0
	}
	sum := 0.0
	for _, s := range squares {
		sum += s
	}
	return math.Sqrt(sum / float64(len(squares)))
}
