package pretrained

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gomlx/go-huggingface/hub"

	"github.com/sgnlab/sgnlab/paperlib/env"
	"github.com/sgnlab/sgnlab/paperlib/files"
	"github.com/sgnlab/sgnlab/paperlib/models"
)

// Encoder is a pretrained encoder on this machine.
type Encoder struct {
	Folder  string // with config.json, vocab.txt and model.safetensors
	Size    models.BERTConfig
	Pieces  int     // of the vocabulary
	Epsilon float64 // of its LayerNorms
}

// textBytes bounds a configuration or a vocabulary.
const textBytes = 64 << 20

// needed are the files of an encoder.
var needed = []string{"config.json", "vocab.txt", "model.safetensors"}

// Open finds an encoder: a folder, or "hub:OWNER/NAME" of a model hub, whose files are downloaded into the hub's cache.
func Open(ctx context.Context, where string) (*Encoder, error) {
	if name, ok := strings.CutPrefix(where, "hub:"); ok {
		return fromHub(ctx, name)
	}
	b, err := files.ReadFile(filepath.Join(where, "config.json"), textBytes)
	if err != nil {
		return nil, fmt.Errorf("open pretrained weights: %w. Give a folder with %s", err, strings.Join(needed, ", "))
	}
	var c struct {
		Type         string   `json:"model_type"`
		Activation   string   `json:"hidden_act"`
		Layers       int      `json:"num_hidden_layers"`
		Width        int      `json:"hidden_size"`
		Heads        int      `json:"num_attention_heads"`
		Intermediate int      `json:"intermediate_size"`
		Positions    int      `json:"max_position_embeddings"`
		Types        int      `json:"type_vocab_size"`
		Pieces       int      `json:"vocab_size"`
		Epsilon      *float64 `json:"layer_norm_eps"`          // absent: 1e-12, as in transformers
		Embedding    string   `json:"position_embedding_type"` // absent: absolute
		Padding      int      `json:"pad_token_id"`
	}
	if err := json.Unmarshal(b, &c); err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrDamaged, filepath.Join(where, "config.json"), err)
	}
	if c.Type != "bert" || c.Activation != "gelu" || c.Types != 2 {
		return nil, fmt.Errorf("%w: %s is of type %q with activation %q and %d segment types; want bert, gelu, 2", ErrArchitecture, where, c.Type, c.Activation, c.Types)
	}
	if c.Embedding != "" && c.Embedding != "absolute" || c.Padding != 0 {
		return nil, fmt.Errorf("%w: %s has position embeddings %q and pads with token %d; want absolute, 0", ErrArchitecture, where, c.Embedding, c.Padding)
	}
	vocabulary, err := files.ReadFile(filepath.Join(where, "vocab.txt"), textBytes)
	if err != nil {
		return nil, fmt.Errorf("open pretrained weights: %w", err)
	}
	if n := lines(vocabulary); n != c.Pieces {
		return nil, fmt.Errorf("%w: %s has %d word pieces, config.json beside it says vocab_size %d: the two files belong to different encoders, or one is damaged; take both anew",
			ErrArchitecture, filepath.Join(where, "vocab.txt"), n, c.Pieces)
	}
	if info, err := os.Stat(filepath.Join(where, "model.safetensors")); err != nil {
		return nil, fmt.Errorf("open pretrained weights: %w", err)
	} else if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("open pretrained weights: %s is no regular file", filepath.Join(where, "model.safetensors"))
	}
	e := &Encoder{Folder: where, Pieces: c.Pieces, Epsilon: models.BERTEpsilon,
		Size: models.BERTConfig{Layers: c.Layers, Width: c.Width, Heads: c.Heads, Intermediate: c.Intermediate, Positions: c.Positions}}
	if c.Epsilon != nil {
		e.Epsilon = *c.Epsilon
	}
	return e, nil
}

// lines counts the lines of a vocabulary; the last one need not end.
func lines(b []byte) int {
	n := bytes.Count(b, []byte("\n"))
	if len(b) > 0 && b[len(b)-1] != '\n' {
		n++
	}
	return n
}

// Folder is where the encoder all-MiniLM-L6-v2 is looked for: $SGNLAB_MINILM, else sgnlab/models/minilm in the user's cache
// folder; "" if there is neither. here says whether all its files are there. What cannot be read is an error, not absence.
func Folder() (folder string, here bool, err error) {
	if folder, err = env.MiniLM(); err != nil {
		return "", false, err
	}
	if folder == "" {
		cache, err := os.UserCacheDir()
		if err != nil {
			return "", false, nil
		}
		folder = filepath.Join(cache, "sgnlab", "models", "minilm")
	}
	for _, f := range needed {
		switch info, err := os.Stat(filepath.Join(folder, f)); {
		case errors.Is(err, fs.ErrNotExist):
			return folder, false, nil
		case err != nil:
			return "", false, fmt.Errorf("look for the pretrained encoder: %w", err)
		case !info.Mode().IsRegular():
			return "", false, fmt.Errorf("look for the pretrained encoder: %s is no regular file", filepath.Join(folder, f))
		}
	}
	return folder, true, nil
}

// Find opens the encoder all-MiniLM-L6-v2 if it is on this machine, and returns nil if it is not. A folder that
// SGNLAB_MINILM names must hold it.
func Find(ctx context.Context) (*Encoder, error) {
	folder, here, err := Folder()
	if err != nil {
		return nil, err
	}
	named, err := env.MiniLM()
	switch {
	case err != nil:
		return nil, err
	case here:
		return Open(ctx, folder)
	case named != "":
		return nil, &env.Error{Name: "SGNLAB_MINILM", Value: named,
			Allowed: "a folder with " + strings.Join(needed, ", ") + ", which it does not hold all: `sgnlab data fetch minilm` brings them there, or unset it"}
	}
	return nil, nil
}

// Files lists the files of an encoder's folder.
func Files() []string { return slices.Clone(needed) }

func fromHub(ctx context.Context, name string) (*Encoder, error) {
	offline, err := env.Offline()
	if err != nil {
		return nil, err
	}
	if offline {
		return nil, fmt.Errorf("hub:%s is not asked for, because SGNLAB_OFFLINE=1 forbids the network: give a folder with %s, or unset it", name, strings.Join(needed, ", "))
	}
	repo := hub.New(name).WithProgressBar(false)
	folder := ""
	for _, f := range needed {
		path, err := download(ctx, repo, f)
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("download %s of %s from the model hub: %w", f, name, err)
		}
		if err != nil {
			return nil, fmt.Errorf("download %s of %s from the model hub: %w. Without a network give a folder", f, name, err)
		}
		folder = filepath.Dir(path)
	}
	return Open(ctx, folder)
}

// download brings a file of a repository into the hub's cache. The hub's library takes no context: when ctx is cancelled,
// its download is left alone and ends with the process; it leaves nothing under the file's name.
func download(ctx context.Context, repo *hub.Repo, file string) (string, error) {
	type result struct {
		path string
		err  error
	}
	done := make(chan result, 1)
	go func() {
		path, err := repo.DownloadFile(file)
		done <- result{path, err}
	}()
	select {
	case <-ctx.Done():
		return "", ctx.Err()
	case r := <-done:
		return r.path, r.err
	}
}

// Vocabulary is the file of the word pieces.
func (e *Encoder) Vocabulary() string { return filepath.Join(e.Folder, "vocab.txt") }
