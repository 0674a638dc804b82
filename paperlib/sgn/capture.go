package sgn

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"runtime"

	"github.com/sgnlab/sgnlab/paperlib/training"
)

// Block is the captured noise for one batch size.
type Block struct {
	Batch int
	Draws int
	U     []float32 // [Draws, coordinates], centred at Mean
	Mean  []float64 // [coordinates]: the mean gradient that was subtracted
	// StdErr is the standard error of Mean [coordinates]; nil when Mean is the exact mean over the training set.
	StdErr []float64
}

// Column copies the draws of coordinate j.
func (b *Block) Column(j int) []float64 {
	c := len(b.Mean)
	x := make([]float64, b.Draws)
	for k := range x {
		x[k] = float64(b.U[k*c+j])
	}
	return x
}

// Capture is the result of a capture.
type Capture struct {
	Method      Method // the one that was used, never Auto
	Coordinates []Coordinate
	Blocks      []Block // one for each batch size
	// Full is the gradient of the whole training set as one batch where it is the exact mean (no coupling, nothing
	// random but the batch), or of one large batch of FullBatch examples where it is not: the bias of the mean is
	// Mean - Full.
	Full      []float64
	FullBatch int
	// Normalisation says in words how BatchNorm was treated.
	Normalisation string
	// Randomness says in words what else is random in a gradient, and whether the noise is conditional on it.
	Randomness string
	// Activity describes the gradients of the single examples [coordinates]; nil where it was not asked for or there is no bank.
	Activity []Activity
	Plan     Plan
}

// Options are what does not change the result.
type Options struct {
	Progress func(done, total int, message string) // may be nil
	Planned  func(m Method, p Plan)                // called before the work begins; may be nil
	Memory   int64                                 // bound on the peak memory of this process in bytes; 0 is DefaultMemory
	Disk     int64                                 // bound on the scratch file in bytes; 0 allows none
	Scratch  string                                // folder of the scratch file, which an interrupted capture resumes from; a network of your own is told from others by its name
}

func (o Options) progress(done, total int, format string, a ...any) {
	if o.Progress != nil {
		o.Progress(done, total, fmt.Sprintf(format, a...))
	}
}

// capture is one at work.
type capture struct {
	be      *training.Backend
	source  Source
	config  Config
	seed    uint64
	options Options
	to      Observer
	out     *Capture
	layout  layout
}

// Run captures the noise of s under a seed and keeps all draws in memory.
func Run(ctx context.Context, be *training.Backend, s Source, c Config, seed uint64, o Options) (*Capture, error) {
	t := &table{u: map[int][]float32{}}
	if err := c.Validate(s); err != nil {
		return nil, err
	}
	if t.coordinates = c.Coordinates; t.coordinates == 0 {
		t.coordinates = s.Spec.Size()
	}
	if most := int64(1) << 48; int64(c.Draws)*int64(t.coordinates) > most/int64(4*len(c.Batches)) {
		return nil, fmt.Errorf("%d draws of %d coordinates at %d batch sizes take more than %s of memory: hand them to an observer (Stream), or capture fewer", c.Draws, t.coordinates, len(c.Batches), size(most))
	}
	for _, b := range c.Batches {
		t.u[b] = make([]float32, c.Draws*t.coordinates)
		o.Memory = max(o.Memory, DefaultMemory) + int64(4*len(t.u[b])) // the draws themselves are the caller's wish
	}
	out, err := Stream(ctx, be, s, c, seed, t, o)
	if err != nil {
		return nil, err
	}
	for i, b := range out.Blocks {
		out.Blocks[i].U = t.u[b.Batch]
	}
	return out, nil
}

