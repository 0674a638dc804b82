package main

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"path/filepath"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/sgn"
	"github.com/sgnlab/sgnlab/paperlib/training"
)

// pathSteps reads FROM-TO.
func (c trainCmd) pathSteps(total int) ([]int, error) {
	var from, to int
	if n, err := fmt.Sscanf(c.Path, "%d-%d", &from, &to); n != 2 || err != nil || from < 0 || to < from || to >= total {
		return nil, fmt.Errorf("--path %s: FROM-TO within the steps 0-%d of the run", c.Path, total-1)
	}
	list := make([]int, 0, to-from+1)
	for k := from; k <= to; k++ {
		list = append(list, k)
	}
	return list, nil
}

// pathFile is path.npy at work: float32 in C order, a row a step. It lies under another name, with NaN in the rows that are to
// come, until all are there: a run that is resumed goes on with it.
type pathFile struct {
	name  string
	file  *os.File
	head  []byte
	width int
	rows  int
}

func (f *pathFile) open() error {
	f.head = lab.NPYHeader("<f4", false, f.rows, f.width)
	var err error
	if f.file, err = os.OpenFile(f.name+unfinished, os.O_RDWR|os.O_CREATE, 0o644); err != nil {
		return err
	}
	info, err := f.file.Stat()
	if err != nil {
		return err
	}
	size := len(f.head) + 4*f.width*f.rows
	if info.Size() == int64(size) {
		return nil
	}
	blank := make([]byte, size)
	for i := copy(blank, f.head); i < size; i += 4 {
		binary.LittleEndian.PutUint32(blank[i:], math.Float32bits(float32(math.NaN())))
	}
	if err := f.file.Truncate(int64(size)); err != nil {
		return err
	}
	if _, err := f.file.WriteAt(blank, 0); err != nil {
		return fmt.Errorf("write %s: %w", f.name+unfinished, err)
	}
	return nil
}

func (f *pathFile) put(row, _ int, u []float32) error {
	b := make([]byte, 4*len(u))
	if _, err := binary.Encode(b, binary.LittleEndian, u); err != nil {
		return err
	}
	if _, err := f.file.WriteAt(b, int64(len(f.head)+4*f.width*row)); err != nil {
		return fmt.Errorf("write %s: %w", f.name+unfinished, err)
	}
	return nil
}

// missing is the first row that was not recorded, -1 if all were.
func (f *pathFile) missing() (int, error) {
	b := make([]byte, 4)
	for r := range f.rows {
		if _, err := f.file.ReadAt(b, int64(len(f.head)+4*f.width*r)); err != nil {
			return r, err
		}
		if v := math.Float32frombits(binary.LittleEndian.Uint32(b)); v != v {
			return r, nil
		}
	}
	return -1, nil
}

// recordPath lets o record the noise along the path; finish completes the file after the run.
func (c trainCmd) recordPath(ctx context.Context, be *training.Backend, n *network, start training.Weights, config training.Config, o *training.Options) (finish func() error, err error) {
	total := config.Epochs * (n.set.Train.Len() / config.Batch)
	steps, err := c.pathSteps(total)
	if err != nil {
		return nil, badInput{err}
	}
	f := &pathFile{name: filepath.Join(c.Out, "path.npy"), rows: len(steps)}
	path, err := sgn.NewPath(ctx, be, sgn.Source{Model: n.model, Spec: n.spec, Weights: start, Set: n.set}, config, c.Seed, steps, min(c.PathCoords, n.spec.Size()), f.put)
	if err != nil {
		return nil, badInput{err}
	}
	f.width = len(path.Coordinates)
	if err := f.open(); err != nil {
		return nil, err
	}
	o.Observe = path.Observe
	return func() error {
		defer path.Close()
		r, err := f.missing()
		if err != nil {
			return err
		}
		if r >= 0 {
			return fmt.Errorf("the noise of step %d was not recorded: an earlier run without --path took that step. Train into an empty folder", steps[r])
		}
		if err := settle(f.file, f.name); err != nil {
			return err
		}
		rates := make([]float64, len(steps))
		for i, k := range steps {
			rates[i] = config.Rate(k, total)
		}
		return lab.WriteJSON(filepath.Join(c.Out, "path.json"), map[string]any{"steps": steps, "rates": rates, "full_batch": path.FullBatch, "columns": columnsOf(n.spec, path.Coordinates),
			"row": "the gradient of the step's batch minus the full gradient at the same weights"})
	}, nil
}
