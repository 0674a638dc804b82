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

// Evaluation is how well a network does on a part of a data set.
type Evaluation struct {
	Loss     float64 `json:"loss"`     // mean over the examples
	Accuracy float64 `json:"accuracy"` // share of examples whose largest logit is the label; 0 for a model that does not sort into classes
	// Matthews is the correlation of answers and labels where there are two classes (Matthews 1975), 0 if all answers or
	// all labels are the same.
	Matthews float64 `json:"matthews,omitempty"`
}

const evalBatch = 500

// evaluator runs a network in mode Eval.
type evaluator struct {
	be   *Backend
	exec *graph.Exec
	spec *models.Spec
}

func newEvaluator(be *Backend, m models.Model, spec *models.Spec) (*evaluator, error) {
	np, ns := len(spec.Params), len(spec.States)
	exec, err := graph.NewExec(be.Backend, func(in []*graph.Node) []*graph.Node {
		x, y, z := Unpack(in[np+ns:])
		built := m.Build(spec, models.Eval, be.Backend, in[:np], in[np:np+ns], models.Batch{X: x, Labels: y, Noise: z})
		if built.Logits == nil {
			return []*graph.Node{built.Losses}
		}
		return []*graph.Node{built.Losses, graph.ArgMax(built.Logits, -1)}
	})
	if err != nil {
		return nil, fmt.Errorf("model %q: prepare its evaluation: %w", m.Name, err)
	}
	return &evaluator{be, exec.WithName("evaluate " + m.Name), spec}, nil
}

// run evaluates on split. The last batch is filled up with example 0, whose surplus copies are not counted.
func (e *evaluator) run(ctx context.Context, params, states []*tensors.Tensor, split datasets.Split) (Evaluation, error) {
	var loss float64
	var right int
	var table [2][2]float64 // label, answer
	n := split.Len()
	buffer, err := NewBuffer(e.be, e.spec, min(evalBatch, n))
	if err != nil {
		return Evaluation{}, err
	}
	defer buffer.Finalize()
	for start := 0; start < n; start += evalBatch {
		if err := ctx.Err(); err != nil {
			return Evaluation{}, err
		}
		index := make([]int, min(evalBatch, n))
		k := 0
		for i := range index {
			if start+i < n {
				index[i] = start + i
				k++
			}
		}
		// The same noise at every evaluation, so that curves compare like with like.
		if err := buffer.FillWith(split, index, rng.New(0, "evaluation noise", fmt.Sprint(start))); err != nil {
			return Evaluation{}, fmt.Errorf("evaluate: %w", err)
		}
		out, err := e.exec.Call(args(params, states, buffer.Tensors())...)
		if err != nil {
			return Evaluation{}, fmt.Errorf("evaluate: %w", err)
		}
		losses, err := tensors.CopyFlatData[float32](out[0])
		if err != nil {
			return Evaluation{}, err
		}
		var labels []int32
		if len(out) > 1 {
			if labels, err = tensors.CopyFlatData[int32](out[1]); err != nil {
				return Evaluation{}, err
			}
		}
		for i := range k {
			loss += float64(losses[i])
			if labels == nil {
				continue
			}
			if labels[i] == split.Labels[index[i]] {
				right++
			}
			if e.spec.Classes == 2 {
				table[split.Labels[index[i]]][labels[i]]++
			}
		}
		finalize(out...)
	}
	return Evaluation{loss / float64(n), float64(right) / float64(n), matthews(table)}, nil
}

// matthews is (tp tn - fp fn)/sqrt((tp+fp)(tp+fn)(tn+fp)(tn+fn)).
func matthews(t [2][2]float64) float64 {
	d := (t[1][1] + t[0][1]) * (t[1][1] + t[1][0]) * (t[0][0] + t[0][1]) * (t[0][0] + t[1][0])
	if d == 0 {
		return 0
	}
	return (t[1][1]*t[0][0] - t[0][1]*t[1][0]) / math.Sqrt(d)
}

func args(lists ...[]*tensors.Tensor) (a []any) {
	for _, l := range lists {
		for _, t := range l {
			a = append(a, t)
		}
	}
	return a
}
