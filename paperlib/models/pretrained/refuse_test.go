package pretrained

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/nlpodyssey/safetensors"

	"github.com/sgnlab/sgnlab/paperlib/env"
	"github.com/sgnlab/sgnlab/paperlib/models"
)

// tinyFolder is a folder with an encoder of the size of bert-tiny and 13 word pieces, whose config.json is changed.
func tinyFolder(t *testing.T, spec *models.Spec, change func(config map[string]any)) string {
	t.Helper()
	config := map[string]any{"model_type": "bert", "hidden_act": "gelu", "type_vocab_size": 2, "num_hidden_layers": 2, "hidden_size": 64,
		"num_attention_heads": 2, "intermediate_size": 256, "max_position_embeddings": 64, "vocab_size": 13, "layer_norm_eps": 1e-12}
	if change != nil {
		change(config)
	}
	b, err := json.Marshal(config)
	if err != nil {
		t.Fatal(err)
	}
	pieces := "[PAD]\n[UNK]\n[CLS]\n[SEP]\n"
	for i := range 9 {
		pieces += fmt.Sprintf("p%d\n", i)
	}
	dir := t.TempDir()
	for name, content := range map[string][]byte{"config.json": b, "vocab.txt": []byte(pieces), "model.safetensors": file(t, spec, nil)} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// A config.json that differs from the network in anything that the function depends on is refused, with both values;
// heads and epsilon change no shape of an array.
func TestConfigMustBeTheNetworks(t *testing.T) {
	_, spec := describe(t, "bert-tiny", 13, 8)
	e, err := Open(t.Context(), tinyFolder(t, spec, nil))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.Params(spec, 1); err != nil {
		t.Fatalf("the right one: %v", err)
	}
	// Files of transformers before 4.0 leave these out.
	if e, err = Open(t.Context(), tinyFolder(t, spec, func(c map[string]any) { delete(c, "layer_norm_eps") })); err != nil || e.Epsilon != 1e-12 {
		t.Fatalf("without layer_norm_eps: %v", err)
	}
	for key, v := range map[string][2]any{"num_attention_heads": {4, 2}, "layer_norm_eps": {1e-5, 1e-12}, "num_hidden_layers": {3, 2}, "hidden_size": {128, 64},
		"intermediate_size": {512, 256}, "max_position_embeddings": {512, 64}} {
		e, err := Open(t.Context(), tinyFolder(t, spec, func(c map[string]any) { c[key] = v[0] }))
		if err != nil {
			t.Fatal(err)
		}
		_, err = e.Params(spec, 1)
		if want := fmt.Sprintf("%s is %v, the network has %v", key, v[0], v[1]); !errors.Is(err, ErrArchitecture) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v; want %q", err, want)
		}
	}
	for key, v := range map[string]any{"position_embedding_type": "relative_key", "pad_token_id": 1, "hidden_act": "relu", "type_vocab_size": 1} {
		if _, err := Open(t.Context(), tinyFolder(t, spec, func(c map[string]any) { c[key] = v })); !errors.Is(err, ErrArchitecture) || !strings.Contains(err.Error(), fmt.Sprint(v)) {
			t.Errorf("%s = %v: %v", key, v, err)
		}
	}
	if _, err := Open(t.Context(), tinyFolder(t, spec, func(c map[string]any) { c["vocab_size"] = 14 })); !errors.Is(err, ErrArchitecture) ||
		!strings.Contains(err.Error(), "13 word pieces") || !strings.Contains(err.Error(), "vocab_size 14") {
		t.Errorf("a vocabulary of another length: %v", err)
	}
	_, other := describe(t, "bert-tiny", 17, 8)
	if _, err := e.Params(other, 1); !errors.Is(err, ErrArchitecture) || !strings.Contains(err.Error(), "vocab_size is 13, the network has 17") {
		t.Errorf("texts cut by another vocabulary: %v", err)
	}
	m, err := models.ByName("mlp")
	if err != nil {
		t.Fatal(err)
	}
	mlp, err := models.Describe(m, models.Input{Shape: [3]int{8, 8, 1}, Classes: 10})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.Params(mlp, 1); !errors.Is(err, ErrArchitecture) || !strings.Contains(err.Error(), "models.BERT") {
		t.Errorf("no encoder: %v", err)
	}
}

