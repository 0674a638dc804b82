// Package pretrained reads the published weights of encoders of the BERT family (safetensors, with the names of Hugging
// Face's transformers) into the arrays of [models.BERT].
package pretrained

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/nlpodyssey/safetensors"

	"github.com/sgnlab/sgnlab/paperlib/models"
)

// ErrDamaged is a file of weights that is not what its format says.
var ErrDamaged = errors.New("damaged weights")

// ErrArchitecture is a file of weights that belongs to another network.
var ErrArchitecture = errors.New("weights of another architecture")

// Params returns the values of the parameters of spec, a [models.BERT] of the encoder's size: those of the encoder from
// the file, those of the classifier drawn under seed. A network of another size is an [ErrArchitecture].
func (e *Encoder) Params(spec *models.Spec, seed uint64) ([][]float32, error) {
	if err := e.fits(spec); err != nil {
		return nil, err
	}
	path := filepath.Join(e.Folder, "model.safetensors")
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read pretrained weights: %w", err)
	}
	values, err := params(b, spec, seed)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return values, nil
}

// fits compares what config.json says with the network: heads and epsilon, for example, change no shape, so that weights
// with others would be taken and give another function.
func (e *Encoder) fits(spec *models.Spec) error {
	n := spec.Encoder
	if n == nil {
		return fmt.Errorf("%w: the network is no encoder made by models.BERT; of the built-in ones, bert has the size of MiniLM-L6", ErrArchitecture)
	}
	var differ []string
	compare := func(key string, have, want any) {
		if have != want {
			differ = append(differ, fmt.Sprintf("%s is %v, the network has %v", key, have, want))
		}
	}
	compare("num_hidden_layers", e.Size.Layers, n.Layers)
	compare("num_attention_heads", e.Size.Heads, n.Heads)
	compare("hidden_size", e.Size.Width, n.Width)
	compare("intermediate_size", e.Size.Intermediate, n.Intermediate)
	compare("max_position_embeddings", e.Size.Positions, n.Positions)
	compare("layer_norm_eps", e.Epsilon, models.BERTEpsilon)
	compare("vocab_size", e.Pieces, spec.Vocabulary)
	if len(differ) > 0 {
		return fmt.Errorf("%w: %s: %s. Take weights of the network's size, or make a network of theirs with models.BERT", ErrArchitecture,
			filepath.Join(e.Folder, "config.json"), strings.Join(differ, "; "))
	}
	return nil
}

func params(file []byte, spec *models.Spec, seed uint64) ([][]float32, error) {
	st, err := safetensors.Deserialize(file)
	if err != nil {
		return nil, fmt.Errorf("%w: %w. Take the file anew", ErrDamaged, err)
	}
	used := map[string]bool{}
	prefix := ""
	if _, plain := st.Tensor("embeddings.word_embeddings.weight"); !plain {
		prefix = "bert." // as a whole model for a task is stored
	}
	var list [][]float32
	for _, p := range spec.Params {
		if strings.HasPrefix(p.Name, "classifier/") {
			list = append(list, p.Draw(seed))
			continue
		}
		short, transposed := published(p.Name)
		name := prefix + short
		t, ok := st.Tensor(name)
		if !ok {
			return nil, fmt.Errorf("%w: it has no tensor %q for the parameter %q", ErrArchitecture, short, p.Name)
		}
		used[name] = true
		want := slices.Clone(p.Dims)
		if transposed {
			want[0], want[1] = want[1], want[0]
		}
		if have := shapeOf(t); !slices.Equal(have, want) {
			return nil, fmt.Errorf("%w: its tensor %q has the shape %v, the parameter %q needs %v", ErrArchitecture, name, have, p.Name, want)
		}
		if t.DType() != safetensors.F32 {
			return nil, fmt.Errorf("%w: its tensor %q is of type %s, want F32: convert the file to float32", ErrArchitecture, name, t.DType())
		}
		v := floats(t.Data(), want, transposed)
		if at := slices.IndexFunc(v, func(x float32) bool { return x-x != 0 }); at >= 0 {
			return nil, fmt.Errorf("%w: its tensor %q holds a %v: take the file anew", ErrDamaged, name, v[at])
		}
		list = append(list, v)
	}
	return list, surplus(st, used, prefix)
}

