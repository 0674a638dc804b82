package training

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"

	"github.com/gomlx/gomlx/core/tensors"

	"github.com/sgnlab/sgnlab/paperlib/models"
)

// Weights are the values of a network's parameters and states on the host, one slice per array of its Spec.
type Weights struct {
	Params [][]float32
	States [][]float32
}

// InitialWeights draws the weights of a network under a seed.
func InitialWeights(spec *models.Spec, seed uint64) Weights {
	draw := func(ps []models.Param) (v [][]float32) {
		for _, p := range ps {
			v = append(v, p.Draw(seed))
		}
		return v
	}
	return Weights{draw(spec.Params), draw(spec.States)}
}

// Check reports whether w has the shape of spec.
func (w Weights) Check(spec *models.Spec) error {
	check := func(kind string, have [][]float32, want []models.Param) error {
		if len(have) != len(want) {
			return fmt.Errorf("weights hold %d %s arrays, the network has %d: they belong to another architecture", len(have), kind, len(want))
		}
		for i, p := range want {
			if len(have[i]) != p.Size() {
				return fmt.Errorf("weights for %s hold %d numbers, the network has %d: they belong to another architecture", p.Name, len(have[i]), p.Size())
			}
		}
		return nil
	}
	if err := check("parameter", w.Params, spec.Params); err != nil {
		return err
	}
	return check("state", w.States, spec.States)
}

// Digest is the SHA-256 of the numbers, little-endian, hexadecimal.
func (w Weights) Digest() string {
	h := sha256.New()
	for _, list := range [][][]float32{w.Params, w.States} {
		for _, v := range list {
			h.Write(littleEndian(v))
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

func littleEndian(v []float32) []byte {
	b, err := binary.Append(nil, binary.LittleEndian, v)
	if err != nil {
		panic(err) // float32 has a fixed size
	}
	return b
}

// Tensors turns arrays into tensors of the parameters' shapes. The caller finalizes them.
func Tensors(values [][]float32, ps []models.Param) []*tensors.Tensor {
	ts := make([]*tensors.Tensor, len(values))
	for i, v := range values {
		ts[i] = tensors.FromFlatDataAndDimensions(v, ps[i].Dims...)
	}
	return ts
}

// values copies tensors back to the host.
func values(ts []*tensors.Tensor) ([][]float32, error) {
	vs := make([][]float32, len(ts))
	for i, t := range ts {
		v, err := tensors.CopyFlatData[float32](t)
		if err != nil {
			return nil, fmt.Errorf("copy a tensor from the backend: %w", err)
		}
		vs[i] = v
	}
	return vs, nil
}

// finalize frees tensors now: Go's garbage collector does not see device memory.
func finalize(ts ...*tensors.Tensor) {
	for _, t := range ts {
		if t != nil {
			_ = t.FinalizeAll()
		}
	}
}
