package stable

import (
	"fmt"
	"math"
	"sync"
)

// Frozen is the standard symmetric stable law (Gamma = 1, Delta = 0) of one tail index, prepared for many values: log f,
// P(Z > z) and log P(Z > z) as piecewise polynomials of degree 6 in |z|, with no transcendental function for a point.
// For a law with scale and location, log f(x) is LogProb((x-Delta)/Gamma) - log Gamma, and P(X > x) is
// Survival((x-Delta)/Gamma).
//
// Errors: 1e-12 in LogProb (absolute, or relative where it exceeds 1), in Survival and CDF (relative, in both tails) and in
// LogSurvival; a test compares with the references and with [Direct]. Beyond |z| = 2^20 the tail series is summed instead,
// at some hundred nanoseconds a point.
//
// Cost: Freeze is immediate once the segment of alpha is built (see [Symmetric]); the first use of the density, the
// survival function or its logarithm makes its polynomials (0.1 to 0.7 milliseconds, longest close to alpha = 2; 20 to
// 150 kB). After that a point takes a few nanoseconds in LogProbs, Survivals and CDFs: scripts/bench.sh measures it. A
// Frozen does not change and is safe for concurrent use.
type Frozen struct {
	alpha  float64
	law    law
	tail   tail
	offset float64

	pdfOnce, sfOnce, logSFOnce sync.Once
	pdf, sf, lsf               *mesh
}

// Freeze prepares the standard law of one alpha in [MinAlpha, 2]. Elsewhere it returns an [ErrParameter].
func Freeze(alpha float64) (*Frozen, error) {
	if err := (Symmetric{Alpha: alpha, Gamma: 1}).Validate(); err != nil {
		return nil, fmt.Errorf("Freeze: %w", err)
	}
	return &Frozen{alpha: alpha, law: newLaw(alpha), tail: newTail(alpha), offset: meshOffset(alpha)}, nil
}

// Alpha returns the tail index.
func (f *Frozen) Alpha() float64 { return f.alpha }

// LogProb returns log f(z).
func (f *Frozen) LogProb(z float64) float64 { return f.logProb(f.pdfMesh(), z) }

// LogProbs stores log f of every z in dst and returns it; a nil dst is allocated. It panics when the lengths differ.
func (f *Frozen) LogProbs(dst, z []float64) []float64 {
	dst, m := room(dst, z), f.pdfMesh()
	if m == nil {
		for i, v := range z {
			dst[i] = gaussLogPDF(v)
		}
		return dst
	}
	offset := f.offset
	for i, v := range z {
		y, ok := m.at(math.Abs(v) + offset)
		if !ok {
			y = f.logProb(m, v)
		}
		dst[i] = y
	}
	return dst
}

func (f *Frozen) logProb(m *mesh, z float64) float64 {
	z = math.Abs(z)
	switch {
	case math.IsNaN(z):
		return z
	case m == nil:
		return gaussLogPDF(z)
	}
	if y, ok := m.at(z + f.offset); ok {
		return y
	}
	lf, _ := f.tail.at(math.Log(z))
	return lf
}

// Survival returns P(Z > z), from the tail for z > 0.
func (f *Frozen) Survival(z float64) float64 { return f.survival(f.sfMesh(), z) }

// Survivals stores P(Z > z) of every z in dst; otherwise as LogProbs.
func (f *Frozen) Survivals(dst, z []float64) []float64 {
	dst, m := room(dst, z), f.sfMesh()
	for i, v := range z {
		dst[i] = f.survival(m, v)
	}
	return dst
}

// CDF returns P(Z <= z), from the tail for z < 0.
func (f *Frozen) CDF(z float64) float64 { return f.survival(f.sfMesh(), -z) }

// CDFs stores P(Z <= z) of every z in dst; otherwise as LogProbs.
func (f *Frozen) CDFs(dst, z []float64) []float64 {
	dst, m := room(dst, z), f.sfMesh()
	for i, v := range z {
		dst[i] = f.survival(m, -v)
	}
	return dst
}

func (f *Frozen) survival(m *mesh, z float64) float64 {
	y, ok := m.at(math.Abs(z) + f.offset)
	if !ok {
		y = f.far(math.Abs(z))
	}
	if z < 0 {
		return 1 - y
	}
	return y
}

// far is P(Z > z) beyond the mesh.
func (f *Frozen) far(z float64) float64 {
	switch {
	case math.IsNaN(z):
		return z
	case f.alpha == 2:
		return math.Exp(gaussLogSF(z))
	}
	_, ls := f.tail.at(math.Log(z))
	return math.Exp(ls)
}

// LogSurvival returns log P(Z > z), which does not underflow.
func (f *Frozen) LogSurvival(z float64) float64 { return f.logSurvival(f.logSFMesh(), z) }

// LogSurvivals stores log P(Z > z) of every z in dst; otherwise as LogProbs.
func (f *Frozen) LogSurvivals(dst, z []float64) []float64 {
	dst, m := room(dst, z), f.logSFMesh()
	for i, v := range z {
		dst[i] = f.logSurvival(m, v)
	}
	return dst
}

func (f *Frozen) logSurvival(m *mesh, z float64) float64 {
	switch {
	case z < 0:
		return math.Log1p(-f.Survival(-z))
	case math.IsNaN(z):
		return z
	case m == nil:
		return gaussLogSF(z)
	}
	if y, ok := m.at(z + f.offset); ok {
		return y
	}
	_, ls := f.tail.at(math.Log(z))
	return ls
}

// room returns dst, or a new slice when it is nil.
func room(dst, x []float64) []float64 {
	if dst == nil {
		return make([]float64, len(x))
	}
	if len(dst) != len(x) {
		panic("stable: dst and x differ in length")
	}
	return dst
}
