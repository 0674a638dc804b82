package stable

import "math"

const (
	meshTop      = 1 << 20 // of w; directHi lies below
	meshTopGauss = 8       // at alpha = 2 the survival function itself is on the mesh up to z = 7
	meshTol      = 5e-14
)

// meshOffset is the resolution near z = 0 that the chart of alpha has: there c0 + z^2, here w = offset + z.
func meshOffset(alpha float64) float64 {
	return math.Ldexp(1, (segmentOf(alpha).c0Exp-1)/2)
}

// pdfMesh holds log f of w = offset + z; nil at alpha = 2, where log f is a parabola.
func (f *Frozen) pdfMesh() *mesh {
	f.pdfOnce.Do(func() {
		if f.alpha < 2 {
			f.pdf = f.newMesh(meshTop, 1, (*batch).logPDFAt, func(logZ float64) float64 { l, _ := f.tail.at(logZ); return l })
		}
	})
	return f.pdf
}

// sfMesh holds P(Z > z) of w = offset + z.
func (f *Frozen) sfMesh() *mesh {
	f.sfOnce.Do(func() {
		top := float64(meshTop)
		if f.alpha == 2 {
			top = meshTopGauss
		}
		f.sf = f.newMesh(top, 0, (*batch).upperAt, func(logZ float64) float64 { _, l := f.tail.at(logZ); return math.Exp(l) })
	})
	return f.sf
}

// logSFMesh holds log P(Z > z) of w = offset + z, z >= 0; nil at alpha = 2.
func (f *Frozen) logSFMesh() *mesh {
	f.logSFOnce.Do(func() {
		if f.alpha < 2 {
			f.lsf = f.newMesh(meshTop, 1, (*batch).logUpperAt, func(logZ float64) float64 { _, l := f.tail.at(logZ); return l })
		}
	})
	return f.lsf
}

// newMesh represents near, and far as a function of log z beyond directHi.
func (f *Frozen) newMesh(top, floor float64, near func(b *batch, z float64) float64, far func(logZ float64) float64) *mesh {
	b := newBatch(f.alpha)
	return newMesh(func(w float64) float64 {
		if z := w - f.offset; z > directHi {
			return far(math.Log(z))
		}
		return near(b, w-f.offset)
	}, f.offset, top, meshTol, floor)
}
