package bench

import "fmt"

// countedDraws is the sample size at which a slow fit is run to count its likelihoods.
const countedDraws = 100

// slowFit is a fit that takes minutes to hours, such as scipy's: it is run at n = 100, where its evaluations of the
// likelihood are counted; one evaluation is timed at larger n; and the fit is taken to cost their product. The number of
// evaluations hardly depends on n, because the optimiser (Nelder-Mead) stops at a tolerance in the parameters.
type slowFit struct {
	peer        *Peer
	evaluations float64 // mean over the fits counted
	fits        int
	seconds     float64 // of one of them
	likelihood  map[string]*task
	whole       Reply // one fit of the smallest size, where that is not too long
}

// addSlowFit counts the evaluations and plans the timing of one likelihood at each size that the budget allows.
func (l *plan) addSlowFit(p *Peer) error {
	s := slowFit{peer: p, likelihood: map[string]*task{}}
	for i := range Alphas {
		r, err := p.Call(Request{Op: "time", What: Fit, Key: fitSizes[0].name, Rows: countedDraws, From: i, Count: 1})
		if err != nil {
			return err
		}
		if r.Evaluations == 0 {
			return fmt.Errorf("%s: its fit does not say how many likelihoods it evaluated", p.Key)
		}
		s.evaluations, s.seconds, s.fits = s.evaluations+float64(r.Evaluations), s.seconds+r.Seconds, s.fits+1
		if s.seconds > l.once/2 {
			break
		}
	}
	s.evaluations, s.seconds = s.evaluations/float64(s.fits), s.seconds/float64(s.fits)
	each := s.seconds / s.evaluations / countedDraws // seconds a point
	for _, size := range fitSizes {
		cost := each * float64(size.draws)
		if cost > l.once/2 {
			break
		}
		t := &task{peer: p, what: "likelihood_" + size.name[len("fit_"):], ask: Request{Op: "cost", What: Fit}, width: size.columns,
			parts: []part{{key: size.name, points: 1, loops: 1}}}
		l.add(t, cost)
		s.likelihood[size.name] = t
	}
	if s.evaluations*each*float64(fitSizes[0].draws) < l.once {
		var err error
		if s.whole, err = p.Call(Request{Op: "time", What: Fit, Key: fitSizes[0].name, From: 1, Count: 1}); err != nil {
			return err
		}
	}
	l.slow = append(l.slow, s)
	return nil
}

// measures are the fits: the counted one as it was measured, the larger ones extrapolated.
func (s slowFit) measures() []Measure {
	out := []Measure{{Implementation: s.peer.Key, What: "fit_1e2", Spread: Median([]float64{s.seconds}), Done: s.fits,
		Rule: fmt.Sprintf("mean of %d fits, with %.0f evaluations of the likelihood each", s.fits, s.evaluations)}}
	var last Measure
	draws := 0
	for i, size := range fitSizes {
		rule := fmt.Sprintf("extrapolated: %.0f evaluations (counted at n = %d) of the likelihood, each timed at n = %d",
			s.evaluations, countedDraws, size.draws)
		if t := s.likelihood[size.name]; t != nil {
			last, draws = t.measure(), size.draws
		} else {
			rule = fmt.Sprintf("extrapolated: %.0f evaluations (counted at n = %d) of the likelihood, timed at n = %d and scaled by n",
				s.evaluations, countedDraws, draws)
		}
		if i == 0 && s.whole.Done > 0 {
			out = append(out, Measure{Implementation: s.peer.Key, What: size.name, Spread: Median([]float64{s.whole.Seconds}), Done: 1,
				Rule: fmt.Sprintf("one fit, with %d evaluations of the likelihood", s.whole.Evaluations)})
			continue
		}
		if draws == 0 {
			continue
		}
		m := last
		m.What, m.Rule, m.Done = size.name, rule, 0
		m.Spread = m.Spread.scale(s.evaluations * float64(size.draws) / float64(draws))
		out = append(out, m)
	}
	return out
}
