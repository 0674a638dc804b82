package pipeline

import (
	"context"
	"fmt"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/sgn"
)

// Noise is the gradient noise of a snapshot of a network.
type Noise struct {
	handle[captured]
	Net      *Net
	At       *Snapshot
	Snapshot string // its name: Initial, Halfway, Trained, or "step 120"
	Config   sgn.Config
}

// captured is the stored result of a capture; the draws lie beside it as arrays draws_B [draws, coordinates].
type captured struct {
	Method        sgn.Method       `json:"method"`
	Normalisation string           `json:"normalisation"`
	Coordinates   []sgn.Coordinate `json:"coordinates"`
	Full          []float64        `json:"full"`
	FullBatch     int              `json:"full_batch"`
	Activity      []sgn.Activity   `json:"activity,omitempty"`
	Blocks        []block          `json:"blocks"`
}

type block struct {
	Batch  int       `json:"batch"`
	Draws  int       `json:"draws"`
	Mean   []float64 `json:"mean"`
	StdErr []float64 `json:"std_err,omitempty"`
}

// Capture says that the noise of a snapshot of net, [Initial], [Halfway] or [Trained], is to be captured.
func (l *Lab) Capture(net *Net, snapshot string, c sgn.Config) (*Noise, error) {
	at, err := net.At(snapshot)
	if err != nil {
		return nil, err
	}
	n := l.CaptureAt(at, c)
	n.Snapshot = snapshot
	return n, nil
}

// CaptureAt is Capture at any snapshot.
func (l *Lab) CaptureAt(at *Snapshot, c sgn.Config) *Noise {
	n := &Noise{Net: at.Net, At: at, Snapshot: at.name(), Config: c}
	n.handle = handle[captured]{lab: l, compute: n.capture, needs: []Input{at.input()}, seconds: func() float64 { return captureSeconds(n) },
		title: fmt.Sprintf("%s, seed %d", n, at.Net.Seed),
		unit: lab.Unit{Study: "capture", Seed: at.Net.Seed, Inputs: map[string]string{"training": at.Net.ID()}, Custom: at.Net.Custom(),
			Versions: map[string]int{"sgn": sgn.Version},
			Knobs: struct {
				place
				Capture sgn.Config `json:"capture"`
			}{at.place, c}}}
	return n
}

// String names the noise in messages.
func (n *Noise) String() string { return "SGN of " + n.At.String() }

// Load captures the noise unless the store has it.
func (n *Noise) Load(ctx context.Context) (*sgn.Capture, error) {
	meta, entry, err := n.do(ctx)
	if err != nil {
		return nil, err
	}
	c := &sgn.Capture{Method: meta.Method, Coordinates: meta.Coordinates, Full: meta.Full, FullBatch: meta.FullBatch, Normalisation: meta.Normalisation, Activity: meta.Activity}
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

func (n *Noise) capture(ctx context.Context, w *lab.Work) (captured, error) {
	source, err := n.At.Load(ctx)
	if err != nil {
		return captured{}, err
	}
	be, err := n.lab.note(ctx, w)
	if err != nil {
		return captured{}, err
	}
	progress, done := follow(ctx, n.title)
	c, err := sgn.Run(ctx, be, source, n.Config, n.Net.Seed, sgn.Options{Progress: progress})
	done(err)
	if err != nil {
		return captured{}, err
	}
	meta := captured{Method: c.Method, Normalisation: c.Normalisation, Coordinates: c.Coordinates, Full: c.Full, FullBatch: c.FullBatch, Activity: c.Activity}
	for _, b := range c.Blocks {
		if err := w.Array32(drawsName(b.Batch), []int{b.Draws, len(c.Coordinates)}, b.U); err != nil {
			return captured{}, err
		}
		meta.Blocks = append(meta.Blocks, block{b.Batch, b.Draws, b.Mean, b.StdErr})
	}
	return meta, nil
}
