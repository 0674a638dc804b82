package tails

import (
	"math"
	"math/cmplx"
	"sync"
)

// betaDensity is the derivative of the S0 density in beta at beta = 0, for tail indices in [betaMinAlpha, 2) and |z| up to
// the reach of its table. By the inversion formula, with log phi(t) = -t^a - i beta tan(pi a/2) (t - t^a) for t > 0,
//
//	N(z) = df/dbeta = (1/pi) tan(pi a/2) Int_0^inf (t^a - t) e^(-t^a) sin(zt) dt,
//
// at a = 1 its limit -(2/pi^2) Int t log t e^-t sin(zt) dt. N is odd, positive far to the right, where N/f tends to 1 (all
// of the tail's weight goes with 1 + beta), and vanishes as 2 - a.
//
// Tabulated is the smooth odd function N(z) (1+z^2)^((1+a)/2) / (2-a) on a uniform grid of asinh(z/c), at Chebyshev nodes
// in alpha on segments of width 1/4. Error of N/f: below 4e-6 (a test compares with the integral). A segment costs .1 to .3 s
// when first used.
type betaSegment struct {
	lo, hi float64
	once   sync.Once
	c      float64
	node   [betaNodes]float64
	value  [betaNodes][]float64
}

const (
	betaMinAlpha = 0.5
	betaNodes    = 12
	betaStep     = 0.05
	betaStencil  = 3 // nodes on either side of a point
)

var betaSegments = func() (out []*betaSegment) {
	for lo := betaMinAlpha; lo < 2; lo += 0.25 {
		out = append(out, &betaSegment{lo: lo, hi: lo + 0.25})
	}
	return out
}()

// betaReach is the |z| beyond which N/f is taken to be 1: the next term of the tail series is z^-a smaller, below 2e-6.
func betaReach(alpha float64) float64 { return math.Exp(20 / math.Min(alpha, 1.5)) }

func (s *betaSegment) build() {
	mid, half := (s.lo+s.hi)/2, (s.hi-s.lo)/2
	s.c = 1
	if s.lo < 1 {
		s.c = math.Exp(6 * (s.lo - 1)) // the centre of the density narrows fast as alpha falls
	}
	n := int(math.Asinh(betaReach(s.lo)/s.c)/betaStep) + 2*betaStencil
	for k := range s.node {
		a := mid + half*math.Cos(math.Pi*(float64(k)+0.5)/betaNodes)
		s.node[k], s.value[k] = a, make([]float64, n)
		c := newBetaContour(a)
		for i := range s.value[k] {
			z := s.c * math.Sinh(float64(i)*betaStep)
			s.value[k][i] = c.at(z) * math.Pow(1+z*z, (1+a)/2) / (2 - a)
		}
	}
}

// betaTable is the table of one alpha.
type betaTable struct {
	alpha, c, reach float64
	value           []float64
}

// newBetaTable contracts the segment of alpha in [betaMinAlpha, 2).
func newBetaTable(alpha float64) *betaTable {
	s := betaSegments[min(int((alpha-betaMinAlpha)/0.25), len(betaSegments)-1)]
	s.once.Do(s.build)
	t := &betaTable{alpha: alpha, c: s.c, reach: betaReach(alpha), value: make([]float64, len(s.value[0]))}
	var sum float64
	var w [betaNodes]float64 // barycentric formula of the first kind of Chebyshev points
	for k, a := range s.node {
		if a == alpha {
			copy(t.value, s.value[k])
			return t
		}
		sign := 1.0
		if k%2 == 1 {
			sign = -1
		}
		w[k] = sign * math.Sin(math.Pi*(float64(k)+0.5)/betaNodes) / (alpha - a)
		sum += w[k]
	}
	for k := range w {
		for i, v := range s.value[k] {
			t.value[i] += w[k] / sum * v
		}
	}
	return t
}

