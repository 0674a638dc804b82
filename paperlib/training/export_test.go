package training

import (
	"bytes"
	"encoding/gob"

	"github.com/sgnlab/sgnlab/paperlib/files"
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
