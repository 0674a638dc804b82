package stable

import (
	"context"
	"fmt"
	"sync"

	"github.com/sgnlab/sgnlab/paperlib/stats"
)

// MatrixFit is the outcome for one coordinate: what [FitSymmetric] returns for its draws.
type MatrixFit struct {
	Fit Fit
	Err error
}

// MatrixOptions are the knobs of [FitMatrix]; the zero value is the default.
type MatrixOptions struct {
	FitOptions // for every coordinate; weights belong to draws
	// Workers bounds the fits at once; 0 means GOMAXPROCS. The result does not depend on it.
	Workers int
	// Progress, when set, is told how many coordinates are done after each block of them. Calls do not overlap; done
	// never falls.
	Progress func(done, total int)
}

// matrixBlock is how many neighbouring coordinates one worker copies out at once: a row of them fills a few cache lines.
const matrixBlock = 32

// FitMatrix fits a symmetric stable law to every column of x, a row-major matrix [draws, coordinates], and stores the
// outcomes in dst, one for each coordinate. Coordinates are worked on in parallel; after each worker's first fits nothing
// is allocated.
//
// A coordinate that cannot be fitted (see the errors of [FitSymmetric]) has its error in dst and stops nothing; ties and
// exact zeros are in its Flags. FitMatrix itself fails with [ErrOption] when the sizes do not agree or an option is not
// usable, and with the context's error when it ends first: the outcomes not reached then hold that error too.
func FitMatrix[T float32 | float64](ctx context.Context, dst []MatrixFit, x []T, draws, coordinates int, o *MatrixOptions) error {
	if o == nil {
		o = &MatrixOptions{}
	}
	if draws < 0 || coordinates < 0 || draws > 0 && coordinates > len(x)/draws || len(x) != draws*coordinates || len(dst) != coordinates {
		return fmt.Errorf("%w: %d values and %d outcomes for %d draws of %d coordinates; give draws x coordinates values and an outcome for each coordinate",
			ErrOption, len(x), len(dst), draws, coordinates)
	}
	if err := o.check(draws); err != nil {
		return err
	}
	blocks := (coordinates + matrixBlock - 1) / matrixBlock
	reached := make([]bool, blocks)
	var mu sync.Mutex
	done := 0
	err := stats.ParallelWorkers(ctx, blocks, o.Workers, func(int) func(context.Context, int) error {
		fitter := NewFitter(&o.FitOptions)
		columns := make([]float64, min(matrixBlock, coordinates)*draws)
		return func(_ context.Context, block int) error {
			from := block * matrixBlock
			to := min(from+matrixBlock, coordinates)
			transpose(columns, x, draws, coordinates, from, to)
			for j := from; j < to; j++ {
				dst[j].Fit, dst[j].Err = fitter.Fit(columns[(j-from)*draws : (j-from+1)*draws])
			}
			reached[block] = true
			if o.Progress != nil {
				mu.Lock()
				done += to - from
				o.Progress(done, coordinates)
				mu.Unlock()
			}
			return nil
		}
	})
	for j := range dst {
		if !reached[j/matrixBlock] {
			dst[j] = MatrixFit{Err: err}
		}
	}
	return err
}

// transpose copies the columns from to to-1 of the row-major x one after another into dst.
func transpose[T float32 | float64](dst []float64, x []T, draws, coordinates, from, to int) {
	for i := range draws {
		for j, v := range x[i*coordinates+from : i*coordinates+to] {
			dst[j*draws+i] = float64(v)
		}
	}
}
