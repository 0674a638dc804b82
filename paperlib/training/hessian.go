package training

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"github.com/sgnlab/sgnlab/paperlib/datasets"
	"github.com/sgnlab/sgnlab/paperlib/models"
)

// Hessian is the matrix of second derivatives of a network's mean loss over fixed examples at fixed weights,
//
//	H_ij = d^2 L / d theta_i d theta_j,   L = (1/n) sum_k loss_k,
//
// with the parameters in the order of models.Spec.Params, row-major. Weight decay is no part of L: with decay w, the matrix
// that the iteration feels is H + w I. It is computed in float32 in mode Train; see [models.Model.HessianProduct].
type Hessian struct {
	model   models.Model
	spec    *models.Spec
	exec    *graph.Exec
	weights []*tensors.Tensor // parameters, then states
	chunks  []*Buffer         // all examples
	counts  []*tensors.Tensor // of each chunk: 1/n for its examples, 0 for those that fill it up
}

// hessianChunk is how many examples are computed with at a time where they do not see each other.
const hessianChunk = 500

// MaxHessian is the largest number of parameters whose whole [Hessian.Matrix] is computed: 8 n^2 bytes are 1 GiB.
const MaxHessian = 11585

// ErrHessian is a Hessian that cannot be computed, or is not what it should be.
var ErrHessian = errors.New("no Hessian")

// NewHessian prepares products with the Hessian over all examples of the split. They stay in the backend's memory. A network
// with BatchNorm normalises over all of them at once; one whose loss draws random numbers is refused.
func NewHessian(be *Backend, m models.Model, spec *models.Spec, w Weights, split datasets.Split) (h *Hessian, err error) {
	if spec.NoiseSize() > 0 {
		return nil, fmt.Errorf("%w of %q: its loss draws random numbers, so that it is no function of the parameters", ErrHessian, m.Name)
	}
	n := split.Len()
	if n == 0 {
		return nil, fmt.Errorf("%w of %q: no examples", ErrHessian, m.Name)
	}
	if err := w.Check(spec); err != nil {
		return nil, err
	}
	np, ns := len(spec.Params), len(spec.States)
	h = &Hessian{model: m, spec: spec}
	defer func() {
		if err != nil {
			h.Close()
		}
	}()
	exec, err := graph.NewExec(be.Backend, func(in []*graph.Node) []*graph.Node {
		params, states, v, weight := in[:np], in[np:np+ns], in[np+ns:np+ns+np], in[np+ns+np]
		x, y, z := Unpack(in[np+ns+np+1:])
		return m.HessianProduct(spec, be.Backend, params, states, models.Batch{X: x, Labels: y, Noise: z}, v, func(losses *graph.Node) *graph.Node {
			return graph.ReduceAllSum(graph.Mul(losses, weight))
		})
	})
	if err != nil {
		return nil, fmt.Errorf("Hessian of %q: %w", m.Name, err)
	}
	h.exec = exec.WithName("Hessian of " + m.Name)
	h.weights = append(Tensors(w.Params, spec.Params), Tensors(w.States, spec.States)...)
	size := min(hessianChunk, n)
	if spec.Coupled {
		size = n
	}
	for start := 0; start < n; start += size {
		index, weight := make([]int, size), make([]float32, size)
		for i := range index {
			if start+i < n { // the last chunk is filled up with example 0
				index[i], weight[i] = start+i, 1/float32(n)
			}
		}
		b, err := NewBuffer(be, spec, size)
		if err != nil {
			return nil, err
		}
		h.chunks = append(h.chunks, b)
		t, err := tensors.FromShapeForBackend(be.Backend, 0, shapes.Make(dtypes.Float32, size))
		if err != nil {
			return nil, err
		}
		h.counts = append(h.counts, t)
		if err := errors.Join(b.FillWith(split, index, nil), tensors.MutableFlatData(t, func(x []float32) { copy(x, weight) })); err != nil {
			return nil, fmt.Errorf("Hessian of %q: %w", m.Name, err)
		}
	}
	return h, nil
}

// Dim is the number n of parameters.
func (h *Hessian) Dim() int { return h.spec.Size() }

