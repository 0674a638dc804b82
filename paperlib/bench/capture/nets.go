package capture

import (
	"fmt"

	"github.com/sgnlab/sgnlab/paperlib/datasets"
	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/models"
	"github.com/sgnlab/sgnlab/paperlib/rng"
	"github.com/sgnlab/sgnlab/paperlib/training"
)

// net is a network on synthetic data of a usual shape: what is timed does not depend on the values.
type net struct {
	name  string
	input models.Input
	batch int
	conv  bool // by which target it is judged
	micro int  // examples of a micro-batch where that is faster; 0: whole batches
	lean  bool // a short run times its training steps only
}

func nets() []net {
	cifar := models.Images([3]int{32, 32, 3}, 10)
	return []net{
		{name: "mlp", input: models.Images([3]int{28, 28, 1}, 10), batch: 128},
		{name: "conv-gn", input: cifar, batch: 128, conv: true},
		{name: "resnet20-bn", input: cifar, batch: 128, conv: true, lean: true},
		{name: "resnet20-gn", input: cifar, batch: 128, conv: true},
		{name: "gpt", input: models.Text(datasets.Window+1, 65, 0), batch: 64, micro: 8},
	}
}

func netOf(name string) (net, error) {
	for _, n := range nets() {
		if n.name == name {
			return n, nil
		}
	}
	return net{}, fmt.Errorf("no network of the benchmark is called %q", name)
}

// pool is how many examples there are for batches to be gathered from.
func (n net) pool() int { return 4 * n.batch }

// set makes n examples for the network.
func (n net) set(examples int) *datasets.Set {
	r := rng.New(1, "bench", n.name)
	size := n.input.Shape[0] * n.input.Shape[1] * n.input.Shape[2]
	split := func(k int) (s datasets.Split) {
		for range k {
			for range size {
				if n.input.Vocabulary > 0 {
					s.Tokens = append(s.Tokens, int32(r.IntN(n.input.Vocabulary)))
				} else {
					s.Images = append(s.Images, float32(r.NormFloat64()))
				}
			}
			label := int32(0)
			if n.input.Classes > 0 {
				label = int32(r.IntN(n.input.Classes))
			}
			s.Labels = append(s.Labels, label)
		}
		return s
	}
	return &datasets.Set{Name: "synthetic", Title: "synthetic", Shape: n.input.Shape, Classes: n.input.Classes, Vocabulary: n.input.Vocabulary,
		Train: split(examples), Test: split(8), Digest: fmt.Sprint("bench ", n.name, examples)}
}

// open describes the network and draws its weights.
func (n net) open() (models.Model, *models.Spec, training.Weights, error) {
	m, err := models.ByName(n.name)
	if err != nil {
		return m, nil, training.Weights{}, err
	}
	spec, err := models.Describe(m, n.input)
	if err != nil {
		return m, nil, training.Weights{}, err
	}
	return m, spec, training.InitialWeights(spec, 1), nil
}

// export writes parameters, and the first batch of the set, for a peer: inputs.json lists names and shapes, inputs.bin
// has the numbers as little-endian float32.
func (n net) export(folder string, spec *models.Spec, w training.Weights, set *datasets.Set) error {
	var listed [][2]any
	var numbers []float32
	for i, p := range spec.Params {
		listed = append(listed, [2]any{p.Name, p.Dims})
		numbers = append(numbers, w.Params[i]...)
	}
	size := n.input.Shape[0] * n.input.Shape[1] * n.input.Shape[2]
	listed = append(listed, [2]any{"x", n.input.Dims(n.batch)}, [2]any{"labels", []int{n.batch}})
	if n.input.Vocabulary > 0 {
		for _, v := range set.Train.Tokens[:n.batch*size] {
			numbers = append(numbers, float32(v))
		}
	} else {
		numbers = append(numbers, set.Train.Images[:n.batch*size]...)
	}
	for _, v := range set.Train.Labels[:n.batch] {
		numbers = append(numbers, float32(v))
	}
	if err := lab.WriteJSON(folder+"/inputs.json", listed); err != nil {
		return err
	}
	return writeFloats(folder+"/inputs.bin", numbers)
}
