package training

import (
	"crypto/sha256"
	"encoding/gob"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/google/renameio/v2"
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

func (t *trainer) checkpointFile() string {
	return filepath.Join(t.options.Checkpoints, "checkpoint.gob")
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
	f, err := renameio.NewPendingFile(t.checkpointFile())
	if err != nil {
		return fmt.Errorf("write a checkpoint: %w", err)
	}
	defer f.Cleanup() //nolint:errcheck // a no-op after the replacement
	if err := gob.NewEncoder(f).Encode(cp); err != nil {
		return fmt.Errorf("write checkpoint %s: %w. Free space on that disk and run again: training goes on from the checkpoint before", t.checkpointFile(), err)
	}
	if err := f.CloseAtomicallyReplace(); err != nil {
		return fmt.Errorf("write checkpoint %s: %w", t.checkpointFile(), err)
	}
	return nil
}

// loadCheckpoint returns nil if there is no checkpoint of this very run.
func (t *trainer) loadCheckpoint() (*checkpoint, error) {
	if t.options.Checkpoints == "" {
		return nil, nil
	}
	f, err := os.Open(t.checkpointFile())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("open a checkpoint: %w", err)
	}
	defer f.Close()
	var cp checkpoint
	if err := gob.NewDecoder(f).Decode(&cp); err != nil {
		return nil, fmt.Errorf("checkpoint %s is damaged (%w): delete it to train from the start", f.Name(), err)
	}
	id, err := t.identity()
	if err != nil {
		return nil, err
	}
	if cp.Run != id {
		return nil, fmt.Errorf("checkpoint %s belongs to another run, or was written on another backend, where the last bits differ: delete it to train from the start", f.Name())
	}
	if err := cp.Weights.Check(t.spec); err != nil {
		return nil, fmt.Errorf("checkpoint %s: %w", f.Name(), err)
	}
	if want := t.config.slots() * len(t.spec.Params); len(cp.Velocity) != want || cp.Step < 0 || cp.Step > t.total {
		return nil, fmt.Errorf("checkpoint %s is damaged (%d arrays of the optimiser, want %d; step %d of %d): delete it to train from the start", f.Name(), len(cp.Velocity), want, cp.Step, t.total)
	}
	return &cp, nil
}
