package pipeline

import (
	"context"
	"errors"
	"fmt"

	"github.com/sgnlab/sgnlab/paperlib/datasets"
	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/models"
	"github.com/sgnlab/sgnlab/paperlib/models/pretrained"
	"github.com/sgnlab/sgnlab/paperlib/training"
)

// Net is a network and how it is trained.
type Net struct {
	handle[Curve]
	Model  models.Model
	Data   *Data
	Config training.Config
	Seed   uint64
	start  start
}

// start is where training begins if not at random weights: its words, and its weights.
type start struct {
	words   string
	weights func(ctx context.Context, spec *models.Spec) (training.Weights, error) // nil: random
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
	return l.TrainWith(m, data, Recipe(l.Profile, data.Name, m.Name), seed)
}

// Runs are n training runs under the lab's seed and those that follow it, with a configuration of the caller's choice.
func (l *Lab) Runs(m models.Model, data *Data, c training.Config, n int) (list []*Net) {
	for i := range n {
		list = append(list, l.TrainWith(m, data, c, l.Seed+uint64(i)))
	}
	return list
}

// TrainFrom is TrainSeed from the weights of a pretrained encoder. Its identity needs their digest, so they are read.
func (l *Lab) TrainFrom(m models.Model, data *Data, encoder *pretrained.Encoder, seed uint64) (*Net, error) {
	weights := func(spec *models.Spec) (w training.Weights, err error) {
		w = training.InitialWeights(spec, seed)
		w.Params, err = encoder.Params(spec, seed)
		return w, err
	}
	input, err := data.Input()
	if err != nil {
		return nil, err
	}
	spec, err := models.Describe(m, input)
	if err != nil {
		return nil, err
	}
	w, err := weights(spec)
	if err != nil {
		return nil, err
	}
	c := Recipe(l.Profile, data.Name, m.Name)
	c.Start = w.Digest()
	n := l.TrainWith(m, data, c, seed)
	n.start = start{"pretrained MiniLM-L6, new classifier", func(_ context.Context, spec *models.Spec) (training.Weights, error) { return weights(spec) }}
	return n, nil
}

// TrainWith is Train with a configuration and seed of the caller's choice.
func (l *Lab) TrainWith(m models.Model, data *Data, c training.Config, seed uint64) *Net {
	return l.train(m, data, c, seed, nil)
}

// Branch says that training goes on from a snapshot as a run of its own: its steps are counted from 0, its schedule and the
// order of its examples are those of c and seed, and the optimiser begins without memory (velocity 0). Branches of one
// snapshot under one seed and batch size see the same batches.
func (l *Lab) Branch(at *Snapshot, c training.Config, seed uint64) *Net {
	n := l.train(at.Net.Model, at.Net.Data, c, seed, at)
	n.start = start{at.String(), func(ctx context.Context, spec *models.Spec) (training.Weights, error) {
		s, err := at.Load(ctx)
		return s.Weights, err
	}}
	n.needs = []Input{at.input()}
	return n
}

func (l *Lab) train(m models.Model, data *Data, c training.Config, seed uint64, from *Snapshot) *Net {
	n := &Net{Model: m, Data: data, Config: c, Seed: seed, start: start{words: "random weights"}}
	knobs := struct {
		Model    string          `json:"model"`
		Data     string          `json:"data"`
		Train    int             `json:"train_examples"`
		Test     int             `json:"test_examples"`
		Training training.Config `json:"training"`
		Start    *place          `json:"start,omitempty"`
	}{Model: m.Name, Data: data.Name, Train: data.Train, Test: data.Test, Training: c}
	inputs := map[string]string{"data": data.Digest}
	if from != nil {
		knobs.Start, inputs["start"] = &from.place, from.Net.ID()
	}
	n.handle = handle[Curve]{lab: l, compute: n.train, seconds: func() float64 { return trainingSeconds(n) },
		title: fmt.Sprintf("%s, seed %d", n, seed),
		unit: lab.Unit{Study: "training", Knobs: knobs, Seed: seed, Inputs: inputs, Custom: l.custom(!m.BuiltIn()),
			Versions: map[string]int{"models": models.Version, "training": training.Version}}}
	return n
}

