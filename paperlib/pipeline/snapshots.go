package pipeline

import (
	"bytes"
	"context"
	"encoding/gob"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/sgnlab/sgnlab/paperlib/files"
	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/models"
	"github.com/sgnlab/sgnlab/paperlib/training"
)

// Snapshots are the weights of one training run after chosen numbers of steps, all kept by one run.
//
// If the store lacks the training, the run that keeps them computes it too. If it has it, the steps are taken again to the
// same bits, which is checked: the run must end with the weights that the store has. Either way one list costs one run, and
// two lists cost two: a study asks for all its steps at once, and studies that look at one training share the unit if they
// ask for equal lists, which they best take from one function. What is computed at a snapshot (see [Lab.CaptureAt]) is
// identified by the training and the step, and so shared between lists.
type Snapshots struct {
	handle[kept]
	Net  *Net
	List []int // steps, in increasing order
}

// kept is the stored result; the weights lie beside it as arrays params_STEP and states_STEP.
type kept struct {
	Steps []int `json:"steps"`
}

func suffix(step int) string { return fmt.Sprintf("_%d", step) }

// Snapshots says that the weights of net are to be kept after these numbers of steps, in any order: 0 are those before the
// first step, net.Steps() the trained ones.
func (l *Lab) Snapshots(net *Net, steps ...int) (*Snapshots, error) {
	s := &Snapshots{Net: net, List: slices.Compact(slices.Sorted(slices.Values(steps)))}
	if len(steps) == 0 {
		return nil, fmt.Errorf("%s: no step is given at which to keep a snapshot", net.title)
	}
	for _, k := range s.List {
		if err := net.has(k); err != nil {
			return nil, err
		}
	}
	s.handle = handle[kept]{lab: l, compute: s.keep, needs: net.needs, seconds: func() float64 { return trainingSeconds(net) },
		title: fmt.Sprintf("%s, %d snapshots", net.title, len(s.List)),
		unit: lab.Unit{Study: "snapshots", Seed: net.Seed, Inputs: map[string]string{"training": net.ID()}, Custom: net.Custom(),
			Knobs: kept{s.List}}}
	return s, nil
}

// At is the snapshot after a number of steps, one of the list.
func (s *Snapshots) At(step int) (*Snapshot, error) {
	if !slices.Contains(s.List, step) {
		if err := s.Net.has(step); err != nil {
			return nil, err
		}
		return nil, fmt.Errorf("%s: no snapshot is kept after step %d, only after %v", s.Net.title, step, s.List)
	}
	switch step {
	case 0:
		return s.Net.At(Initial)
	case s.Net.Steps():
		return s.Net.At(Trained)
	}
	return &Snapshot{s.Net, place{Step: step}, s}, nil
}

// All are the snapshots of the list.
func (s *Snapshots) All() (list []*Snapshot) {
	for _, k := range s.List {
		at, err := s.At(k)
		if err != nil {
			panic(err) // the list holds its members
		}
		list = append(list, at)
	}
	return list
}

// Load returns the weights after each step of the list.
func (s *Snapshots) Load(ctx context.Context) (map[int]training.Weights, error) {
	_, spec, err := s.Net.open(ctx)
	if err != nil {
		return nil, err
	}
	_, e, err := s.do(ctx)
	if err != nil {
		return nil, err
	}
	all := map[int]training.Weights{}
	for _, k := range s.List {
		if all[k], err = weightsOf(e, suffix(k), spec); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// keep is the unit. The snapshots of a run that is killed lie in the scratch folder until the next one resumes it.
func (s *Snapshots) keep(ctx context.Context, w *lab.Work) (kept, error) {
	_, spec, err := s.Net.open(ctx)
	if err != nil {
		return kept{}, err
	}
	if _, err := s.lab.note(ctx, w); err != nil {
		return kept{}, err
	}
	scratch, err := w.Scratch()
	if err != nil {
		return kept{}, err
	}
	dir := album{scratch, spec}
	o := training.Options{Snapshots: s.List, Take: dir.put, Resumable: func(step int) bool { return s.whole(dir, step) }}
	_, _, err = lab.Do(ctx, s.lab.Store, s.Net.unit, func(ctx context.Context, w *lab.Work) (Curve, error) { return s.Net.trainWith(ctx, w, o) })
	if err != nil {
		return kept{}, err
	}
	if !s.whole(dir, s.Net.Steps()+1) { // the store had it: the same run again
		if err := s.again(ctx, w, o); err != nil {
			return kept{}, err
		}
	}
	for _, k := range s.List {
		v, err := dir.get(k)
		if err != nil {
			return kept{}, err
		}
		if err := writeWeights(w, suffix(k), v); err != nil {
			return kept{}, err
		}
	}
	return kept{s.List}, nil
}

func (s *Snapshots) again(ctx context.Context, w *lab.Work, o training.Options) error {
	if err := s.Net.sameBackend(ctx); err != nil {
		return err
	}
	had, err := s.Net.Load(ctx)
	if err != nil {
		return err
	}
	r, err := s.Net.run(ctx, w, o)
	if err != nil {
		return err
	}
	if want, got := had.Trained.Digest(), r.Trained.Weights.Digest(); got != want {
		return fmt.Errorf("%s: taking its steps again ends with the weights %s, the training %s in the store has %s: it is of a machine or a program with other last bits. Compute it anew in an empty store (SGNLAB_RUNS)",
			s.Net.title, lab.Short(got), lab.Short(s.Net.ID()), lab.Short(want))
	}
	return nil
}

// whole reports whether all snapshots before a step are in dir.
func (s *Snapshots) whole(dir album, step int) bool {
	for _, k := range s.List {
		if k >= step {
			break
		}
		if _, err := dir.get(k); err != nil {
			return false
		}
	}
	return true
}

// album is a folder of sealed weights by step.
type album struct {
	folder string
	spec   *models.Spec
}

func (a album) file(step int) string {
	return filepath.Join(a.folder, fmt.Sprintf("snapshot%s.gob", suffix(step)))
}

func (a album) put(step int, v training.Weights) error {
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(v); err != nil {
		return err
	}
	return files.Seal(a.file(step), b.Bytes())
}

func (a album) get(step int) (v training.Weights, err error) {
	b, err := files.Unseal(a.file(step))
	if err != nil {
		return v, err
	}
	if err := gob.NewDecoder(bytes.NewReader(b)).Decode(&v); err != nil {
		return v, fmt.Errorf("the snapshot after step %d: %w", step, err)
	}
	return v, v.Check(a.spec)
}