// surplus refuses tensors that no parameter of the network takes: they belong to a larger or another network. Two kinds
// are known and change nothing: buffers that count the positions and segments, and the heads of other tasks in the file of
// a whole model.
func surplus(st safetensors.SafeTensors, used map[string]bool, prefix string) error {
	var extra []string
	for _, name := range st.Names() {
		head := prefix != "" && (strings.HasPrefix(name, "cls.") || strings.HasPrefix(name, "classifier."))
		if used[name] || head {
			continue
		}
		t, _ := st.Tensor(name)
		switch strings.TrimPrefix(name, prefix) {
		case "embeddings.position_ids":
			if counts(t, 1) {
				continue
			}
		case "embeddings.token_type_ids":
			if counts(t, 0) {
				continue
			}
		}
		extra = append(extra, name)
	}
	if len(extra) == 0 {
		return nil
	}
	slices.Sort(extra)
	return fmt.Errorf("%w: it holds %d tensors that the network has no use for: %s. Take the file that belongs to config.json", ErrArchitecture, len(extra), quoted(extra))
}

// counts says whether a buffer is [1, n] of int64 with the values 0, step, 2 step, ...
func counts(t safetensors.TensorView, step uint64) bool {
	if s := t.Shape(); t.DType() != safetensors.I64 || len(s) != 2 || s[0] != 1 {
		return false
	}
	for i, b := 0, t.Data(); 8*i < len(b); i++ {
		if binary.LittleEndian.Uint64(b[8*i:]) != uint64(i)*step {
			return false
		}
	}
	return true
}

// quoted lists names, and of many only the first.
func quoted(names []string) string {
	const most = 8
	var b strings.Builder
	for i, n := range names[:min(len(names), most)] {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "%q", n)
	}
	if len(names) > most {
		b.WriteString(", ...")
	}
	return b.String()
}

func shapeOf(t safetensors.TensorView) []int {
	have := make([]int, len(t.Shape()))
	for i, d := range t.Shape() {
		have[i] = int(d)
	}
	return have
}

// floats decodes little-endian float32, and transposes [out, in] to [in, out].
func floats(data []byte, dims []int, transposed bool) []float32 {
	v := make([]float32, len(data)/4)
	for i := range v {
		x := math.Float32frombits(binary.LittleEndian.Uint32(data[4*i:]))
		if transposed {
			v[i%dims[1]*dims[0]+i/dims[1]] = x
		} else {
			v[i] = x
		}
	}
	return v
}

// published is the name in the file of a parameter of models.BERT, and whether it is stored transposed there.
func published(name string) (string, bool) {
	layer, role := name[:strings.LastIndexByte(name, '/')], name[strings.LastIndexByte(name, '/')+1:]
	transposed := role == "weights"
	switch role {
	case "weights", "table", "scale":
		role = "weight"
	case "offset":
		role = "bias"
	}
	switch {
	case layer == "pooler":
		return "pooler.dense." + role, transposed
	case layer == "embeddings/norm":
		return "embeddings.LayerNorm." + role, transposed
	case layer == "embeddings/type":
		return "embeddings.token_type_embeddings." + role, transposed
	case strings.HasPrefix(layer, "embeddings/"):
		return "embeddings." + strings.TrimPrefix(layer, "embeddings/") + "_embeddings." + role, transposed
	}
	number, rest, _ := strings.Cut(strings.TrimPrefix(layer, "layer"), "/")
	inner := map[string]string{
		"attention/query": "attention.self.query", "attention/key": "attention.self.key", "attention/value": "attention.self.value",
		"attention/output": "attention.output.dense", "attention/norm": "attention.output.LayerNorm",
		"intermediate": "intermediate.dense", "output": "output.dense", "output/norm": "output.LayerNorm",
	}[rest]
	return "encoder.layer." + number + "." + inner + "." + role, transposed
}
