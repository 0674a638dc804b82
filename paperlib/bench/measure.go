package bench

import "fmt"

// A Measure is the cost of one operation of one implementation, in seconds for one value, draw or fit.
type Measure struct {
	Implementation string `json:"implementation"`
	What           string `json:"what"` // an operation, or the name of a size of fit
	Spread
	// ByAlpha has the medians alpha by alpha, for what is timed so.
	ByAlpha map[string]float64 `json:"by_alpha,omitempty"`
	// Done counts the values or fits of one repeat; none were made of what is extrapolated.
	Done int `json:"done"`
	// Rule says how a number that is not a median of measured repeats was found: scaled or extrapolated, and from what.
	Rule string `json:"rule,omitempty"`
	// RMSE is the root mean square error of the fitted alphas, each of which has one true value.
	RMSE float64 `json:"rmse_alpha,omitempty"`
}

// extrapolated reports whether nothing of this size was run: Done counts what was.
func (m Measure) extrapolated() bool { return m.Done == 0 }

// task is one operation of one implementation, being timed.
type task struct {
	peer    *Peer
	what    string // what it is called in a result
	ask     Request
	parts   []part // one for each alpha; one without alpha for a fit
	every   int    // how many of the repeats it takes part in
	sum     []float64
	byPart  [][]float64
	done    int
	errors  []float64 // squared, of alphas
	next    int       // the first column of the next fit
	width   int       // columns in the matrix
	dropped bool      // its implementation failed
}

type part struct {
	alpha         float64
	key           string
	points, loops int
	each          float64 // seconds a value, from calibration
}

// calibrate finds how many points and loops one part takes. A call may cost far more than its points, so their number grows
// until the next step would take ten times target at the present cost of a point; a call shorter than target is repeated.
func (t *task) calibrate(p *part, target float64) error {
	p.points, p.loops = 8, 1
	for {
		q := t.ask
		q.Alpha, q.Key, q.Points, q.Loops = p.alpha, p.key, p.points, 1
		r, err := t.peer.Call(q)
		if err != nil {
			return err
		}
		p.each = r.Seconds / float64(r.Done)
		next := min(4*p.points, pointsPerAlpha)
		if next == p.points || p.each*float64(next) > 10*target {
			break
		}
		p.points = next
	}
	if whole := p.each * float64(p.points); whole < target {
		p.loops = max(1, int(target/max(whole, 1e-9)))
	}
	return nil
}

// evaluation is the task of timing values or draws; part of each alpha takes target seconds.
func evaluation(p *Peer, what string, target float64) (*task, error) {
	t := &task{peer: p, what: what, ask: Request{Op: "time", What: what}}
	for _, a := range Alphas {
		t.parts = append(t.parts, part{alpha: a, key: sampleKey(a)})
	}
	for i := range t.parts {
		if err := t.calibrate(&t.parts[i], target); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// cost is what one repeat takes, in seconds.
func (t *task) cost() float64 {
	c := 0.0
	for _, p := range t.parts {
		c += p.each * float64(p.points*p.loops)
	}
	return c
}

// repeat runs the task once and keeps the time.
func (t *task) repeat() error {
	if t.byPart == nil {
		t.byPart = make([][]float64, len(t.parts))
	}
	seconds, done := 0.0, 0
	for i, p := range t.parts {
		q := t.ask
		q.Alpha, q.Key, q.Points, q.Loops = p.alpha, p.key, p.points, p.loops
		if q.What == Fit {
			q.Key, q.From, q.Count = p.key, t.next, p.points
			t.next = (t.next + p.points) % t.width
		}
		r, err := t.peer.Call(q)
		if err != nil {
			return err
		}
		each := r.Seconds / float64(r.Done)
		// The mean over the alphas, whatever number of points each takes to be timed well.
		seconds, done = seconds+each/float64(len(t.parts)), done+r.Done
		t.byPart[i] = append(t.byPart[i], each)
		for j, a := range r.Alphas {
			e := a - Alphas[(q.From+j)%len(Alphas)]
			t.errors = append(t.errors, e*e)
		}
	}
	t.sum, t.done = append(t.sum, seconds), done
	return nil
}

// measure is the result so far.
func (t *task) measure() Measure {
	m := Measure{Implementation: t.peer.Key, What: t.what, Spread: Median(t.sum), Done: t.done, RMSE: rms(t.errors)}
	if len(t.parts) > 1 {
		m.ByAlpha = map[string]float64{}
		for i, p := range t.parts {
			m.ByAlpha[fmt.Sprint(p.alpha)] = Median(t.byPart[i]).Median
		}
	}
	return m
}
