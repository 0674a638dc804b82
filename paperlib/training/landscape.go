package training

import (
	"fmt"
	"math"
	"sync"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"github.com/sgnlab/sgnlab/paperlib/datasets"
	"github.com/sgnlab/sgnlab/paperlib/models"
)

// Landscape is the mean loss of a network over fixed examples as a function of all its parameters, in the order of
// models.Spec.Params. Its methods are those of a potential of package levy, so that an equation can have the loss of a real
// network as its drift. Parameters are rounded to float32 for the backend. It is safe for concurrent use, one call at a
// time. A call that the backend does not answer gives NaN, and [Landscape.Err] says why.
type Landscape struct {
	spec   *models.Spec
	exec   *graph.Exec
	buffer *Buffer
	states []*tensors.Tensor

	mutex sync.Mutex
	err   error
}

// NewLandscape computes with all examples of the split at once. A network with BatchNorm normalises over them, one whose loss
// draws random numbers is refused.
func NewLandscape(be *Backend, m models.Model, spec *models.Spec, states [][]float32, split datasets.Split) (*Landscape, error) {
	if spec.NoiseSize() > 0 {
		return nil, fmt.Errorf("landscape of %q: its loss draws random numbers, so that it is no function of the parameters", m.Name)
	}
	if split.Len() == 0 {
		return nil, fmt.Errorf("landscape of %q: no examples", m.Name)
	}
	np, ns := len(spec.Params), len(spec.States)
	if len(states) != ns {
		return nil, fmt.Errorf("landscape of %q: %d arrays of states, the network has %d", m.Name, len(states), ns)
	}
	l := &Landscape{spec: spec}
	exec, err := graph.NewExec(be.Backend, func(in []*graph.Node) []*graph.Node {
		x, y, z := Unpack(in[np+ns:])
		built, grads := m.Gradient(spec, be.Backend, in[:np], in[np:np+ns], models.Batch{X: x, Labels: y, Noise: z}, graph.ReduceAllMean)
		return append([]*graph.Node{graph.ReduceAllMean(built.Losses)}, grads...)
	})
	if err != nil {
		return nil, fmt.Errorf("landscape of %q: %w", m.Name, err)
	}
	l.exec = exec.WithName("landscape of " + m.Name)
	if l.buffer, err = NewBuffer(be, spec, split.Len()); err != nil {
		l.Close()
		return nil, err
	}
	index := make([]int, split.Len())
	for i := range index {
		index[i] = i
	}
	if err := l.buffer.FillWith(split, index, nil); err != nil {
		l.Close()
		return nil, fmt.Errorf("landscape of %q: %w", m.Name, err)
	}
	l.states = Tensors(states, spec.States)
	return l, nil
}

// Dim is the number of parameters.
func (l *Landscape) Dim() int { return l.spec.Size() }

// Flat puts the parameters of a network into one point of the landscape.
func (l *Landscape) Flat(w Weights) []float64 {
	x := make([]float64, 0, l.Dim())
	for _, p := range w.Params {
		for _, v := range p {
			x = append(x, float64(v))
		}
	}
	return x
}

// Value returns the loss at x, NaN if it cannot be computed.
func (l *Landscape) Value(x []float64) float64 { return l.at(x, nil) }

// Drift writes minus the gradient of the loss at x into dst, NaN if it cannot be computed.
func (l *Landscape) Drift(dst, x []float64) { l.at(x, dst) }

// Err is the first failure of the backend, nil if there was none.
func (l *Landscape) Err() error {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.err
}

func (l *Landscape) at(x, drift []float64) float64 {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	loss, err := l.compute(x, drift)
	if err != nil {
		if l.err == nil {
			l.err = fmt.Errorf("%s: %w", l.exec.Name(), err)
		}
		for i := range drift {
			drift[i] = math.NaN()
		}
		return math.NaN()
	}
	return loss
}

func (l *Landscape) compute(x, drift []float64) (loss float64, err error) {
	if len(x) != l.Dim() || drift != nil && len(drift) != l.Dim() {
		return 0, fmt.Errorf("a point of %d coordinates, the network has %d parameters", len(x), l.Dim())
	}
	values := make([][]float32, len(l.spec.Params))
	for i, p := range l.spec.Params {
		values[i] = make([]float32, p.Size())
		for j := range values[i] {
			values[i][j] = float32(x[j])
		}
		x = x[p.Size():]
	}
	params := Tensors(values, l.spec.Params)
	defer finalize(params...)
	out, err := l.exec.Call(args(params, l.states, l.buffer.Tensors())...)
	if err != nil {
		return 0, err
	}
	defer finalize(out...)
	if loss, err = scalar(out[0]); err != nil || drift == nil {
		return loss, err
	}
	for _, g := range out[1:] {
		err := tensors.ConstFlatData(g, func(v []float32) {
			for j, x := range v {
				drift[j] = -float64(x)
			}
			drift = drift[len(v):]
		})
		if err != nil {
			return 0, err
		}
	}
	return loss, nil
}

// Close frees the backend's memory.
func (l *Landscape) Close() {
	l.exec.Finalize()
	l.buffer.Finalize()
	finalize(l.states...)
}
