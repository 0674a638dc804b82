package pipeline

import (
	"context"
	"fmt"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/training"
)

// Hessian is the matrix of second derivatives of the training loss at a snapshot of a small network; see training.Hessian.
type Hessian struct {
	handle[hessian]
	At       *Snapshot
	Examples int // of the training part, the first ones; 0 is all
}

// hessian is the stored result; the matrix lies beside it as array hessian [n, n].
type hessian struct {
	Parameters int     `json:"parameters"`
	Examples   int     `json:"examples"`
	Asymmetry  float64 `json:"asymmetry"`
}

// HessianMatrix is a computed Hessian.
type HessianMatrix struct {
	N         int       // parameters, in the order of models.Spec.Params
	H         []float32 // [N, N], symmetric
	Examples  int       // over which the loss is the mean
	Asymmetry float64   // of the matrix before it was made symmetric: its rounding, relative to the largest entry
}

// hessianVersion is raised when the same settings give another matrix.
const hessianVersion = 1

// Hessian says that the whole Hessian at a snapshot is to be computed, of the mean loss over the first examples of the
// training part, 0 for all. A network of more than training.MaxHessian parameters is an error when it is.
func (l *Lab) Hessian(at *Snapshot, examples int) (*Hessian, error) {
	if n := at.Net.Data.Train; examples < 0 || examples > n {
		return nil, fmt.Errorf("%s: a Hessian over %d examples: 1 to %d, or 0 for all", at, examples, n)
	}
	h := &Hessian{At: at, Examples: examples}
	h.handle = handle[hessian]{lab: l, compute: h.matrix, needs: []Input{at.input()}, seconds: func() float64 { return hessianSeconds(h) },
		title: fmt.Sprintf("Hessian of %s, seed %d", at, at.Net.Seed),
		unit: lab.Unit{Study: "hessian", Seed: at.Net.Seed, Inputs: map[string]string{"training": at.Net.ID()}, Custom: at.Net.Custom(),
			Versions: map[string]int{"hessian": hessianVersion},
			Knobs: struct {
				place
				Examples int `json:"examples"`
			}{at.place, h.examples()}}}
	return h, nil
}

func (h *Hessian) examples() int {
	if h.Examples == 0 {
		return h.At.Net.Data.Train
	}
	return h.Examples
}

// Load computes the matrix unless the store has it.
func (h *Hessian) Load(ctx context.Context) (*HessianMatrix, error) {
	meta, e, err := h.do(ctx)
	if err != nil {
		return nil, err
	}
	a, err := e.Array("hessian")
	if err != nil {
		return nil, err
	}
	if n := meta.Parameters; len(a.F32) != n*n {
		return nil, fmt.Errorf("result %s: the array hessian holds %d numbers, want %d for %d parameters", e, len(a.F32), n*n, n)
	}
	return &HessianMatrix{meta.Parameters, a.F32, meta.Examples, meta.Asymmetry}, nil
}

// matrix is the unit. The columns of one that is killed lie in the scratch folder.
func (h *Hessian) matrix(ctx context.Context, w *lab.Work) (hessian, error) {
	s, err := h.At.Load(ctx)
	if err != nil {
		return hessian{}, err
	}
	if err := training.CheckHessian(s.Spec, s.Model.Name); err != nil {
		return hessian{}, err
	}
	be, err := h.lab.note(ctx, w)
	if err != nil {
		return hessian{}, err
	}
	examples, err := s.Set.Train.First(h.examples())
	if err != nil {
		return hessian{}, err
	}
	product, err := training.NewHessian(be, s.Model, s.Spec, s.Weights, examples)
	if err != nil {
		return hessian{}, err
	}
	defer product.Close()
	n := product.Dim()
	columns, err := openRows[float64](w, be, "columns", n)
	if err != nil {
		return hessian{}, err
	}
	defer columns.Close()
	step, done := follow(ctx, h.title)
	m, asymmetry, err := product.Matrix(ctx,
		func(j int, dst []float64) (bool, error) {
			if j >= columns.Blocks() {
				return false, nil
			}
			return true, columns.get(j, dst)
		},
		func(j int, column []float64) error {
			step(j+1, n, "columns")
			return columns.put(j, column)
		})
	done(err)
	if err != nil {
		return hessian{}, err
	}
	single := make([]float32, len(m))
	for i, v := range m {
		single[i] = float32(v)
	}
	return hessian{n, h.examples(), asymmetry}, w.Array32("hessian", []int{n, n}, single)
}