// score returns d log f/dbeta at z, given log f(z).
func (t *betaTable) score(z, logProb float64) float64 {
	if math.Abs(z) > t.reach {
		return math.Copysign(1, z)
	}
	q := t.interpolate(math.Abs(z))
	log := logProb + (1+t.alpha)/2*math.Log1p(z*z)
	return math.Copysign(1, z) * (2 - t.alpha) * q * math.Exp(-log)
}

// lagrange6 are the constants 1/prod_{k != j} (j - k) of Lagrange's formula on six nodes.
var lagrange6 = [2 * betaStencil]float64{-1. / 120, 1. / 24, -1. / 12, 1. / 12, -1. / 24, 1. / 120}

// interpolate is Lagrange's formula on the six nodes around z >= 0; the function is odd, which gives the nodes below 0.
func (t *betaTable) interpolate(z float64) float64 {
	u := math.Asinh(z/t.c) / betaStep
	first := int(u) - betaStencil + 1
	var before, after [2 * betaStencil]float64 // products of u - k over the nodes on either side
	before[0], after[len(after)-1] = 1, 1
	for j := 1; j < len(before); j++ {
		before[j] = before[j-1] * (u - float64(first+j-1))
		k := len(after) - 1 - j
		after[k] = after[k+1] * (u - float64(first+k+1))
	}
	var sum float64
	for j, c := range lagrange6 {
		w := c * before[j] * after[j]
		if i := first + j; i >= 0 {
			sum += w * t.value[i]
		} else {
			sum -= w * t.value[-i]
		}
	}
	return sum
}

// betaContour evaluates N along the ray t = s e^(i phi), where e^(-t^a) and e^(izt) both decay, by the trapezoid rule in
// log s, which converges geometrically. e^(-t^a) and its factor are kept for all z.
type betaContour struct {
	ray    complex128
	first  int
	t      []float64    // |t|
	weight []complex128 // (1/pi) h t tan(pi a/2) (t^a - t) e^(-t^a)
}

const betaContourStep = 0.08

func newBetaContour(a float64) *betaContour {
	phi := 0.62 * math.Min(math.Pi/2, math.Pi/(2*a))
	c := &betaContour{ray: cmplx.Rect(1, phi)}
	// tan(pi a/2) (t^a - t) = -k t (t^(a-1) - 1)/(a-1) with k -> 2/pi at a = 1.
	b := a - 1
	k := 2 / math.Pi
	if b != 0 {
		k = b / math.Tan(math.Pi*b/2)
	}
	c.first = -int((math.Log(betaReach(a)) + 18) / betaContourStep)
	for j := c.first; ; j++ {
		v := float64(j) * betaContourStep
		log := complex(v, phi)
		power := cmplx.Exp(complex(a, 0) * log)
		if real(power) > 50 {
			return c
		}
		t := cmplx.Exp(log)
		ratio := log
		if b != 0 {
			ratio = complexExpm1(complex(b, 0)*log) / complex(b, 0)
		}
		c.t = append(c.t, real(t)/math.Cos(phi))
		c.weight = append(c.weight, complex(-k*betaContourStep/math.Pi, 0)*t*t*ratio*cmplx.Exp(-power))
	}
}

func (c *betaContour) at(z float64) float64 {
	if z == 0 {
		return 0
	}
	var sum float64
	start := int((math.Min(0, -math.Log(z))-18)/betaContourStep) - c.first
	for j := max(0, start); j < len(c.t); j++ {
		y := z * c.t[j]
		if y*imag(c.ray) > 50 {
			break
		}
		sin, cos := math.Sincos(y * real(c.ray))
		sum += math.Exp(-y*imag(c.ray)) * (real(c.weight[j])*sin + imag(c.weight[j])*cos)
	}
	return sum
}

// complexExpm1 is e^z - 1 without cancellation for small z.
func complexExpm1(z complex128) complex128 {
	if cmplx.Abs(z) > 0.1 {
		return cmplx.Exp(z) - 1
	}
	sum, term := z, z
	for k := 2; k < 14; k++ {
		term *= z / complex(float64(k), 0)
		sum += term
	}
	return sum
}
