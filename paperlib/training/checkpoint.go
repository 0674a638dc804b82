package training

import (
	"bytes"
	"crypto/sha256"
	"encoding/gob"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"

	"github.com/sgnlab/sgnlab/paperlib/files"
)

// checkpoint is all that a run needs to go on to the same bits: everything else is a function of the step.
type checkpoint struct {
	Run      string // identity of the run that wrote it
	Weights  Weights
	Velocity [][]float32 // the optimiser's slots
	Curve    []Point
	Step     int     // steps taken
	Loss     float64 // mean loss of this epoch's steps so far, over the steps of a whole epoch
}

// identity tells runs apart: a checkpoint of another model, set, configuration, seed or backend is not continued.
func (t *trainer) identity() (string, error) {
	b, err := json.Marshal(struct {
		Version          int
		Model, Set, Back string
		Config           Config
		Seed             uint64
		Params           any
	}{Version, t.model.Name, t.set.Digest, t.be.Identity(), t.config, t.seed, t.spec})
	if err != nil {
		return "", err
	}
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:]), nil
}

// The last checkpoint, and the one before it, to which a run returns when the last one is damaged.
const (
	checkpointName = "checkpoint.gob"
	previousName   = "checkpoint.previous.gob"
)

func (t *trainer) checkpointFile() string {
	return filepath.Join(t.options.Checkpoints, checkpointName)
}

// goodCheckpoint is the file of the last checkpoint, empty if there is none.
func (t *trainer) goodCheckpoint() string {
	if t.options.Checkpoints == "" {
		return ""
	}
	if _, err := os.Stat(t.checkpointFile()); err != nil {
		return ""
	}
	return t.checkpointFile()
}

func (t *trainer) saveCheckpoint() error {
	if t.options.Checkpoints == "" {
		return nil
	}
	cp := checkpoint{Curve: t.curve, Step: t.step, Loss: t.loss}
	var err error
	if cp.Run, err = t.identity(); err != nil {
		return err
	}
	if cp.Weights, err = t.weights(); err != nil {
		return err
	}
	if cp.Velocity, err = values(t.slots); err != nil {
		return err
	}
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(cp); err != nil {
		return fmt.Errorf("encode a checkpoint: %w", err)
	}
	file := t.checkpointFile()
	if err := os.Rename(file, filepath.Join(t.options.Checkpoints, previousName)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("keep the checkpoint before: %w", err)
	}
	if err := files.Seal(file, b.Bytes()); err != nil {
		return fmt.Errorf("write checkpoint %s: %w. Free space on that disk and run again: training goes on from the checkpoint before", file, err)
	}
	return nil
}

// loadCheckpoint returns nil if there is no checkpoint of this very run, or none that it may resume from.
func (t *trainer) loadCheckpoint() (*checkpoint, error) {
	cp, err := t.lastCheckpoint()
	if cp != nil && t.options.Resumable != nil && !t.options.Resumable(cp.Step) {
		t.note("the checkpoint of step %d lies behind a step whose network was not kept, or not whole: training begins anew", cp.Step)
		return nil, nil
	}
	return cp, err
}

// lastCheckpoint is the last one that is whole. A damaged one is noted, and the one before it taken: the steps between are
// taken again, to the same bits.
func (t *trainer) lastCheckpoint() (*checkpoint, error) {
	if t.options.Checkpoints == "" {
		return nil, nil
	}
	last, err := t.read(t.checkpointFile())
	if err == nil {
		return last, nil
	}
	missing := errors.Is(err, fs.ErrNotExist)
	if !missing && !errors.Is(err, errDamaged) {
		return nil, err
	}
	before, errBefore := t.read(filepath.Join(t.options.Checkpoints, previousName))
	switch {
	case missing && errors.Is(errBefore, fs.ErrNotExist):
		return nil, nil
	case errBefore != nil && missing:
		err = errBefore
	case errBefore == nil:
		if !missing {
			t.note("%v. The checkpoint before it, of step %d, is whole: training goes on from there", err, before.Step)
		}
		return before, nil
	}
	return nil, fmt.Errorf("%w, and no whole one lies beside it: delete %s and %s in %q to train from the start", err, checkpointName, previousName, t.options.Checkpoints)
}

// errDamaged is a checkpoint that cannot be what was written.
var errDamaged = errors.New("damaged checkpoint")

// read returns the checkpoint in a file, if it is whole and of this run.
func (t *trainer) read(file string) (*checkpoint, error) {
	b, err := files.Unseal(file)
	if errors.Is(err, files.ErrSeal) {
		return nil, fmt.Errorf("%w: %w", errDamaged, err)
	}
	if err != nil {
		return nil, err
	}
	var cp checkpoint
	if err := gob.NewDecoder(bytes.NewReader(b)).Decode(&cp); err != nil {
		return nil, fmt.Errorf("%w: %q: %w", errDamaged, file, err)
	}
	id, err := t.identity()
	if err != nil {
		return nil, err
	}
	if cp.Run != id {
		return nil, fmt.Errorf("checkpoint %q belongs to another run, or was written on another backend, where the last bits differ: delete it and %s beside it to train from the start, or choose another folder", file, previousName)
	}
	if err := t.check(&cp); err != nil {
		return nil, fmt.Errorf("%w: %q: %w", errDamaged, file, err)
	}
	return &cp, nil
}

// check reports what of a checkpoint cannot be: arrays of another length, a step or a learning curve that this run does not
// pass through, numbers that are not finite.
func (t *trainer) check(cp *checkpoint) error {
	if err := cp.Weights.Check(t.spec); err != nil {
		return err
	}
	n := len(t.spec.Params)
	if want := t.config.slots() * n; len(cp.Velocity) != want {
		return fmt.Errorf("it holds %d arrays of the optimiser, want %d", len(cp.Velocity), want)
	}
	for i, v := range cp.Velocity {
		if p := t.spec.Params[i%n]; len(v) != p.Size() {
			return fmt.Errorf("the optimiser's array %d, of %s, holds %d numbers, want %d", i, p.Name, len(v), p.Size())
		}
	}
	if cp.Step < 1 || cp.Step > t.total {
		return fmt.Errorf("it is of step %d of %d", cp.Step, t.total)
	}
	if want := cp.Step/t.perEpoch + 1; len(cp.Curve) != want {
		return fmt.Errorf("the learning curve has %d points at step %d, want %d", len(cp.Curve), cp.Step, want)
	}
	for i, p := range cp.Curve {
		rate := 0.0
		if i > 0 {
			rate = t.config.Rate(p.Step-1, t.total)
		}
		if p.Epoch != i || p.Step != i*t.perEpoch || p.LR != rate {
			return fmt.Errorf("point %d of the learning curve is of epoch %d, step %d and rate %v", i, p.Epoch, p.Step, p.LR)
		}
	}
	if math.IsNaN(cp.Loss) || math.IsInf(cp.Loss, 0) || cp.Step%t.perEpoch == 0 && cp.Loss != 0 {
		return fmt.Errorf("the loss of the epoch in work is %v", cp.Loss)
	}
	return nil
}

func (t *trainer) note(format string, args ...any) {
	if t.options.Note != nil {
		t.options.Note(fmt.Sprintf(format, args...))
	}
}
