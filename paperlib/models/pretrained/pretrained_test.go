package pretrained

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gomlx/compute/gobackend"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/nlpodyssey/safetensors"

	"github.com/sgnlab/sgnlab/paperlib/datasets"
	"github.com/sgnlab/sgnlab/paperlib/models"
)

// fill makes the values of a published array from its number k in the order of tiny's parameters: 0.2 sin(1 + 0.7 i + k),
// and 1 more for the scale of a LayerNorm, row-major in the published shape after undoing the transposition.
func fill(p models.Param, k int) []float32 {
	v := make([]float32, p.Size())
	for i := range v {
		v[i] = float32(0.2 * math.Sin(1+0.7*float64(i)+float64(k)))
		if strings.HasSuffix(p.Name, "norm/scale") {
			v[i]++
		}
	}
	return v
}

// file is a safetensors file of the tiny encoder with transformers' names.
func file(t testing.TB, spec *models.Spec, change func(name string, shape *[]uint64)) []byte {
	t.Helper()
	data := map[string]safetensors.TensorView{}
	for k, p := range spec.Params {
		if strings.HasPrefix(p.Name, "classifier/") {
			continue
		}
		name, transposed := published(p.Name)
		v, shape := fill(p, k), []uint64{}
		for _, d := range p.Dims {
			shape = append(shape, uint64(d))
		}
		if transposed {
			in, out := p.Dims[0], p.Dims[1]
			w := make([]float32, len(v))
			for i := range in {
				for o := range out {
					w[o*in+i] = v[i*out+o]
				}
			}
			v, shape = w, []uint64{uint64(out), uint64(in)}
		}
		if change != nil {
			change(name, &shape)
		}
		if shape == nil {
			continue
		}
		b := make([]byte, 4*len(v))
		for i, x := range v {
			binary.LittleEndian.PutUint32(b[4*i:], math.Float32bits(x))
		}
		n := uint64(1)
		for _, d := range shape {
			n *= d
		}
		view, err := safetensors.NewTensorView(safetensors.F32, shape, b[:4*n])
		if err != nil {
			t.Fatal(err)
		}
		data[name] = view
	}
	b, err := safetensors.Serialize(data, nil)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func describe(t testing.TB, name string, vocabulary, length int) (models.Model, *models.Spec) {
	t.Helper()
	m, err := models.ByName(name)
	if err != nil {
		t.Fatal(err)
	}
	spec, err := models.Describe(m, models.Text(length, vocabulary, 2))
	if err != nil {
		t.Fatal(err)
	}
	return m, spec
}

// logits runs a network whose classifier is w[i][j] = sin(1 + i + 3j) without bias.
func logits(t testing.TB, m models.Model, spec *models.Spec, params [][]float32, tokens [][]int32) [][]float32 {
	t.Helper()
	be, err := gobackend.New("")
	if err != nil {
		t.Fatal(err)
	}
	defer be.Finalize()
	var in []any
	for i, p := range spec.Params {
		v := params[i]
		switch p.Name {
		case "classifier/weights":
			for k := range v {
				v[k] = float32(math.Sin(1 + float64(k/2) + 3*float64(k%2)))
			}
		case "classifier/bias":
			clear(v)
		}
		in = append(in, tensors.FromFlatDataAndDimensions(v, p.Dims...))
	}
	in = append(in, tensors.FromValue(tokens), tensors.FromValue(make([]int32, len(tokens))))
	np := len(spec.Params)
	out, err := graph.CallOnce(be, func(in []*graph.Node) *graph.Node {
		return m.Build(spec, models.Eval, be, in[:np], nil, models.Batch{X: in[np], Labels: in[np+1]}).Logits
	}, in...)
	if err != nil {
		t.Fatal(err)
	}
	return out.Value().([][]float32)
}

func near(t *testing.T, got, want [][]float32, tolerance float64) {
	t.Helper()
	for i := range want {
		for j := range want[i] {
			if math.Abs(float64(got[i][j]-want[i][j])) > tolerance {
				t.Errorf("text %d: %v, want %v", i, got[i], want[i])
				break
			}
		}
	}
}

// Against transformers 4.57.1 on PyTorch 2.15 (BertModel with these weights and sizes, pooler_output times the classifier);
// what is in padded places makes no difference there either.
func TestTinyEncoderAgainstTransformers(t *testing.T) {
	m, spec := describe(t, "bert-tiny", 13, 8)
	values, err := params(file(t, spec, nil), spec, 1)
	if err != nil {
		t.Fatal(err)
	}
	got := logits(t, m, spec, values, [][]int32{{2, 5, 9, 12, 3, 0, 0, 0}, {2, 7, 3, 0, 0, 0, 0, 0}, {2, 4, 6, 8, 10, 11, 5, 3}})
	near(t, got, [][]float32{{0.92245543, -0.84466791}, {-0.01425722, 0.01465889}, {-0.63447768, 0.57892001}}, 2e-5)
}

// The real weights, against transformers 4.57.1 in the same way.
func TestMiniLMAgainstTransformers(t *testing.T) {
	folder := os.Getenv("SGNLAB_MINILM")
	if folder == "" {
		t.Skip("set SGNLAB_MINILM to a folder with all-MiniLM-L6-v2 (sgnlab data fetch minilm)")
	}
	e, err := Open(t.Context(), folder)
	if err != nil {
		t.Fatal(err)
	}
	if e.Size != models.MiniLM || e.Pieces != 30522 {
		t.Fatalf("size %+v, %d pieces", e.Size, e.Pieces)
	}
	vocabulary, err := os.ReadFile(e.Vocabulary())
	if err != nil {
		t.Fatal(err)
	}
	pieces, err := datasets.NewWordPiece(vocabulary)
	if err != nil {
		t.Fatal(err)
	}
	m, spec := describe(t, "bert", pieces.Size(), 32)
	values, err := e.Params(spec, 1)
	if err != nil {
		t.Fatal(err)
	}
	var tokens [][]int32
	for _, s := range []string{"Our friends won't buy this analysis, let alone the next one we propose.", "The more we study verbs, the crazier they get.", "Cats."} {
		row, _ := pieces.Encode(s, 32)
		tokens = append(tokens, row)
	}
	near(t, logits(t, m, spec, values, tokens), [][]float32{{0.86874837, -0.80162293}, {1.36459720, -1.27084434}, {1.26571453, -1.15242851}}, 1e-4)
}

func TestWeightsOfAnotherArchitecture(t *testing.T) {
	_, spec := describe(t, "bert-tiny", 13, 8)
	for want, change := range map[string]func(name string, shape *[]uint64){
		`no tensor "encoder.layer.1.output.dense.weight"`: func(name string, shape *[]uint64) {
			if name == "encoder.layer.1.output.dense.weight" {
				*shape = nil
			}
		},
		`"embeddings.word_embeddings.weight" has the shape [12 64]`: func(name string, shape *[]uint64) {
			if name == "embeddings.word_embeddings.weight" {
				(*shape)[0] = 12
			}
		},
	} {
		_, err := params(file(t, spec, change), spec, 1)
		if !errors.Is(err, ErrArchitecture) || !strings.Contains(fmt.Sprint(err), want) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
}

// A file that ends anywhere is an error and never a panic or half an encoder.
func TestTruncatedWeights(t *testing.T) {
	_, spec := describe(t, "bert-tiny", 13, 8)
	whole := file(t, spec, nil)
	for n := 0; n < len(whole); n += 1 + n/7 {
		if _, err := params(whole[:n], spec, 1); !errors.Is(err, ErrDamaged) {
			t.Fatalf("the first %d of %d bytes: %v", n, len(whole), err)
		}
	}
	if _, err := params(whole[:len(whole)-1], spec, 1); !errors.Is(err, ErrDamaged) {
		t.Errorf("one byte less: %v", err)
	}
}

func FuzzWeights(f *testing.F) {
	_, spec := describe(f, "bert-tiny", 13, 8)
	f.Add(file(f, spec, nil)[:2000])
	f.Add([]byte("\x10\x00\x00\x00\x00\x00\x00\x00{\"a\":{}}        "))
	f.Fuzz(func(t *testing.T, b []byte) {
		if _, err := params(b, spec, 1); err != nil && !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrArchitecture) {
			t.Fatal(err)
		}
	})
}

func TestOpen(t *testing.T) {
	dir := t.TempDir()
	if _, err := Open(t.Context(), dir); err == nil || !strings.Contains(err.Error(), "config.json") {
		t.Errorf("an empty folder: %v", err)
	}
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("config.json", `{"model_type": "gpt2"}`)
	if _, err := Open(t.Context(), dir); !errors.Is(err, ErrArchitecture) {
		t.Errorf("another type: %v", err)
	}
	write("config.json", `{"model_type":`)
	if _, err := Open(t.Context(), dir); !errors.Is(err, ErrDamaged) {
		t.Errorf("half a file: %v", err)
	}
	write("config.json", `{"model_type": "bert", "hidden_act": "gelu", "type_vocab_size": 2}`)
	if _, err := Open(t.Context(), dir); err == nil || !strings.Contains(err.Error(), "vocab.txt") {
		t.Errorf("without a vocabulary: %v", err)
	}
}
