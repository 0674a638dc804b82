package training

import (
	"context"
	"fmt"
	"slices"

	"github.com/gomlx/gomlx/core/tensors"

	"github.com/sgnlab/sgnlab/paperlib/datasets"
	"github.com/sgnlab/sgnlab/paperlib/models"
)

// Point is one point of a learning curve.
type Point struct {
	Epoch     int        `json:"epoch"` // epochs finished; 0 is the initial network
	Step      int        `json:"step"`
	LR        float64    `json:"lr"`         // of the last step taken
	TrainLoss float64    `json:"train_loss"` // mean over the epoch's batches; 0 at epoch 0
	Test      Evaluation `json:"test"`
}

// Snapshot is a network at one step of its training.
type Snapshot struct {
	Step     int
	Weights  Weights
	Accuracy float64 // on the test part
}

// Result is a finished training run.
type Result struct {
	Spec             *models.Spec
	Curve            []Point
	Initial, Trained Snapshot
}

// Options are what does not change the result of a run.
type Options struct {
	Checkpoints string // folder for checkpoints; empty: none
	// Every is how many steps lie between checkpoints. There is one at the end of every epoch anyway.
	Every    int
	Progress func(step, total int, message string) // called after every step; may be nil
	// Note is told what an observer would wonder about: a damaged checkpoint, a run that was finished before. May be nil.
	Note func(text string)
	// Start are the weights that training starts from, if Config.Start names them.
	Start *Weights
	// Snapshots are steps at which Take receives the network before the step is taken (the number of all steps: after the
	// last). After a resume the steps before the checkpoint are not repeated, and those after it may be, with the same bits:
	// Take should keep what it gets in a place of its own.
	Snapshots []int
	Take      func(step int, w Weights) error
	// Observe is called before every step with the number of the step, the examples of its batch, and a function that
	// copies the weights; see sgn.Path. May be nil. An error of Take or Observe ends the run, and Train returns it.
	Observe func(step int, batch []int, weights func() (Weights, error)) error
	// Resumable reports whether all that Take and Observe were to keep before a step is there, so that a run may resume from
	// a checkpoint of that step; else it begins anew. nil: it may always.
	Resumable func(step int) bool

	fail func(step int) error // tests: what the backend answers in place of a step
}

// DivergedError is a loss that is not a finite number.
type DivergedError struct {
	Model      string
	Step       int // counted from 0
	Epoch      int
	Loss       float64
	Batch      []int  // the examples of the step's batch
	Checkpoint string // the last good checkpoint, if any
}

func (e *DivergedError) Error() string {
	batch := fmt.Sprint(e.Batch)
	if len(e.Batch) > 8 {
		batch = fmt.Sprintf("%v and %d more", e.Batch[:8], len(e.Batch)-8)
	}
	s := fmt.Sprintf("training of %q diverged: the loss of step %d (epoch %d, examples %s) is %v. Lower the learning rate or check the data", e.Model, e.Step, e.Epoch, batch, e.Loss)
	if e.Checkpoint != "" {
		s += "; the last good checkpoint is " + e.Checkpoint
	}
	return s
}

// StepError is a step that the backend did not compute. The run goes on from the checkpoint when it is started again.
type StepError struct {
	Model      string
	Step       int
	Checkpoint string // the last good checkpoint, if any
	Err        error
}

func (e *StepError) Error() string {
	s := fmt.Sprintf("model %q, training step %d: %v", e.Model, e.Step, e.Err)
	if e.Checkpoint != "" {
		s += ". Run again to go on from " + e.Checkpoint
	}
	return s
}

func (e *StepError) Unwrap() error { return e.Err }

// Train trains model m on set under a seed and returns its initial and its trained network. If o.Checkpoints holds a
// checkpoint of the same run it goes on from there, to the same bits as an uninterrupted run.
//
// When ctx is cancelled it returns its error before the next computation begins: one at work, a step or the compilation
// that the first step begins with, cannot be interrupted.
func Train(ctx context.Context, be *Backend, m models.Model, set *datasets.Set, c Config, seed uint64, o Options) (*Result, error) {
	if err := c.Validate(set.Train.Len()); err != nil {
		return nil, err
	}
	if err := CheckSet(set); err != nil {
		return nil, err
	}
	if c.Augment != "" && set.Vocabulary > 0 {
		return nil, fmt.Errorf("training on %s: the augmentation %q is for images, and the set holds texts", set.Name, c.Augment)
	}
	spec, err := models.Describe(m, InputOf(set))
	if err != nil {
		return nil, err
	}
	initial := InitialWeights(spec, seed)
	if (c.Start == "") != (o.Start == nil) {
		return nil, fmt.Errorf("training of %q: the configuration's start is %q: give the weights and their digest together", m.Name, c.Start)
	}
	if o.Start != nil {
		if err := o.Start.Check(spec); err != nil {
			return nil, err
		}
		if d := o.Start.Digest(); d != c.Start {
			return nil, fmt.Errorf("training of %q: the weights to start from have the digest %s, the configuration says %s", m.Name, d, c.Start)
		}
		initial = *o.Start
	}
	if c.MicroBatch > 0 && spec.Coupled {
		return nil, fmt.Errorf("training of %q: micro-batches need examples that do not see each other, and BatchNorm couples them; use a network with GroupNorm", m.Name)
	}
	t := &trainer{be: be, model: m, spec: spec, set: set, config: c, seed: seed, options: o, initial: initial,
		perEpoch: set.Train.Len() / c.Batch, total: c.Steps(set.Train.Len())}
	return t.run(ctx)
}

