package capture

import (
	"bufio"
	"context"
	"errors"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/sgnlab/sgnlab/paperlib/datasets"
	"github.com/sgnlab/sgnlab/paperlib/models"
	"github.com/sgnlab/sgnlab/paperlib/sgn"
	"github.com/sgnlab/sgnlab/paperlib/stable"
	"github.com/sgnlab/sgnlab/paperlib/training"
)

// Job is a capture that is timed in a process of its own, so that its peak memory is its own.
type Job struct {
	Net         string `json:"net"`
	Examples    int    `json:"examples"`
	Coordinates int    `json:"coordinates"` // 0: all
	Draws       int    `json:"draws"`
	Batches     []int  `json:"batches"`
	Memory      int64  `json:"memory"`
	Fits        int    `json:"fits"` // coordinates of the first batch size to which a law is fitted afterwards
}

// Done is what a job took.
type Done struct {
	Job
	Data        string   `json:"data"`
	Parameters  int      `json:"parameters"`
	Seconds     float64  `json:"seconds"`      // from the start of the capture to its last column
	BankSeconds float64  `json:"bank_seconds"` // of it, until all per-example gradients were there, compilation included
	DrawSeconds float64  `json:"draw_seconds"`
	FitSeconds  float64  `json:"fit_seconds"` // for the coordinates of Fits
	Fitted      int      `json:"fitted"`
	Plan        sgn.Plan `json:"plan"`
	PlanWords   string   `json:"plan_words"`
	PeakKiB     int64    `json:"peak_kib"` // VmHWM of the whole process
}

// some keeps the first coordinates of the first batch size.
type some struct {
	batch, n int
	u        []float64
}

func (s *some) Columns(_ context.Context, batch, first, draws int, u []float32) error {
	if batch != s.batch {
		return nil
	}
	for _, v := range u[:min(len(u), max(0, s.n-first)*draws)] {
		s.u = append(s.u, float64(v))
	}
	return nil
}

// Run does the job.
func (j Job) Run(ctx context.Context, scratch string) (Done, error) {
	d := Done{Job: j}
	debug.SetMemoryLimit(j.Memory * 9 / 10)
	be, err := training.Open(ctx)
	if err != nil {
		return d, err
	}
	defer be.Finalize()
	set, err := j.data(ctx)
	if err != nil {
		return d, err
	}
	d.Data = set.Name
	m, err := models.ByName(j.Net)
	if err != nil {
		return d, err
	}
	spec, err := models.Describe(m, training.InputOf(set))
	if err != nil {
		return d, err
	}
	d.Parameters = spec.Size()
	source := sgn.Source{Model: m, Spec: spec, Weights: training.InitialWeights(spec, 1), Set: set}
	keep := &some{batch: j.Batches[0], n: j.Fits}
	begin := time.Now()
	var drawing time.Time
	o := sgn.Options{Memory: j.Memory, Disk: 64 << 30, Scratch: scratch, Progress: func(done, total int, what string) {
		if done == total && strings.HasPrefix(what, "per-example") {
			drawing = time.Now()
		}
	}}
	r, err := sgn.Stream(ctx, be, source, sgn.Config{Method: sgn.Bank, Batches: j.Batches, Draws: j.Draws, Coordinates: j.Coordinates}, 1, keep, o)
	if err != nil {
		return d, err
	}
	end := time.Now()
	d.Seconds, d.Plan, d.PlanWords = end.Sub(begin).Seconds(), r.Plan, r.Plan.String()
	d.BankSeconds, d.DrawSeconds = drawing.Sub(begin).Seconds(), end.Sub(drawing).Seconds()
	if d.PeakKiB, err = peak(); err != nil {
		return d, err
	}
	if k := len(keep.u) / j.Draws; k > 0 {
		// Package stable fits matrices [draws, coordinates].
		x := make([]float64, len(keep.u))
		for c := range k {
			for i := range j.Draws {
				x[i*k+c] = keep.u[c*j.Draws+i]
			}
		}
		fits := make([]stable.MatrixFit, k)
		begin := time.Now()
		if err := stable.FitMatrix(ctx, fits, x, j.Draws, k, nil); err != nil {
			return d, err
		}
		d.FitSeconds, d.Fitted = time.Since(begin).Seconds(), k
	}
	return d, nil
}

// data is CIFAR-10 if it is on this machine, else synthetic images of its shape.
func (j Job) data(ctx context.Context) (*datasets.Set, error) {
	n, err := netOf(j.Net)
	if err != nil {
		return nil, err
	}
	where, err := datasets.Find("cifar10")
	if err != nil {
		return nil, err
	}
	if where != "" && n.conv {
		return datasets.Load(ctx, "cifar10", datasets.Options{Train: j.Examples, Test: 10, Seed: 1})
	}
	return n.set(j.Examples), nil
}

// peak is the largest resident memory of this process so far.
func peak() (kib int64, err error) {
	f, err := os.Open("/proc/self/status")
	if err != nil {
		return 0, err
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		if rest, ok := strings.CutPrefix(s.Text(), "VmHWM:"); ok {
			return strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
		}
	}
	return 0, errors.New("this system does not tell the peak memory of a process")
}
