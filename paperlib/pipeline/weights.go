package pipeline

import (
	"fmt"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/models"
	"github.com/sgnlab/sgnlab/paperlib/training"
)

// writeWeights keeps weights as the flat arrays params and states, with a suffix to their names.
func writeWeights(w *lab.Work, suffix string, v training.Weights) error {
	if err := writeArrays(w, "params"+suffix, v.Params); err != nil {
		return err
	}
	return writeArrays(w, "states"+suffix, v.States)
}

func writeArrays(w *lab.Work, name string, list [][]float32) error {
	var flat []float32
	for _, v := range list {
		flat = append(flat, v...)
	}
	if len(flat) == 0 {
		return nil
	}
	return w.Array32(name, []int{len(flat)}, flat)
}

// weightsOf reads what writeWeights wrote for a network of the same architecture.
func weightsOf(e *lab.Entry, suffix string, spec *models.Spec) (v training.Weights, err error) {
	if v.Params, err = arrays(e, "params"+suffix, spec.Params); err != nil {
		return v, err
	}
	v.States, err = arrays(e, "states"+suffix, spec.States)
	return v, err
}

// arrays cuts a flat array of the store into the arrays of a network.
func arrays(e *lab.Entry, name string, ps []models.Param) (list [][]float32, err error) {
	if len(ps) == 0 {
		return nil, nil
	}
	a, err := e.Array(name)
	if err != nil {
		return nil, err
	}
	total := 0
	for _, p := range ps {
		total += p.Size()
	}
	if len(a.F32) != total {
		return nil, fmt.Errorf("result %s: %s holds %d numbers, the network has %d: it belongs to another architecture", e, name, len(a.F32), total)
	}
	rest := a.F32
	for _, p := range ps {
		list = append(list, rest[:p.Size()])
		rest = rest[p.Size():]
	}
	return list, nil
}