// String names the network in messages and captions.
func (n *Net) String() string { return n.Model.Name + " on " + n.Data.Name }

// StartWords says where the first weights come from.
func (n *Net) StartWords() string { return n.start.words }

// Load trains the network unless the store has it.
func (n *Net) Load(ctx context.Context) (*TrainedNet, error) {
	_, spec, err := n.open(ctx)
	if err != nil {
		return nil, err
	}
	curve, entry, err := n.do(ctx)
	if err != nil {
		return nil, err
	}
	t := &TrainedNet{Spec: spec, Points: curve.Points}
	if t.Initial, err = n.initial(ctx, spec); err != nil {
		return nil, err
	}
	t.Trained, err = weightsOf(entry, "", spec)
	return t, err
}

// open loads the data and describes the network that reads it.
func (n *Net) open(ctx context.Context) (*datasets.Set, *models.Spec, error) {
	set, err := n.Data.Load(ctx)
	if err != nil {
		return nil, nil, err
	}
	spec, err := models.Describe(n.Model, training.InputOf(set))
	return set, spec, err
}

// initial are the weights before training.
func (n *Net) initial(ctx context.Context, spec *models.Spec) (training.Weights, error) {
	if n.start.weights == nil {
		return training.InitialWeights(spec, n.Seed), nil
	}
	return n.start.weights(ctx, spec)
}

// train is the unit: the learning curve, and the trained weights as arrays.
func (n *Net) train(ctx context.Context, w *lab.Work) (Curve, error) {
	return n.trainWith(ctx, w, training.Options{})
}

// trainWith is train with what else is wanted of the run.
func (n *Net) trainWith(ctx context.Context, w *lab.Work, o training.Options) (Curve, error) {
	r, err := n.run(ctx, w, o)
	if err != nil {
		return Curve{}, err
	}
	return Curve{r.Spec.Size(), r.Curve}, writeWeights(w, "", r.Trained.Weights)
}

// run trains within a unit of the store, whose scratch folder takes the checkpoints. The result is nil if Options.Take ended
// the run with errEnough.
func (n *Net) run(ctx context.Context, w *lab.Work, o training.Options) (*training.Result, error) {
	set, spec, err := n.open(ctx)
	if err != nil {
		return nil, err
	}
	be, err := n.lab.note(ctx, w)
	if err != nil {
		return nil, err
	}
	if o.Checkpoints, err = w.Scratch(); err != nil {
		return nil, err
	}
	w.Provenance("data_source", set.Source)
	c := n.Config
	if n.start.weights != nil {
		first, err := n.initial(ctx, spec)
		if err != nil {
			return nil, err
		}
		o.Start, c.Start = &first, first.Digest()
	}
	progress, done := follow(ctx, n.title)
	o.Note, o.Every, o.Progress = func(text string) { lab.Notef(ctx, "%s", text) }, 500, progress
	r, err := training.Train(ctx, be, n.Model, set, c, n.Seed, o)
	if errors.Is(err, errEnough) {
		r, err = nil, nil
	}
	done(err)
	return r, err
}

// errEnough ends a run that has taken all steps that are wanted of it.
var errEnough = errors.New("enough steps")

// sameBackend refuses to take this training's steps again where the store has it from a backend with other last bits:
// what is computed now would not belong to its weights.
func (n *Net) sameBackend(ctx context.Context) error {
	e := n.lab.Store.Lookup(n.unit.Study, n.ID())
	if e == nil {
		return nil
	}
	p, err := e.Provenance()
	if err != nil {
		return err
	}
	be, err := n.lab.Backend(ctx)
	if err != nil {
		return err
	}
	now := be.Facts()
	for _, k := range []string{"backend", "plugin_sha256", "device", "arch"} {
		if p.Facts[k] != now[k] {
			return fmt.Errorf("%s: the training %s was computed with %s %q, this backend has %q: its steps would be taken again with other last bits. Choose that backend (SGNLAB_BACKEND), or compute the training anew with this one in an empty store (SGNLAB_RUNS)",
				n.title, lab.Short(n.ID()), k, p.Facts[k], now[k])
		}
	}
	return nil
}