type trainer struct {
	be              *Backend
	model           models.Model
	spec            *models.Spec
	set             *datasets.Set
	config          Config
	seed            uint64
	options         Options
	initial         Weights
	perEpoch, total int

	params, slots, states []*tensors.Tensor
	curve                 []Point
	step                  int     // steps taken
	loss                  float64 // sum of the losses of this epoch's steps
}

func (t *trainer) run(ctx context.Context) (*Result, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	cp, err := t.loadCheckpoint()
	if err != nil {
		return nil, err
	}
	if cp == nil {
		cp = &checkpoint{Weights: t.initial}
		for range t.config.slots() {
			for _, p := range t.initial.Params {
				cp.Velocity = append(cp.Velocity, make([]float32, len(p)))
			}
		}
	}
	if cp.Step == t.total {
		t.note("this run was finished before: its last checkpoint, %q, is that of step %d, and no step is left to take", t.goodCheckpoint(), t.total)
	}
	t.params = Tensors(cp.Weights.Params, t.spec.Params)
	for s := range t.config.slots() {
		n := len(t.spec.Params)
		t.slots = append(t.slots, Tensors(cp.Velocity[s*n:(s+1)*n], t.spec.Params)...)
	}
	t.states = Tensors(cp.Weights.States, t.spec.States)
	t.curve, t.step, t.loss = cp.Curve, cp.Step, cp.Loss
	defer func() { finalize(slices.Concat(t.params, t.slots, t.states)...) }()

	s, err := newStepper(t)
	if err != nil {
		return nil, err
	}
	defer s.close()
	eval, err := newEvaluator(t.be, t.model, t.spec)
	if err != nil {
		return nil, err
	}
	defer eval.exec.Finalize()

	if len(t.curve) == 0 {
		e, err := eval.run(ctx, t.params, t.states, t.set.Test)
		if err != nil {
			return nil, err
		}
		t.curve = append(t.curve, Point{Test: e})
	}
	if err := t.steps(ctx, s, eval); err != nil {
		return nil, err
	}
	w, err := t.weights()
	if err != nil {
		return nil, err
	}
	end := t.curve[len(t.curve)-1]
	if err := t.snapshot(); err != nil {
		return nil, err
	}
	return &Result{t.spec, t.curve, Snapshot{0, t.initial, t.curve[0].Test.Accuracy}, Snapshot{end.Step, w, end.Test.Accuracy}}, nil
}

// steps takes all steps that are left. Examples that do not fill a last batch are left out of their epoch.
func (t *trainer) steps(ctx context.Context, s *stepper, eval *evaluator) error {
	for t.step < t.total {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := t.snapshot(); err != nil {
			return err
		}
		if t.options.Observe != nil {
			if err := t.options.Observe(t.step, s.feed.batch(t.step), t.weights); err != nil {
				return err
			}
		}
		loss, err := s.take()
		if err != nil {
			return err
		}
		t.loss += loss / float64(t.perEpoch)
		t.step++
		if t.options.Progress != nil {
			t.options.Progress(t.step, t.total, fmt.Sprintf("epoch %d of %d, loss %.4f", (t.step-1)/t.perEpoch+1, t.config.Epochs, loss))
		}
		if t.step%t.perEpoch == 0 {
			e, err := eval.run(ctx, t.params, t.states, t.set.Test)
			if err != nil {
				return err
			}
			t.curve = append(t.curve, Point{t.step / t.perEpoch, t.step, t.config.Rate(t.step-1, t.total), t.loss, e})
			t.loss = 0
		}
		if t.step%t.perEpoch == 0 || t.options.Every > 0 && t.step%t.options.Every == 0 {
			if err := t.saveCheckpoint(); err != nil {
				return err
			}
		}
	}
	return nil
}

// snapshot hands over the network if this step is among the chosen ones.
func (t *trainer) snapshot() error {
	if t.options.Take == nil || !slices.Contains(t.options.Snapshots, t.step) {
		return nil
	}
	w, err := t.weights()
	if err != nil {
		return err
	}
	return t.options.Take(t.step, w)
}

func (t *trainer) weights() (w Weights, err error) {
	if w.Params, err = values(t.params); err != nil {
		return w, err
	}
	w.States, err = values(t.states)
	return w, err
}
