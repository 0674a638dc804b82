package training

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"github.com/nlpodyssey/safetensors"

	"github.com/sgnlab/sgnlab/paperlib/files"
	"github.com/sgnlab/sgnlab/paperlib/models"
)

// ErrWeights is a file of weights that is damaged or belongs to another network.
var ErrWeights = errors.New("unusable weights")

// WriteWeights writes w as a safetensors file: one float32 tensor for each parameter and state, under its own name.
func WriteWeights(path string, spec *models.Spec, w Weights) error {
	if err := w.Check(spec); err != nil {
		return err
	}
	data := map[string]safetensors.TensorView{}
	add := func(list []models.Param, values [][]float32) error {
		for i, p := range list {
			view, err := safetensors.NewTensorView(safetensors.F32, shapeOf(p), littleEndian(values[i]))
			if err != nil {
				return fmt.Errorf("write weights: %s: %w", p.Name, err)
			}
			data[p.Name] = view
		}
		return nil
	}
	if err := errors.Join(add(spec.Params, w.Params), add(spec.States, w.States)); err != nil {
		return err
	}
	b, err := safetensors.Serialize(data, nil)
	if err != nil {
		return fmt.Errorf("write weights: %w", err)
	}
	if err := files.Write(path, b); err != nil {
		return fmt.Errorf("write weights: %w", err)
	}
	return nil
}

// headerRoom is more than the names and shapes of any network take.
const headerRoom = 16 << 20

// ReadWeights reads what WriteWeights wrote for a network of the same architecture. Numbers that are not finite are refused
// like everything that is no weight: every gradient at them would be NaN. Its errors are [ErrWeights], or those of the file
// system.
func ReadWeights(path string, spec *models.Spec) (Weights, error) {
	numbers := 0
	for _, p := range append(slices.Clone(spec.Params), spec.States...) {
		numbers += p.Size()
	}
	most := int64(4*numbers) + headerRoom
	b, err := files.ReadFile(path, most)
	switch {
	case errors.Is(err, files.ErrIrregular), errors.Is(err, files.ErrTooLarge):
		return Weights{}, fmt.Errorf("%w: %s is no regular file of at most %d bytes, which is what weights of this network take: %w", ErrWeights, path, most, err)
	case err != nil:
		return Weights{}, fmt.Errorf("read weights: %w", err)
	}
	st, err := safetensors.Deserialize(b)
	if err != nil {
		return Weights{}, fmt.Errorf("%w: %s is damaged: %w", ErrWeights, path, err)
	}
	take := func(list []models.Param) (values [][]float32, err error) {
		for _, p := range list {
			t, ok := st.Tensor(p.Name)
			if !ok {
				return nil, fmt.Errorf("%w: %s has no tensor %q: it belongs to another architecture", ErrWeights, path, p.Name)
			}
			if t.DType() != safetensors.F32 || !slices.Equal(t.Shape(), shapeOf(p)) {
				return nil, fmt.Errorf("%w: the tensor %q of %s is %s %v, the network has F32 %v: it belongs to another architecture", ErrWeights, p.Name, path, t.DType(), t.Shape(), p.Dims)
			}
			v := make([]float32, p.Size())
			if _, err := binary.Decode(t.Data(), binary.LittleEndian, v); err != nil {
				return nil, fmt.Errorf("%w: the tensor %q of %s: %w", ErrWeights, p.Name, path, err)
			}
			if i := slices.IndexFunc(v, func(x float32) bool { return x-x != 0 }); i >= 0 {
				return nil, fmt.Errorf("%w: the tensor %q of %s holds %v at position %d: training diverged, or the file is damaged; take weights of an earlier step", ErrWeights, p.Name, path, v[i], i)
			}
			values = append(values, v)
		}
		return values, nil
	}
	var w Weights
	if w.Params, err = take(spec.Params); err != nil {
		return w, err
	}
	if w.States, err = take(spec.States); err != nil {
		return w, err
	}
	if have, want := st.Len(), len(spec.Params)+len(spec.States); have != want {
		return w, fmt.Errorf("%w: %s holds %d tensors, the network has %d: it belongs to another architecture", ErrWeights, path, have, want)
	}
	return w, nil
}

func shapeOf(p models.Param) []uint64 {
	shape := make([]uint64, len(p.Dims))
	for i, d := range p.Dims {
		shape[i] = uint64(d)
	}
	return shape
}
