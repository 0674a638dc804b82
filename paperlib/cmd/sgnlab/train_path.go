package main

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/sgnlab/sgnlab/paperlib/files"
	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/models"
	"github.com/sgnlab/sgnlab/paperlib/sgn"
	"github.com/sgnlab/sgnlab/paperlib/training"
)

// pathSteps reads FROM-TO.
func (c trainCmd) pathSteps(total int, spec *models.Spec) ([]int, error) {
	var from, to int
	if n, err := fmt.Sscanf(c.Path, "%d-%d", &from, &to); n != 2 || err != nil || fmt.Sprintf("%d-%d", from, to) != c.Path || from < 0 || to < from || to >= total {
		return nil, fmt.Errorf("--path %q: FROM-TO within the steps 0-%d of the run", c.Path, total-1)
	}
	// Before anything is allocated: the list alone of 1e12 steps takes 8 TB.
	width := float64(4 * min(c.PathCoords, spec.Size()))
	if c.PathCoords == 0 {
		width = float64(4 * spec.Size())
	}
	need := width * float64(to-from+1)
	if free, err := freeBytes(existing(filepath.Dir(c.Out))); err == nil { // a file system that does not say: writing will
		if info, err := os.Stat(filepath.Join(c.Out, "path.npy"+files.Suffix)); err == nil {
			free += info.Size()
		}
		if need > float64(free) {
			return nil, fmt.Errorf("--path %s takes %s, and the disk of %q has %s free: free some, record fewer steps or coordinates (--path-coordinates)", c.Path, lab.Bytes(int64(min(need, 1<<62))), c.Out, lab.Bytes(free))
		}
	}
	list := make([]int, 0, to-from+1)
	for k := from; k <= to; k++ {
		list = append(list, k)
	}
	return list, nil
}

// pathFile is path.npy at work: float32 in C order, a row a step, a block a row.
type pathFile struct {
	*files.Partial
	steps []int
}

// rows is how many rows are there: all blocks but that of the header.
func (f *pathFile) rows() int { return f.Blocks() - 1 }

// put keeps a row. A resumed run takes steps again whose rows are there already, with the same bits.
func (f *pathFile) put(row, _ int, u []float32) error {
	if row < f.rows() {
		return nil
	}
	if row > f.rows() {
		return f.unrecorded()
	}
	b := make([]byte, 4*len(u))
	if _, err := binary.Encode(b, binary.LittleEndian, u); err != nil {
		return err
	}
	return f.Append(b)
}

// unrecorded says that a step was taken without its noise being recorded.
func (f *pathFile) unrecorded() error {
	return fmt.Errorf("the noise of step %d was not recorded: an earlier run without this --path took that step. Train into an empty folder", f.steps[f.rows()])
}

// pathRecord is what path.json holds.
type pathRecord struct {
	Steps     []int     `json:"steps"`
	Rates     []float64 `json:"rates"`
	FullBatch int       `json:"full_batch"`
	Columns   []columns `json:"columns"`
	Row       string    `json:"row"`
	Settings  string    `json:"settings"` // digest of what the rows follow from
	SHA256    string    `json:"sha256"`   // of path.npy
}

// finished reports whether path.npy is there already, whole and of the same settings.
func (r pathRecord) finished(file string) bool {
	var have pathRecord
	b, err := os.ReadFile(pathJSON(file))
	if err != nil || json.Unmarshal(b, &have) != nil || have.Settings != r.Settings {
		return false
	}
	sum, _, err := files.Digest(file)
	return err == nil && sum == have.SHA256
}

func pathJSON(file string) string { return file[:len(file)-len(".npy")] + ".json" }

// recordPath lets o record the noise along the path; finish completes the file after the run, and release ends it in any
// case.
func (c trainCmd) recordPath(ctx context.Context, be *training.Backend, n *network, start training.Weights, config training.Config, o *training.Options) (finish func() error, release func(), err error) {
	total := config.Epochs * (n.set.Train.Len() / config.Batch)
	steps, err := c.pathSteps(total, n.spec)
	if err != nil {
		return nil, nil, badInput{err}
	}
	f := &pathFile{steps: steps}
	path, err := sgn.NewPath(ctx, be, sgn.Source{Model: n.model, Spec: n.spec, Weights: start, Set: n.set}, config, c.Seed, steps, min(c.PathCoords, n.spec.Size()), f.put)
	if err != nil {
		return nil, nil, badInput{err}
	}
	name := filepath.Join(c.Out, "path.npy")
	r := pathRecord{Steps: steps, FullBatch: path.FullBatch, Columns: columnsOf(n.spec, path.Coordinates), Row: "the gradient of the step's batch minus the full gradient at the same weights"}
	for _, k := range steps {
		r.Rates = append(r.Rates, config.Rate(k, total))
	}
	r.Settings, err = settingsOf(n.model.Name, n.set.Digest, start.Digest(), c.Seed, config, be.Identity(), training.Version, sgn.Version, steps, r.Columns)
	if err != nil {
		path.Close()
		return nil, nil, err
	}
	if r.finished(name) {
		path.Close()
		lab.Notef(ctx, "%q holds the noise of these steps already", name)
		return func() error { return nil }, func() {}, nil
	}
	if f.Partial, err = files.OpenPartial(name, r.Settings); err == nil && f.Blocks() == 0 {
		err = f.Append(lab.NPYHeader("<f4", false, len(steps), len(path.Coordinates)))
	}
	release = func() {
		path.Close()
		if f.Partial != nil {
			end(f.Partial)
		}
	}
	if err != nil {
		release()
		if errors.Is(err, files.ErrPartial) || errors.Is(err, files.ErrTarget) {
			err = badInput{err}
		}
		return nil, nil, err
	}
	o.Observe = path.Observe
	return func() error {
		if f.rows() < len(steps) {
			return f.unrecorded()
		}
		h := sha256.New()
		if _, err := io.Copy(h, f.Contents()); err != nil {
			return err
		}
		r.SHA256 = hex.EncodeToString(h.Sum(nil))
		if err := lab.WriteJSON(pathJSON(name), r); err != nil {
			return err
		}
		return f.Finish()
	}, release, nil
}

// settingsOf is the digest of everything that a file follows from.
func settingsOf(parts ...any) (string, error) {
	b, err := json.Marshal(parts)
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:]), err
}
