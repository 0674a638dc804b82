package pipeline

import (
	"context"
	"fmt"
	"math"

	"github.com/sgnlab/sgnlab/paperlib/sgn"
)

// The snapshots of every training run that have names.
const (
	Initial = "initial"  // before the first step
	Halfway = "half-way" // after half of the steps, while the learning rate is on: under a cosine at half of its start
	Trained = "trained"  // after the last step, where a schedule has ended
)

// Snapshot is a network at one step of its training: the weights at which noise is captured and curvature measured.
type Snapshot struct {
	Net *Net
	place
	kept *Snapshots // that hold the weights; nil: the training itself does
}

// place says in an identity which weights of a training run are meant: by name, or by the number of steps taken.
type place struct {
	Snapshot string `json:"snapshot,omitempty"`
	Step     int    `json:"step,omitempty"`
}

// String names the snapshot: "mlp on digits (trained)", "mlp on digits (step 120)".
func (s *Snapshot) String() string { return fmt.Sprintf("%s (%s)", s.Net, s.name()) }

func (p place) name() string {
	if p.Snapshot != "" {
		return p.Snapshot
	}
	return fmt.Sprintf("step %d", p.Step)
}

// input is the unit that has the weights.
func (s *Snapshot) input() Input {
	if s.kept != nil {
		return s.kept
	}
	return s.Net
}

// Load returns the network at this step with its data, training it unless the store has it.
func (s *Snapshot) Load(ctx context.Context) (sgn.Source, error) {
	set, spec, err := s.Net.open(ctx)
	if err != nil {
		return sgn.Source{}, err
	}
	out := sgn.Source{Model: s.Net.Model, Spec: spec, Set: set}
	if s.kept != nil {
		_, e, err := s.kept.do(ctx)
		if err != nil {
			return out, err
		}
		out.Weights, err = weightsOf(e, suffix(s.Step), spec)
		return out, err
	}
	t, err := s.Net.Load(ctx)
	if err != nil {
		return out, err
	}
	out.Weights = t.Initial
	if s.Snapshot == Trained {
		out.Weights = t.Trained
	}
	return out, nil
}

// At is the snapshot of that name: [Initial], [Halfway] or [Trained].
func (n *Net) At(snapshot string) (*Snapshot, error) {
	switch snapshot {
	case Initial, Trained:
		return &Snapshot{Net: n, place: place{Snapshot: snapshot}}, nil
	case Halfway:
		step := n.Steps() / 2
		kept, err := n.lab.Snapshots(n, step)
		if err != nil {
			return nil, err
		}
		return kept.At(step)
	}
	return nil, fmt.Errorf("no snapshot is called %q: use %q, %q or %q, or a step of Lab.Snapshots", snapshot, Initial, Halfway, Trained)
}

// Steps is the number of steps of the training.
func (n *Net) Steps() int { return n.Config.Steps(n.Data.Train) }

// StepsAt are the steps nearest to fractions of the training: 0 is before the first step, 1 after the last.
func (n *Net) StepsAt(fractions ...float64) (steps []int, err error) {
	for _, f := range fractions {
		if !(f >= 0 && f <= 1) {
			return nil, fmt.Errorf("%s: the fraction %v of the training lies outside 0 to 1", n.title, f)
		}
		steps = append(steps, int(math.Round(f*float64(n.Steps()))))
	}
	return steps, nil
}

// has reports a step that the training does not have.
func (n *Net) has(step int) error {
	if step < 0 || step > n.Steps() {
		return fmt.Errorf("%s has no step %d: its steps are 0 (before training) to %d (trained)", n.title, step, n.Steps())
	}
	return nil
}