// with adds tensors to the file of the tiny encoder, whose own names begin with prefix.
func with(t *testing.T, spec *models.Spec, prefix string, extra map[string]safetensors.TensorView) []byte {
	t.Helper()
	st, err := safetensors.Deserialize(file(t, spec, nil))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]safetensors.TensorView{}
	for _, one := range st.Tensors() {
		all[prefix+one.Name] = one.TensorView
	}
	for name, v := range extra {
		all[name] = v
	}
	b, err := safetensors.Serialize(all, nil)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func view(t *testing.T, kind safetensors.DType, shape []uint64, data []byte) safetensors.TensorView {
	t.Helper()
	v, err := safetensors.NewTensorView(kind, shape, data)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func positions(t *testing.T, first uint64) safetensors.TensorView {
	b := make([]byte, 0, 64*8)
	for i := range uint64(64) {
		b = binary.LittleEndian.AppendUint64(b, first+i)
	}
	return view(t, safetensors.I64, []uint64{1, 64}, b)
}

// The published file of MiniLM holds the buffer embeddings.position_ids; a whole model for a task holds its head.
func TestSurplusTensors(t *testing.T) {
	_, spec := describe(t, "bert-tiny", 13, 8)
	one := view(t, safetensors.F32, []uint64{1}, make([]byte, 4))
	for _, c := range []struct {
		name, prefix string
		extra        map[string]safetensors.TensorView
		refused      []string
	}{
		{"the published form", "", map[string]safetensors.TensorView{"embeddings.position_ids": positions(t, 0)}, nil},
		{"a whole model", "bert.", map[string]safetensors.TensorView{"bert.embeddings.position_ids": positions(t, 0), "cls.predictions.bias": one, "classifier.weight": one}, nil},
		{"shifted positions", "", map[string]safetensors.TensorView{"embeddings.position_ids": positions(t, 2)}, []string{"embeddings.position_ids"}},
		{"one more layer", "", map[string]safetensors.TensorView{"encoder.layer.2.output.dense.bias": one, "encoder.layer.2.output.dense.weight": one},
			[]string{"2 tensors", "encoder.layer.2.output.dense.bias", "encoder.layer.2.output.dense.weight"}},
		{"a head without a body", "", map[string]safetensors.TensorView{"cls.predictions.bias": one}, []string{"cls.predictions.bias"}},
		{"two encoders", "", map[string]safetensors.TensorView{"bert.pooler.dense.bias": one}, []string{"bert.pooler.dense.bias"}},
	} {
		_, err := params(with(t, spec, c.prefix, c.extra), spec, 1)
		if len(c.refused) == 0 {
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
			continue
		}
		for _, want := range c.refused {
			if !errors.Is(err, ErrArchitecture) || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v, want %q", c.name, err, want)
			}
		}
	}
}

func TestWeightsThatAreNotFinite(t *testing.T) {
	_, spec := describe(t, "bert-tiny", 13, 8)
	for _, v := range []float64{math.NaN(), math.Inf(-1)} {
		b := binary.LittleEndian.AppendUint32(make([]byte, 4*63), math.Float32bits(float32(v)))
		bad := map[string]safetensors.TensorView{"pooler.dense.bias": view(t, safetensors.F32, []uint64{64}, b)}
		if _, err := params(with(t, spec, "", bad), spec, 1); !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), `"pooler.dense.bias"`) {
			t.Errorf("%v: %v", v, err)
		}
	}
}

// The hub is not asked under SGNLAB_OFFLINE=1: the name leads nowhere, and the answer is there before any could come.
func TestHubIsNotAskedOffline(t *testing.T) {
	t.Setenv("SGNLAB_OFFLINE", "1")
	if _, err := Open(t.Context(), "hub:nobody/nothing"); err == nil || !strings.Contains(err.Error(), "SGNLAB_OFFLINE=1") || !strings.Contains(err.Error(), "config.json") {
		t.Errorf("%v", err)
	}
	t.Setenv("SGNLAB_OFFLINE", "yes")
	if _, err := Open(t.Context(), "hub:nobody/nothing"); !errors.As(err, new(*env.Error)) {
		t.Errorf("%v", err)
	}
}

// A folder that SGNLAB_MINILM names and that does not hold the encoder is an error: training would begin from other weights.
func TestFind(t *testing.T) {
	_, spec := describe(t, "bert-tiny", 13, 8)
	dir := tinyFolder(t, spec, nil)
	t.Setenv("SGNLAB_MINILM", dir)
	if e, err := Find(t.Context()); err != nil || e == nil || e.Folder != dir {
		t.Errorf("%v, %v", e, err)
	}
	if err := os.Remove(filepath.Join(dir, "vocab.txt")); err != nil {
		t.Fatal(err)
	}
	for _, where := range []string{dir, dir + "x", filepath.Join(dir, "config.json")} {
		t.Setenv("SGNLAB_MINILM", where)
		if e, err := Find(t.Context()); !errors.As(err, new(*env.Error)) {
			t.Errorf("%s: %v, %v", where, e, err)
		}
	}
	t.Setenv("SGNLAB_MINILM", "")
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	t.Setenv("HOME", t.TempDir())
	if e, err := Find(t.Context()); e != nil || err != nil {
		t.Errorf("nothing anywhere: %v, %v", e, err)
	}
}
