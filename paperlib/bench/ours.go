package bench

import (
	"cmp"
	"context"
	"math/rand/v2"
	"runtime/debug"
	"time"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/sgnlab/sgnlab/paperlib/stable"
)

// ours is package stable in the binary that runs: in bulk the frozen law, one point a call the method of [stable.Symmetric],
// which takes alpha with every call as the peers' functions do.
func ours() kernels {
	type bulkKernel = func(alpha float64, dst, x []float64) (func(), error)
	frozen := func(f func(*stable.Frozen, []float64, []float64) []float64) bulkKernel {
		return func(alpha float64, dst, x []float64) (func(), error) {
			law, err := stable.Freeze(alpha)
			return func() { f(law, dst, x) }, err
		}
	}
	one := func(f func(stable.Symmetric, float64) float64) bulkKernel {
		return func(alpha float64, dst, x []float64) (func(), error) {
			return func() {
				for i, v := range x {
					dst[i] = f(stable.Symmetric{Alpha: alpha, Gamma: 1}, v)
				}
			}, nil
		}
	}
	return kernels{
		about: About{Name: "sgnlab paperlib/stable", Version: "this clone", Language: "Go",
			Note: "bulk: frozen law; draws by inversion; fit: maximum likelihood of alpha, gamma, delta in the batch API",
			Can:  []string{LogPDF, LogPDFOne, SF, SFOne, Draw, Fit}, Values: []string{LogPDF, LogPDFOne, SF, SFOne},
			AlphaMin: stable.MinAlpha},
		bulk: map[string]bulkKernel{
			LogPDF: frozen((*stable.Frozen).LogProbs), LogPDFOne: one(stable.Symmetric.LogProb),
			SF: frozen((*stable.Frozen).Survivals), SFOne: one(stable.Symmetric.Survival),
		},
		draw: func(alpha float64, dst []float64) (func(), error) {
			s, err := stable.NewSampler(alpha)
			src := rand.NewPCG(1, 1)
			return func() { s.Fill(dst, src) }, err
		},
		fit:  fitMatrix,
		many: fitMany,
	}
}

// fitMatrix prepares the fits of the columns of a matrix [rows, count] by the batch API with one worker.
func fitMatrix(x []float64, rows, count int) (func() ([]float64, error), error) {
	fits, alphas := make([]stable.MatrixFit, count), make([]float64, count)
	return func() ([]float64, error) {
		err := stable.FitMatrix(context.Background(), fits, x, rows, count, &stable.MatrixOptions{Workers: 1})
		for j, f := range fits {
			err = cmp.Or(err, f.Err)
			alphas[j] = f.Fit.Law.Alpha
		}
		return alphas, err
	}, nil
}

// fitMany makes and fits one block of the 270,000 coordinates.
func fitMany(q Request) (Reply, error) {
	begun := time.Now()
	x, err := manyDraws(q.Seed, q.From, q.Rows, q.Columns)
	if err != nil {
		return Reply{}, err
	}
	fits := make([]stable.MatrixFit, q.Columns)
	r := Reply{Made: time.Since(begun).Seconds(), Done: q.Columns}
	begun = time.Now()
	err = stable.FitMatrix(context.Background(), fits, x, q.Rows, q.Columns, &stable.MatrixOptions{Workers: q.Workers})
	r.Seconds = time.Since(begun).Seconds()
	for _, f := range fits {
		if f.Err != nil {
			r.Failed++
		}
	}
	return r, err
}

// gonum is gonum's AlphaStable, which draws and has no density.
func gonum() kernels {
	return kernels{
		about: About{Name: "gonum distuv.AlphaStable", Version: moduleVersion("gonum.org/v1/gonum"), Language: "Go",
			Note: "Chambers-Mallows-Stuck; it has no density, distribution or fit", Can: []string{Draw}},
		draw: func(alpha float64, dst []float64) (func(), error) {
			law := distuv.AlphaStable{Alpha: alpha, C: 1, Src: rand.NewPCG(1, 1)}
			return func() {
				for i := range dst {
					dst[i] = law.Rand()
				}
			}, nil
		},
	}
}

// moduleVersion is the version of a module that this binary was built with.
func moduleVersion(path string) string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, m := range info.Deps {
			if m.Path == path {
				return m.Version
			}
		}
	}
	return "unknown"
}
