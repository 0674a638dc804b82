package stable

import "math"

// startTable holds, per alpha, log nu_alpha = log((q95-q05)/(q75-q25)) and nu_c = (q75-q25)/gamma of the law: the two
// functions of J. H. McCulloch (Comm. Statist. Simulation 15, 1986), computed with this package's Quantile (a test does
// so again). They only start an iteration.
var startTable = []struct{ alpha, logNu, nuC float64 }{
	{0.3, 6.31537, 4.01211},
	{0.35, 5.41879, 3.40412},
	{0.4, 4.74525, 3.01792},
	{0.45, 4.22009, 2.75519},
	{0.5, 3.79852, 2.56767},
	{0.6, 3.16176, 2.32421},
	{0.7, 2.70094, 2.18013},
	{0.8, 2.34938, 2.09107},
	{0.9, 2.07046, 2.03517},
	{1, 1.84273, 2},
	{1.1, 1.65305, 1.9777},
	{1.2, 1.4931, 1.96307},
	{1.3, 1.3575, 1.95276},
	{1.4, 1.24289, 1.94473},
	{1.5, 1.14734, 1.93787},
	{1.6, 1.06954, 1.93155},
	{1.7, 1.00773, 1.92548},
	{1.8, 0.959317, 1.91951},
	{1.9, 0.921405, 1.91361},
	{2, 0.89145, 1.90775},
}

// startAlpha inverts log nu_alpha, staying a little inside the domain.
func startAlpha(logNu float64) float64 {
	t := startTable
	for i := 1; i < len(t); i++ {
		if logNu >= t[i].logNu {
			f := (logNu - t[i].logNu) / (t[i-1].logNu - t[i].logNu)
			a := t[i].alpha + min(f, 1)*(t[i-1].alpha-t[i].alpha)
			return min(max(a, MinAlpha+0.02), 1.97)
		}
	}
	return 1.97
}

// startScale returns nu_c(alpha).
func startScale(alpha float64) float64 {
	t := startTable
	for i := 1; i < len(t); i++ {
		if alpha <= t[i].alpha {
			f := (alpha - t[i-1].alpha) / (t[i].alpha - t[i-1].alpha)
			return t[i-1].nuC + f*(t[i].nuC-t[i-1].nuC)
		}
	}
	return t[len(t)-1].nuC
}

// quantile returns the weighted p-quantile of the ascending sample: midpoint rule, linear between observations.
func (d *sample) quantile(p float64) float64 {
	if d.w == nil {
		h := p*float64(len(d.y)) - 0.5
		i := math.Floor(h)
		if i < 0 {
			return d.y[0]
		}
		if int(i) >= len(d.y)-1 {
			return d.y[len(d.y)-1]
		}
		lo, hi := d.y[int(i)], d.y[int(i)+1]
		return lo + (h-i)*(hi-lo)
	}
	target, before := p*d.total, 0.0
	prev := math.Inf(-1) // cumulated weight at the centre of the previous observation
	for i, w := range d.w {
		centre := before + w/2
		if centre >= target {
			if i == 0 {
				return d.y[0]
			}
			return d.y[i-1] + (target-prev)/(centre-prev)*(d.y[i]-d.y[i-1])
		}
		before, prev = before+w, centre
	}
	return d.y[len(d.y)-1]
}
