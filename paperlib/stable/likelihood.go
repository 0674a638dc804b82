package stable

import "math"

// params are the coordinates of the optimisation: alpha, log gamma, delta.
type params [3]float64

// sums is the log-likelihood of a sample with its gradient and Hessian in params (delta in units of gamma), and the sum
// of outer products of the scores, which is positive definite where the Hessian need not be.
type sums struct {
	l     float64
	g     [3]float64
	h, op [3][3]float64
}

// sample is standardised data; w nil means unit weights.
type sample struct {
	y, w  []float64
	total float64 // sum of weights
	atom  atom    // the heaviest one; its weight is 0 where all values differ
}

// sums evaluates the log-likelihood, alpha < 2.
func (d *sample) sums(p params, f *frozen) sums {
	f.reset(p[0])
	inv := math.Exp(-p[1])
	product := 1.0 // of factors of f whose logarithm is still to be added
	var l, ga, gs, gd, haa, has, had, hss, hsd, hdd, oaa, oas, oad, oss, osd, odd float64
	for i, y := range d.y {
		z, sign := (y-p[2])*inv, 1.0
		if z < 0 {
			z, sign = -z, -1
		}
		j, factor := f.near(z)
		w := 1.0
		if d.w != nil {
			w = d.w[i]
			j.l += logUnless1(factor)
		} else if product *= factor; product < 1e-200 { // no factor is below 1e-50
			l += math.Log(product)
			product = 1
		}
		s := -z*j.z - 1 // score in log gamma
		t := -j.z * sign
		l += w * j.l
		ga += w * j.a
		gs += w * s
		gd += w * t
		haa += w * j.aa
		has -= w * z * j.az
		had -= w * j.az * sign
		hss += w * z * (j.z + z*j.zz)
		hsd += w * (j.z + z*j.zz) * sign
		hdd += w * j.zz
		oaa += w * j.a * j.a
		oas += w * j.a * s
		oad += w * j.a * t
		oss += w * s * s
		osd += w * s * t
		odd += w * t * t
	}
	return sums{
		l:  l + math.Log(product) - d.total*p[1],
		g:  [3]float64{ga, gs, gd},
		h:  [3][3]float64{{haa, has, had}, {has, hss, hsd}, {had, hsd, hdd}},
		op: [3][3]float64{{oaa, oas, oad}, {oas, oss, osd}, {oad, osd, odd}},
	}
}

// gaussianFit is the maximum-likelihood Gaussian: params with alpha = 2 and log-likelihood.
type gaussianFit struct {
	p      params
	l      float64
	score  float64 // see gaussianScore
	scored bool
}

// gaussian returns the maximum-likelihood Gaussian.
func (d *sample) gaussian() gaussianFit {
	mean, ss := 0.0, 0.0
	for i, y := range d.y {
		mean += d.weight(i) * y
	}
	mean /= d.total
	for i, y := range d.y {
		ss += d.weight(i) * (y - mean) * (y - mean)
	}
	logGamma := 0.5 * math.Log(ss/d.total/2)
	return gaussianFit{p: params{2, logGamma, mean}, l: -d.total * (logTwoSqrtPi + 0.5 + logGamma)}
}

// gaussianScore returns the score in alpha at g, from the left, computing it on first use. When it is negative the
// likelihood rises as alpha leaves 2.
func (d *sample) gaussianScore(g *gaussianFit) float64 {
	if g.scored {
		return g.score
	}
	g.scored = true
	t := segmentOf(2).get()
	b := t.values(2)
	poly, at := [terms]float64{}, -1
	inv := math.Exp(-g.p[1])
	for i, y := range d.y { // in ascending order: neighbours share a cell
		// df/dalpha at 2 is -Q, and Q is what the table of the last segment holds.
		z := min(math.Abs(y-g.p[2])*inv, directHi)
		cell, v, _ := t.locate(1 + z*z)
		if cell != at {
			poly, at = t.pdf[cell].poly(&b), cell
		}
		g.score -= d.weight(i) * horner(&poly, v) * math.Exp(-gaussLogPDF(z))
	}
	return g.score
}

func (d *sample) weight(i int) float64 {
	if d.w == nil {
		return 1
	}
	return d.w[i]
}

func logUnless1(x float64) float64 {
	if x == 1 {
		return 0
	}
	return math.Log(x)
}
