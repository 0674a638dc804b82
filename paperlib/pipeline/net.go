package pipeline

import (
	"context"
	"fmt"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/models"
	"github.com/sgnlab/sgnlab/paperlib/models/pretrained"
	"github.com/sgnlab/sgnlab/paperlib/training"
)

// Net is a network and how it is trained.
type Net struct {
	lab    *Lab
	Model  models.Model
	Data   *Data
	Config training.Config
	Seed   uint64
	start  *pretrained.Encoder // weights that training starts from; nil for random ones
	unit   lab.Unit
}

// Curve is the stored result of a training run; its weights lie beside it as arrays.
type Curve struct {
	Parameters int              `json:"parameters"`
	Points     []training.Point `json:"points"`
}

// TrainedNet is a trained network with its weights.
type TrainedNet struct {
	Spec             *models.Spec
	Points           []training.Point
	Initial, Trained training.Weights
}

// Train says that m is to be trained on data by the profile's configuration, under the lab's seed.
func (l *Lab) Train(m models.Model, data *Data) *Net { return l.TrainSeed(m, data, l.Seed) }

// TrainSeed is Train under another seed.
func (l *Lab) TrainSeed(m models.Model, data *Data, seed uint64) *Net {
	return l.TrainWith(m, data, trainingConfig(l.Profile, data.Name, m.Name), seed)
}

// TrainFrom is TrainSeed from the weights of a pretrained encoder. Its identity needs their digest, so they are read.
func (l *Lab) TrainFrom(m models.Model, data *Data, encoder *pretrained.Encoder, seed uint64) (*Net, error) {
	input, err := data.Input()
	if err != nil {
		return nil, err
	}
	spec, err := models.Describe(m, input)
	if err != nil {
		return nil, err
	}
	w := training.InitialWeights(spec, seed)
	if w.Params, err = encoder.Params(spec, seed); err != nil {
		return nil, err
	}
	c := trainingConfig(l.Profile, data.Name, m.Name)
	c.Start = w.Digest()
	n := l.TrainWith(m, data, c, seed)
	n.start = encoder
	return n, nil
}

// TrainWith is Train with a configuration and seed of the caller's choice.
func (l *Lab) TrainWith(m models.Model, data *Data, c training.Config, seed uint64) *Net {
	n := &Net{lab: l, Model: m, Data: data, Config: c, Seed: seed}
	n.unit = lab.Unit{
		Study: "training",
		Knobs: struct {
			Model    string          `json:"model"`
			Data     string          `json:"data"`
			Train    int             `json:"train_examples"`
			Test     int             `json:"test_examples"`
			Training training.Config `json:"training"`
		}{m.Name, data.Name, data.Train, data.Test, c},
		Seed:     seed,
		Versions: map[string]int{"models": models.Version, "training": training.Version},
		Inputs:   map[string]string{"data": data.Digest},
		Custom:   l.custom(!m.BuiltIn()),
	}
	return n
}

// ID is the identity of the trained network in the run store.
func (n *Net) ID() string { return n.unit.ID() }

// String names the network in messages and captions.
func (n *Net) String() string { return n.Model.Name + " on " + n.Data.Name }

// Load trains the network unless the store has it.
func (n *Net) Load(ctx context.Context) (*TrainedNet, error) {
	set, err := n.Data.Load(ctx)
	if err != nil {
		return nil, err
	}
	spec, err := models.Describe(n.Model, training.InputOf(set))
	if err != nil {
		return nil, err
	}
	curve, entry, err := lab.Do(ctx, n.lab.Store, n.unit, n.compute)
	if err != nil {
		return nil, err
	}
	t := &TrainedNet{Spec: spec, Points: curve.Points}
	if t.Initial, err = n.initial(spec); err != nil {
		return nil, err
	}
	if t.Trained.Params, err = arrays(entry, "params", spec.Params); err != nil {
		return nil, err
	}
	if t.Trained.States, err = arrays(entry, "states", spec.States); err != nil {
		return nil, err
	}
	return t, nil
}

func (n *Net) compute(ctx context.Context, w *lab.Work) (Curve, error) {
	set, err := n.Data.Load(ctx)
	if err != nil {
		return Curve{}, err
	}
	be, err := n.lab.note(ctx, w)
	if err != nil {
		return Curve{}, err
	}
	scratch, err := w.Scratch()
	if err != nil {
		return Curve{}, err
	}
	w.Provenance("data_source", set.Source)
	progress, done := follow(ctx, n.title())
	o := training.Options{Note: func(text string) { lab.Notef(ctx, "%s", text) }, Checkpoints: scratch, Every: 500, Progress: progress}
	if n.start != nil {
		spec, err := models.Describe(n.Model, training.InputOf(set))
		if err != nil {
			return Curve{}, err
		}
		w, err := n.initial(spec)
		if err != nil {
			return Curve{}, err
		}
		o.Start = &w
	}
	r, err := training.Train(ctx, be, n.Model, set, n.Config, n.Seed, o)
	done(err)
	if err != nil {
		return Curve{}, err
	}
	if err := writeArrays(w, "params", r.Trained.Weights.Params); err != nil {
		return Curve{}, err
	}
	if err := writeArrays(w, "states", r.Trained.Weights.States); err != nil {
		return Curve{}, err
	}
	return Curve{r.Spec.Size(), r.Curve}, nil
}

// arrays cuts a flat array of the store into the arrays of a network.
func arrays(e *lab.Entry, name string, ps []models.Param) (list [][]float32, err error) {
	if len(ps) == 0 {
		return nil, nil
	}
	a, err := e.Array(name)
	if err != nil {
		return nil, err
	}
	total := 0
	for _, p := range ps {
		total += p.Size()
	}
	if len(a.F32) != total {
		return nil, fmt.Errorf("result %s: %s holds %d numbers, the network has %d: it belongs to another architecture", e, name, len(a.F32), total)
	}
	rest := a.F32
	for _, p := range ps {
		list = append(list, rest[:p.Size()])
		rest = rest[p.Size():]
	}
	return list, nil
}

func writeArrays(w *lab.Work, name string, list [][]float32) error {
	var flat []float32
	for _, v := range list {
		flat = append(flat, v...)
	}
	if len(flat) == 0 {
		return nil
	}
	return w.Array32(name, []int{len(flat)}, flat)
}

// StartWords says where the first weights come from.
func (n *Net) StartWords() string {
	if n.start != nil {
		return "pretrained MiniLM-L6, new classifier"
	}
	return "random weights"
}

// initial are the weights before training.
func (n *Net) initial(spec *models.Spec) (w training.Weights, err error) {
	w = training.InitialWeights(spec, n.Seed)
	if n.start != nil {
		w.Params, err = n.start.Params(spec, n.Seed)
	}
	return w, err
}

// title names the training run among those of other seeds.
func (n *Net) title() string { return fmt.Sprintf("%s, seed %d", n, n.Seed) }

// follow shows a computation's steps as one task of the progress in ctx.
func follow(ctx context.Context, title string) (step func(done, total int, message string), done func(error)) {
	var task *lab.Task
	step = func(n, total int, message string) {
		if task == nil {
			task = lab.TaskFrom(ctx, title, total)
		}
		task.Set(n, message)
	}
	return step, func(err error) {
		if task != nil {
			task.Done(err)
		}
	}
}

// Job is the training as a job of a plan.
func (n *Net) Job() lab.Job {
	return lab.UnitJob(n.unit, n.title(), trainingSeconds(n), nil, n.compute)
}
