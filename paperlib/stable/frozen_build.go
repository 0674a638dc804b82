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
		if f.alpha == 2 {
			return
		}
		b := newBatch(f.alpha)
		f.pdf = f.newMesh(meshTop, 1, func(z float64) float64 {
			if z > directHi {
				lf, _ := f.tail.at(math.Log(z))
				return lf
			}
			return b.logPDFAt(z)
		})
	})
	return f.pdf
}

// sfMesh holds P(Z > z) of w = offset + z.
func (f *Frozen) sfMesh() *mesh {
	f.sfOnce.Do(func() {
		b := newBatch(f.alpha)
		top := float64(meshTop)
		if f.alpha == 2 {
			top = meshTopGauss
		}
		f.sf = f.newMesh(top, 0, func(z float64) float64 {
			if f.alpha < 2 && z > directHi {
				_, ls := f.tail.at(math.Log(z))
				return math.Exp(ls)
			}
			return b.upperAt(z)
		})
	})
	return f.sf
}

// logSFMesh holds log P(Z > z) of w = offset + z, z >= 0; nil at alpha = 2.
func (f *Frozen) logSFMesh() *mesh {
	f.logSFOnce.Do(func() {
		if f.alpha == 2 {
			return
		}
		b := newBatch(f.alpha)
		f.lsf = f.newMesh(meshTop, 1, func(z float64) float64 {
			if z > directHi {
				_, ls := f.tail.at(math.Log(z))
				return ls
			}
			return b.logUpperAt(z)
		})
	})
	return f.lsf
}

func (f *Frozen) newMesh(top, floor float64, at func(z float64) float64) *mesh {
	return newMesh(func(w float64) float64 { return at(w - f.offset) }, f.offset, top, meshTol, floor)
}
