// Package pretrained reads the published weights of encoders of the BERT family (safetensors, with the names of Hugging
// Face's transformers) into the arrays of [models.BERT].
package pretrained

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gomlx/go-huggingface/hub"
	"github.com/nlpodyssey/safetensors"

	"github.com/sgnlab/sgnlab/paperlib/models"
)

// ErrDamaged is a file of weights that is not what its format says.
var ErrDamaged = errors.New("damaged weights")

// ErrArchitecture is a file of weights that belongs to another network.
var ErrArchitecture = errors.New("weights of another architecture")

// HubModel is the model of which "hub" is short for.
const HubModel = "sentence-transformers/all-MiniLM-L6-v2"

// Encoder is a pretrained encoder on this machine.
type Encoder struct {
	Folder string // with config.json, vocab.txt and model.safetensors
	Size   models.BERTConfig
	Pieces int // of the vocabulary
}

// files that an encoder needs.
var files = []string{"config.json", "vocab.txt", "model.safetensors"}

// Open finds an encoder: a folder, or "hub:OWNER/NAME" of a model hub, whose files are downloaded into the hub's cache.
func Open(ctx context.Context, where string) (*Encoder, error) {
	if name, ok := strings.CutPrefix(where, "hub:"); ok {
		return fromHub(ctx, name)
	}
	b, err := os.ReadFile(filepath.Join(where, "config.json"))
	if err != nil {
		return nil, fmt.Errorf("open pretrained weights: %w. Give a folder with %s", err, strings.Join(files, ", "))
	}
	var c struct {
		Type         string `json:"model_type"`
		Activation   string `json:"hidden_act"`
		Layers       int    `json:"num_hidden_layers"`
		Width        int    `json:"hidden_size"`
		Heads        int    `json:"num_attention_heads"`
		Intermediate int    `json:"intermediate_size"`
		Positions    int    `json:"max_position_embeddings"`
		Types        int    `json:"type_vocab_size"`
		Pieces       int    `json:"vocab_size"`
	}
	if err := json.Unmarshal(b, &c); err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrDamaged, filepath.Join(where, "config.json"), err)
	}
	if c.Type != "bert" || c.Activation != "gelu" || c.Types != 2 {
		return nil, fmt.Errorf("%w: %s is of type %q with activation %q and %d segment types; want bert, gelu, 2", ErrArchitecture, where, c.Type, c.Activation, c.Types)
	}
	for _, f := range files[1:] {
		if _, err := os.Stat(filepath.Join(where, f)); err != nil {
			return nil, fmt.Errorf("open pretrained weights: %w", err)
		}
	}
	return &Encoder{Folder: where, Pieces: c.Pieces,
		Size: models.BERTConfig{Layers: c.Layers, Width: c.Width, Heads: c.Heads, Intermediate: c.Intermediate, Positions: c.Positions}}, nil
}

// Folder is where the encoder all-MiniLM-L6-v2 is looked for: $SGNLAB_MINILM, else sgnlab/models/minilm in the user's cache
// folder. here says whether it is there.
func Folder() (folder string, here bool) {
	folder = os.Getenv("SGNLAB_MINILM")
	if folder == "" {
		cache, err := os.UserCacheDir()
		if err != nil {
			return "", false
		}
		folder = filepath.Join(cache, "sgnlab", "models", "minilm")
	}
	for _, f := range files {
		if info, err := os.Stat(filepath.Join(folder, f)); err != nil || info.IsDir() {
			return folder, false
		}
	}
	return folder, true
}

// Files lists the files of an encoder's folder.
func Files() []string { return slices.Clone(files) }

func fromHub(ctx context.Context, name string) (*Encoder, error) {
	repo := hub.New(name).WithProgressBar(false)
	folder := ""
	for _, f := range files {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		path, err := repo.DownloadFile(f)
		if err != nil {
			return nil, fmt.Errorf("download %s of %s from the model hub: %w. Without a network give a folder", f, name, err)
		}
		folder = filepath.Dir(path)
	}
	return Open(ctx, folder)
}

// Vocabulary is the file of the word pieces.
func (e *Encoder) Vocabulary() string { return filepath.Join(e.Folder, "vocab.txt") }

// Params returns the values of the parameters of spec, a [models.BERT] of the encoder's size: those of the encoder from
// the file, those of the classifier drawn under seed.
func (e *Encoder) Params(spec *models.Spec, seed uint64) ([][]float32, error) {
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

func params(file []byte, spec *models.Spec, seed uint64) ([][]float32, error) {
	st, err := safetensors.Deserialize(file)
	if err != nil {
		return nil, fmt.Errorf("%w: %w. Take the file anew", ErrDamaged, err)
	}
	var list [][]float32
	for _, p := range spec.Params {
		if strings.HasPrefix(p.Name, "classifier/") {
			list = append(list, p.Draw(seed))
			continue
		}
		name, transposed := published(p.Name)
		t, ok := st.Tensor(name)
		if !ok {
			if t, ok = st.Tensor("bert." + name); !ok { // as a whole model for a task is stored
				return nil, fmt.Errorf("%w: it has no tensor %q for the parameter %q", ErrArchitecture, name, p.Name)
			}
		}
		want := slices.Clone(p.Dims)
		if transposed {
			want[0], want[1] = want[1], want[0]
		}
		have := make([]int, len(t.Shape()))
		for i, d := range t.Shape() {
			have[i] = int(d)
		}
		if !slices.Equal(have, want) {
			return nil, fmt.Errorf("%w: its tensor %q has the shape %v, the parameter %q needs %v", ErrArchitecture, name, have, p.Name, want)
		}
		if t.DType() != safetensors.F32 {
			return nil, fmt.Errorf("%w: its tensor %q is of type %s, want F32: convert the file to float32", ErrArchitecture, name, t.DType())
		}
		list = append(list, floats(t.Data(), want, transposed))
	}
	return list, nil
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
