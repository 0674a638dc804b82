package pipeline

import (
	"context"
	"fmt"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/sgn"
	"github.com/sgnlab/sgnlab/paperlib/training"
)

// The snapshots of a training run at which noise is captured.
const (
	Initial = "initial" // before the first step
	Trained = "trained" // after the last step
)

// Noise is the gradient noise of a snapshot of a network.
type Noise struct {
	Net      *Net
	Snapshot string
	Config   sgn.Config
	unit     lab.Unit
}

// captured is the stored result of a capture; the draws lie beside it as arrays draws_B [draws, coordinates].
type captured struct {
	Method        sgn.Method       `json:"method"`
	Normalisation string           `json:"normalisation"`
	Coordinates   []sgn.Coordinate `json:"coordinates"`
	Full          []float64        `json:"full"`
	FullBatch     int              `json:"full_batch"`
	Blocks        []block          `json:"blocks"`
}

type block struct {
	Batch  int       `json:"batch"`
	Draws  int       `json:"draws"`
	Mean   []float64 `json:"mean"`
	StdErr []float64 `json:"std_err,omitempty"`
}

// Capture says that the noise of a snapshot of net is to be captured.
func (l *Lab) Capture(net *Net, snapshot string, c sgn.Config) (*Noise, error) {
	if snapshot != Initial && snapshot != Trained {
		return nil, fmt.Errorf("no snapshot is called %q: use %q or %q", snapshot, Initial, Trained)
	}
	n := &Noise{Net: net, Snapshot: snapshot, Config: c}
	n.unit = lab.Unit{
		Study: "capture",
		Knobs: struct {
			Snapshot string     `json:"snapshot"`
			Capture  sgn.Config `json:"capture"`
		}{snapshot, c},
		Seed:     net.Seed,
		Versions: map[string]int{"sgn": sgn.Version},
		Inputs:   map[string]string{"training": net.ID()},
		Custom:   net.unit.Custom,
	}
	return n, nil
}

// ID is the identity of the capture in the run store.
func (n *Noise) ID() string { return n.unit.ID() }

// String names the noise in messages.
func (n *Noise) String() string { return fmt.Sprintf("SGN of %s (%s)", n.Net, n.Snapshot) }

// title names the capture among those of other seeds.
func (n *Noise) title() string { return fmt.Sprintf("%s, seed %d", n, n.Net.Seed) }

// Load captures the noise unless the store has it.
func (n *Noise) Load(ctx context.Context) (*sgn.Capture, error) {
	meta, entry, err := lab.Do(ctx, n.Net.lab.Store, n.unit, n.compute)
	if err != nil {
		return nil, err
	}
	c := &sgn.Capture{Method: meta.Method, Coordinates: meta.Coordinates, Full: meta.Full, FullBatch: meta.FullBatch, Normalisation: meta.Normalisation}
	for _, b := range meta.Blocks {
		a, err := entry.Array(drawsName(b.Batch))
		if err != nil {
			return nil, err
		}
		if len(a.F32) != b.Draws*len(meta.Coordinates) {
			return nil, fmt.Errorf("result %s: %s holds %d numbers, want %d draws of %d coordinates", entry, drawsName(b.Batch), len(a.F32), b.Draws, len(meta.Coordinates))
		}
		c.Blocks = append(c.Blocks, sgn.Block{Batch: b.Batch, Draws: b.Draws, U: a.F32, Mean: b.Mean, StdErr: b.StdErr})
	}
	return c, nil
}

func drawsName(batch int) string { return fmt.Sprintf("draws_%d", batch) }

func (n *Noise) compute(ctx context.Context, w *lab.Work) (captured, error) {
	l := n.Net.lab
	net, err := n.Net.Load(ctx)
	if err != nil {
		return captured{}, err
	}
	set, err := n.Net.Data.Load(ctx)
	if err != nil {
		return captured{}, err
	}
	be, err := l.note(ctx, w)
	if err != nil {
		return captured{}, err
	}
	weights := map[string]training.Weights{Initial: net.Initial, Trained: net.Trained}[n.Snapshot]
	progress, done := follow(ctx, n.title())
	c, err := sgn.Run(ctx, be, sgn.Source{Model: n.Net.Model, Spec: net.Spec, Weights: weights, Set: set}, n.Config, n.Net.Seed, sgn.Options{Progress: progress})
	done(err)
	if err != nil {
		return captured{}, err
	}
	meta := captured{Method: c.Method, Normalisation: c.Normalisation, Coordinates: c.Coordinates, Full: c.Full, FullBatch: c.FullBatch}
	for _, b := range c.Blocks {
		if err := w.Array32(drawsName(b.Batch), []int{b.Draws, len(c.Coordinates)}, b.U); err != nil {
			return captured{}, err
		}
		meta.Blocks = append(meta.Blocks, block{b.Batch, b.Draws, b.Mean, b.StdErr})
	}
	return meta, nil
}

// Custom is the digest of the reader's code behind this noise, empty for a built-in network.
func (n *Noise) Custom() string { return n.unit.Custom }

// Note copies the facts about the backend that captured the noise into the provenance of a result made from it.
func (n *Noise) Note(w *lab.Work) error {
	e := n.Net.lab.Store.Lookup(n.unit.Study, n.ID())
	if e == nil {
		return fmt.Errorf("%s: the capture %s is not in the run store", n, lab.Short(n.ID()))
	}
	p, err := e.Provenance()
	if err != nil {
		return err
	}
	for k, v := range p.Facts {
		w.Provenance(k, v)
	}
	return nil
}

// Job is the capture as a job of a plan.
func (n *Noise) Job() lab.Job {
	return lab.UnitJob(n.unit, n.title(), captureSeconds(n), []string{n.Net.ID()}, n.compute)
}
