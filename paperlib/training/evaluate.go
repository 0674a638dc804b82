package training

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

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
	// Terms are the means of the parts of the loss that the network tells apart, by name; see [models.Net.Term].
	Terms map[string]float64 `json:"terms,omitempty"`
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
		out := append([]*graph.Node{built.Losses}, built.Terms...)
		if built.Logits == nil {
			return out
		}
		return append(out, graph.ArgMax(built.Logits, -1))
	})
	if err != nil {
		return nil, fmt.Errorf("model %q: prepare its evaluation: %w", m.Name, err)
	}
	return &evaluator{be, exec.WithName("evaluate " + m.Name), spec}, nil
}

// run evaluates on split. The last batch is filled up with example 0, whose surplus copies are not counted.
func (e *evaluator) run(ctx context.Context, params, states []*tensors.Tensor, split datasets.Split) (Evaluation, error) {
	var right int
	var table [2][2]float64 // label, answer
	nt := len(e.spec.Terms)
	sums := make([]float64, 1+nt) // of the losses and of their terms
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
		if err := buffer.FillWith(split, index, evaluationNoise(start)); err != nil {
			return Evaluation{}, fmt.Errorf("evaluate: %w", err)
		}
		out, err := e.exec.Call(args(params, states, buffer.Tensors())...)
		if err != nil {
			return Evaluation{}, fmt.Errorf("evaluate: %w", err)
		}
		for j := range sums {
			v, err := tensors.CopyFlatData[float32](out[j])
			if err != nil {
				return Evaluation{}, err
			}
			for i := range k {
				sums[j] += float64(v[i])
			}
		}
		var labels []int32
		if len(out) > len(sums) {
			if labels, err = tensors.CopyFlatData[int32](out[len(sums)]); err != nil {
				return Evaluation{}, err
			}
		}
		for i := range min(k, len(labels)) {
			if labels[i] == split.Labels[index[i]] {
				right++
			}
			if e.spec.Classes == 2 {
				table[split.Labels[index[i]]][labels[i]]++
			}
		}
		finalize(out...)
	}
	result := Evaluation{Loss: sums[0] / float64(n), Accuracy: float64(right) / float64(n), Matthews: matthews(table)}
	if nt > 0 {
		result.Terms = map[string]float64{}
	}
	for j, name := range e.spec.Terms {
		result.Terms[name] = sums[1+j] / float64(n)
	}
	return result, nil
}

// evaluationNoise is the source of the noise of the batch whose first example is start: the same at every evaluation and
// under every seed, so that curves compare like with like.
func evaluationNoise(start int) *rand.Rand {
	return rng.New(0, "evaluation noise", fmt.Sprint(start))
}

// EvaluationNoise is the noise with which evaluations meet the first count examples of a split, [count, Spec.NoiseSize()].
func EvaluationNoise(spec *models.Spec, count int) []float32 {
	k := spec.NoiseSize()
	all := make([]float32, count*k)
	var r *rand.Rand
	for i := range count {
		if i%evalBatch == 0 {
			r = evaluationNoise(i)
		}
		spec.DrawNoise(all[i*k:(i+1)*k], r)
	}
	return all
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