// Stream captures the noise of s under a seed and hands it to an observer block by block, within bounds on memory and
// disk; the draws are the same as those of [Run]. In the result the blocks have no draws.
//
// The gradients lie in memory if they fit, else in a scratch file if o.Disk and o.Scratch allow it; a bank that fits
// nowhere is computed again for every block of coordinates. The result's Plan says which path was taken. When it fails or
// is interrupted, what lies in o.Scratch and what the observer has received (see [Resumer]) is used by the next call with
// the same arguments, whose result has the same bits. When ctx is cancelled it returns behind the computation at work, at
// most a compilation or the gradient of one batch.
func Stream(ctx context.Context, be *training.Backend, s Source, c Config, seed uint64, to Observer, o Options) (*Capture, error) {
	if err := c.Validate(s); err != nil {
		return nil, err
	}
	random := c.Random(s.Spec)
	out := &Capture{Method: c.Method, Normalisation: "no layer couples examples", Randomness: "nothing is random but the batch"}
	if out.Method == Auto {
		out.Method = Bank
		if s.Spec.Coupled || random {
			out.Method = Direct
		}
	}
	if s.Spec.Coupled {
		out.Normalisation = "BatchNorm in training mode: each gradient uses the statistics of its own batch"
	}
	if s.Spec.NoiseSize() > 0 || c.Augment != "" {
		out.Randomness = "random numbers of the loss and augmentation are drawn afresh for each draw and are part of the noise"
		if c.FreezeNoise {
			out.Randomness = "random numbers of the loss and augmentation are frozen for each example: the noise is conditional on them"
		}
	}
	var err error
	if c.Coordinates == 0 {
		out.Coordinates = All(s.Spec)
	} else {
		choose := Sample
		if c.Proportional {
			choose = SampleProportional
		}
		if out.Coordinates, err = choose(s.Spec, c.Coordinates, seed); err != nil {
			return nil, err
		}
	}
	w := &capture{be: be, source: s, config: c, seed: seed, options: o, to: to, out: out}
	if err = w.plan(); err == nil {
		if o.Planned != nil {
			o.Planned(out.Method, out.Plan)
		}
		if out.Method == Bank {
			err = w.bank(ctx)
		} else {
			err = w.direct(ctx)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("capture of %s on %s (%s): %w", s.Model.Name, s.Set.Name, out.Method, err)
	}
	return out, nil
}

// plan settles the path under the bounds.
func (c *capture) plan() error {
	spec, set := c.source.Spec, c.source.Set
	k := len(c.out.Coordinates)
	n := need{rows: c.config.Draws, coordinates: k, draws: c.config.Draws, chunk: 1, memory: c.options.Memory}
	rowBytes, host := int64(4*spec.Size()), false
	if c.out.Method == Bank {
		n.rows = set.Train.Len()
		host = factored(c.be, spec, k)
		n.chunk = bankChunk(spec, n.rows, host)
		largest := 0
		if host {
			rowBytes = 4 * int64(max(spec.Size(), spec.Factors))
			for _, p := range spec.Params {
				largest = max(largest, p.Size())
			}
		}
		rowBytes *= int64(3 * n.chunk) // in work on the backend, waiting, on the host
		rowBytes += int64(runtime.GOMAXPROCS(0)) * int64(4*min(most, n.chunk)*largest)
	} else {
		rowBytes *= 3
	}
	if n.memory == 0 {
		n.memory = DefaultMemory
	}
	if c.options.Scratch != "" {
		n.disk = c.options.Disk
	}
	data := int64(4 * (len(set.Train.Images) + len(set.Train.Tokens) + len(set.Test.Images) + len(set.Test.Tokens)))
	lists := 0
	for _, b := range c.config.Batches {
		lists += 4 * c.config.Draws * b
	}
	n.fixed = base + data + rowBytes + stageBytes + int64(120*k) + int64(lists)
	var err error
	c.out.Plan, c.layout, err = n.plan()
	c.out.Plan.Host = host
	if err == nil && c.out.Method == Direct && c.out.Plan.Storage == Passes {
		// Draws are not computed twice: they are what costs.
		return &BoundError{"memory and disk", n.memory, n.fixed + int64(c.layout.tiles)*int64(n.rows)*lane}
	}
	return err
}

// identity tells scratch files apart.
func (c *capture) identity(what string) (string, error) {
	h := sha256.New()
	err := json.NewEncoder(h).Encode(struct {
		Version     int
		What, Model string
		Spec        any
		Set, Back   string
		Examples    int
		Config      Config
		Seed        uint64
		Coordinates int
		Weights     string
		Host        bool
	}{Version, what, c.source.Model.Name, c.source.Spec, c.source.Set.Digest, c.be.Identity(), c.source.Set.Train.Len(), c.config, c.seed, len(c.out.Coordinates), c.source.Weights.Digest(), c.out.Plan.Host})
	return hex.EncodeToString(h.Sum(nil)), err
}
