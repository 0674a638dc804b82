package training

import (
	"context"
	"fmt"
	"math"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"github.com/sgnlab/sgnlab/paperlib/datasets"
	"github.com/sgnlab/sgnlab/paperlib/models"
	"github.com/sgnlab/sgnlab/paperlib/rng"
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
	Checkpoints string                                // folder for checkpoints after every epoch; empty: none
	Progress    func(step, total int, message string) // called after every step; may be nil
}

// DivergedError is a loss that is not a finite number.
type DivergedError struct {
	Model      string
	Step       int // counted from 0
	Epoch      int
	Loss       float64
	Checkpoint string // the last good checkpoint, if any
}

func (e *DivergedError) Error() string {
	s := fmt.Sprintf("training of %q diverged: the loss of step %d (epoch %d) is %v. Lower the learning rate or check the data", e.Model, e.Step, e.Epoch, e.Loss)
	if e.Checkpoint != "" {
		s += "; the last good checkpoint is " + e.Checkpoint
	}
	return s
}

// Train trains model m on set under a seed and returns its initial and its trained network. If o.Checkpoints holds a
// checkpoint of the same run it goes on from there, to the same bits as an uninterrupted run.
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
	t := &trainer{be: be, model: m, spec: spec, set: set, config: c, seed: seed, options: o}
	return t.run(ctx)
}

type trainer struct {
	be      *Backend
	model   models.Model
	spec    *models.Spec
	set     *datasets.Set
	config  Config
	seed    uint64
	options Options

	params, velocity, states []*tensors.Tensor
	curve                    []Point
}

func (t *trainer) run(ctx context.Context) (*Result, error) {
	initial := InitialWeights(t.spec, t.seed)
	cp, err := t.loadCheckpoint()
	if err != nil {
		return nil, err
	}
	if cp == nil {
		zero := make([][]float32, len(initial.Params))
		for i, p := range initial.Params {
			zero[i] = make([]float32, len(p))
		}
		cp = &checkpoint{Weights: initial, Velocity: zero}
	}
	t.params = Tensors(cp.Weights.Params, t.spec.Params)
	t.velocity = Tensors(cp.Velocity, t.spec.Params)
	t.states = Tensors(cp.Weights.States, t.spec.States)
	t.curve = cp.Curve
	defer func() { finalize(append(append(t.params, t.velocity...), t.states...)...) }()

	step, err := t.stepExec()
	if err != nil {
		return nil, err
	}
	defer step.Finalize()
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
	perEpoch := t.set.Train.Len() / t.config.Batch
	for epoch := len(t.curve) - 1; epoch < t.config.Epochs; epoch++ {
		loss, err := t.epoch(ctx, step, epoch, perEpoch)
		if err != nil {
			return nil, err
		}
		e, err := eval.run(ctx, t.params, t.states, t.set.Test)
		if err != nil {
			return nil, err
		}
		last := (epoch+1)*perEpoch - 1
		t.curve = append(t.curve, Point{epoch + 1, last + 1, t.config.Rate(last, t.config.Epochs*perEpoch), loss, e})
		if err := t.saveCheckpoint(); err != nil {
			return nil, err
		}
	}
	w, err := t.weights()
	if err != nil {
		return nil, err
	}
	end := t.curve[len(t.curve)-1]
	return &Result{t.spec, t.curve, Snapshot{0, initial, t.curve[0].Test.Accuracy}, Snapshot{end.Step, w, end.Test.Accuracy}}, nil
}

// epoch takes the steps of one pass; examples that do not fill a last batch are left out of this epoch.
func (t *trainer) epoch(ctx context.Context, step *graph.Exec, epoch, perEpoch int) (meanLoss float64, err error) {
	total := t.config.Epochs * perEpoch
	perm := order(t.seed, epoch, t.set.Train.Len())
	for b := range perEpoch {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		k := epoch*perEpoch + b
		noise, window := rng.New(t.seed, "noise", fmt.Sprint(k)), rng.New(t.seed, "augment", fmt.Sprint(k))
		data := Assemble(t.set.Train, t.spec, perm[b*t.config.Batch:(b+1)*t.config.Batch], func(_ int, image, z []float32) {
			if t.config.Augment != "" {
				Augment(image, t.spec.Shape, window)
			}
			if len(z) > 0 {
				t.spec.DrawNoise(z, noise)
			}
		})
		lr := tensors.FromScalar(float32(t.config.Rate(k, total)))
		out, err := step.Call(args(t.params, t.velocity, t.states, append([]*tensors.Tensor{lr}, data...))...)
		if err != nil {
			return 0, fmt.Errorf("model %q, training step %d: %w", t.model.Name, k, err)
		}
		np, ns := len(t.params), len(t.states)
		loss := float64(tensors.ToScalar[float32](out[2*np+ns]))
		finalize(append(append(append(t.params, t.velocity...), t.states...), append(data, lr, out[2*np+ns])...)...)
		t.params, t.velocity, t.states = out[:np:np], out[np:2*np:2*np], out[2*np:2*np+ns:2*np+ns]
		if math.IsNaN(loss) || math.IsInf(loss, 0) {
			return 0, &DivergedError{t.model.Name, k, epoch, loss, t.goodCheckpoint()}
		}
		meanLoss += loss / float64(perEpoch)
		if t.options.Progress != nil {
			t.options.Progress(k+1, total, fmt.Sprintf("epoch %d of %d, loss %.4f", epoch+1, t.config.Epochs, loss))
		}
	}
	return meanLoss, nil
}

// stepExec is one step of momentum SGD: (params, velocity, states, eta, batch) to (params, velocity, states, loss).
func (t *trainer) stepExec() (*graph.Exec, error) {
	np, ns := len(t.spec.Params), len(t.spec.States)
	c := t.config
	exec, err := graph.NewExec(t.be.Backend, func(in []*graph.Node) []*graph.Node {
		params, velocity, states := in[:np], in[np:2*np], in[2*np:2*np+ns]
		lr := in[2*np+ns]
		x, y, z := Unpack(in[2*np+ns+1:])
		built, grads := t.model.Gradient(t.spec, t.be.Backend, params, states, models.Batch{X: x, Labels: y, Noise: z}, graph.ReduceAllMean)
		out := make([]*graph.Node, 2*np, 2*np+ns+1)
		for i, g := range grads {
			v := graph.Add(graph.MulScalar(velocity[i], c.Momentum), g)
			if c.WeightDecay != 0 {
				v = graph.Add(v, graph.MulScalar(params[i], c.WeightDecay))
			}
			out[i] = graph.Sub(params[i], graph.Mul(lr, v))
			out[np+i] = v
		}
		return append(append(out, built.States...), graph.ReduceAllMean(built.Losses))
	})
	if err != nil {
		return nil, fmt.Errorf("model %q: prepare its training step: %w", t.model.Name, err)
	}
	return exec.WithName("train " + t.model.Name), nil
}

func (t *trainer) weights() (w Weights, err error) {
	if w.Params, err = values(t.params); err != nil {
		return w, err
	}
	w.States, err = values(t.states)
	return w, err
}