// Product writes H v into dst, both [n]. It must not be called by two goroutines at once. The first call compiles the
// computation, which cannot be interrupted: ctx is looked at before and behind it, and between chunks of examples.
func (h *Hessian) Product(ctx context.Context, dst, v []float64) error {
	if len(v) != h.Dim() || len(dst) != h.Dim() {
		return fmt.Errorf("%w of %q: a direction of %d and room for %d numbers, the network has %d parameters", ErrHessian, h.model.Name, len(v), len(dst), h.Dim())
	}
	values := make([][]float32, len(h.spec.Params))
	for i, p := range h.spec.Params {
		values[i] = make([]float32, p.Size())
		for j := range values[i] {
			values[i][j] = float32(v[j])
		}
		v = v[p.Size():]
	}
	direction := Tensors(values, h.spec.Params)
	defer finalize(direction...)
	clear(dst)
	for k, b := range h.chunks {
		if err := ctx.Err(); err != nil {
			return err
		}
		out, err := h.exec.Call(args(h.weights, direction, h.counts[k:k+1], b.Tensors())...)
		if err != nil {
			return fmt.Errorf("%w of %q: it cannot be differentiated twice: %w", ErrHessian, h.model.Name, err)
		}
		rest := dst
		for _, t := range out {
			if e := tensors.ConstFlatData(t, func(x []float32) {
				for j, y := range x {
					rest[j] += float64(y)
				}
				rest = rest[len(x):]
			}); e != nil {
				err = e
			}
		}
		finalize(out...)
		if err != nil {
			return fmt.Errorf("%w of %q: %w", ErrHessian, h.model.Name, err)
		}
	}
	for j, y := range dst {
		if math.IsNaN(y) || math.IsInf(y, 0) {
			return fmt.Errorf("%w of %q: the product has %v at parameter %s", ErrHessian, h.model.Name, y, h.name(j))
		}
	}
	return ctx.Err()
}

// maxAsymmetry bounds the largest |H_ij - H_ji| over the largest |H_ij|: products in float32 stay a hundred times below it.
const maxAsymmetry = 1e-2

// Matrix is the whole matrix, [n, n], by its n columns, and how far the computed one is from being symmetric: the
// largest |H_ij - H_ji| over the largest |H_ij|, a measure of its rounding. What is returned is the mean of it and its
// transpose. A network of more than [MaxHessian] parameters is an [ErrHessian], as is a matrix whose asymmetry cannot be
// rounding. column, if it is not nil, is asked for each column in
// order before it is computed and may answer with what it kept of an earlier call, [n]; keep gets those computed.
func (h *Hessian) Matrix(ctx context.Context, column func(j int, dst []float64) (have bool, err error), keep func(j int, column []float64) error) (matrix []float64, asymmetry float64, err error) {
	n := h.Dim()
	if err := CheckHessian(h.spec, h.model.Name); err != nil {
		return nil, 0, err
	}
	matrix = make([]float64, n*n) // first by columns
	v := make([]float64, n)
	for j := range n {
		dst, have := matrix[j*n:(j+1)*n], false
		if column != nil {
			if have, err = column(j, dst); err != nil {
				return nil, 0, err
			}
		}
		if have {
			continue
		}
		v[j] = 1
		if err := h.Product(ctx, dst, v); err != nil {
			return nil, 0, err
		}
		v[j] = 0
		if keep != nil {
			if err := keep(j, dst); err != nil {
				return nil, 0, err
			}
		}
	}
	largest, apart, at := 0.0, 0.0, 0
	for i := range n {
		for j := range i {
			a, b := matrix[i*n+j], matrix[j*n+i]
			largest = math.Max(largest, math.Max(math.Abs(a), math.Abs(b)))
			if d := math.Abs(a - b); d > apart {
				apart, at = d, i*n+j
			}
			matrix[i*n+j], matrix[j*n+i] = (a+b)/2, (a+b)/2
		}
		largest = math.Max(largest, math.Abs(matrix[i*n+i]))
	}
	if largest > 0 {
		asymmetry = apart / largest
	}
	if asymmetry > maxAsymmetry {
		return nil, asymmetry, fmt.Errorf("%w of %q: the second derivatives by %s and %s differ with their order by %.2g of the largest entry. A layer between them has a wrong second derivative, or the columns that were kept are of other weights",
			ErrHessian, h.model.Name, h.name(at/n), h.name(at%n), asymmetry)
	}
	return matrix, asymmetry, nil
}

// CheckHessian reports a network that is too large for a whole matrix.
func CheckHessian(spec *models.Spec, name string) error {
	if n := spec.Size(); n > MaxHessian {
		return fmt.Errorf("%w of %q: the whole matrix of %d parameters takes %.3g GB, more than the 1 GiB of %d parameters: use products (Hessian.Product), or a smaller network",
			ErrHessian, name, n, 8*float64(n)*float64(n)/1e9, MaxHessian)
	}
	return nil
}

// name is that of the array of parameter j, with its position there.
func (h *Hessian) name(j int) string {
	for _, p := range h.spec.Params {
		if j < p.Size() {
			return fmt.Sprintf("%s (%d)", p.Name, j)
		}
		j -= p.Size()
	}
	return "none"
}

// Close frees the backend's memory.
func (h *Hessian) Close() {
	if h.exec != nil {
		h.exec.Finalize()
	}
	for _, b := range h.chunks {
		b.Finalize()
	}
	finalize(h.weights...)
	finalize(h.counts...)
}
