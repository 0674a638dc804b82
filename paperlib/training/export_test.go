package training

import (
	"bytes"
	"encoding/gob"
	"slices"

	"github.com/gomlx/gomlx/core/tensors"

	"github.com/sgnlab/sgnlab/paperlib/datasets"
	"github.com/sgnlab/sgnlab/paperlib/files"
	"github.com/sgnlab/sgnlab/paperlib/models"
)

// FailingAt lets the backend fail with err at a step.
func FailingAt(o Options, step int, err error) Options {
	o.fail = func(k int) error {
		if k == step {
			return err
		}
		return nil
	}
	return o
}

// Checkpoint is what a checkpoint holds.
type Checkpoint = checkpoint

// Resealed changes the contents of a checkpoint and seals it again: what a writer at fault would leave.
func Resealed(file string, change func(*Checkpoint)) error {
	b, err := files.Unseal(file)
	if err != nil {
		return err
	}
	var cp checkpoint
	if err := gob.NewDecoder(bytes.NewReader(b)).Decode(&cp); err != nil {
		return err
	}
	change(&cp)
	var out bytes.Buffer
	if err := gob.NewEncoder(&out).Encode(cp); err != nil {
		return err
	}
	return files.Seal(file, out.Bytes())
}

// Fed are the examples of every step of a run, and the random numbers that it feeds with them.
func Fed(be *Backend, spec *models.Spec, set *datasets.Set, c Config, seed uint64) (index [][]int, noise [][]float32, err error) {
	t := &trainer{be: be, spec: spec, set: set, config: c, seed: seed, perEpoch: set.Train.Len() / c.Batch, total: c.Steps(set.Train.Len())}
	f, err := newFeed(t)
	if err != nil {
		return nil, nil, err
	}
	defer f.close()
	for step := range t.total {
		parts, err := f.get(step)
		if err != nil {
			return nil, nil, err
		}
		z, err := tensors.CopyFlatData[float32](parts[2])
		if err != nil {
			return nil, nil, err
		}
		index, noise = append(index, slices.Clone(f.batch(step))), append(noise, z)
	}
	return index, noise, nil
}
