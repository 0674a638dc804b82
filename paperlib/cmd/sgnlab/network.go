package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/sgnlab/sgnlab/paperlib/datasets"
	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/models"
	"github.com/sgnlab/sgnlab/paperlib/models/pretrained"
	"github.com/sgnlab/sgnlab/paperlib/training"
)

// networkFlags choose a network and its data.
type networkFlags struct {
	Model      string `required:"" help:"Network: see 'sgnlab models'." placeholder:"NAME"`
	Data       string `required:"" help:"Data set: see 'sgnlab data list'." placeholder:"NAME"`
	Examples   int    `help:"Training examples, a stratified part of the set; 0: all." default:"0" placeholder:"N"`
	Pretrained string `help:"Start from published weights of a BERT encoder: a folder with config.json, vocab.txt and model.safetensors, or hub:OWNER/NAME. The texts are then cut by its vocabulary." placeholder:"WHERE"`
	Seed       uint64 `help:"Root seed of every random number." default:"1"`
}

// network is a network with its data.
type network struct {
	model   models.Model
	set     *datasets.Set
	spec    *models.Spec
	encoder *pretrained.Encoder // nil without pretrained weights
}

// open loads the data and describes the network. Wrong names and sizes are bad input.
func (f networkFlags) open(ctx context.Context, progress *lab.Progress) (*network, error) {
	n := &network{}
	var err error
	if n.model, err = models.ByName(f.Model); err != nil {
		return nil, badInput{err}
	}
	o := datasets.Options{Train: f.Examples, Seed: f.Seed}
	if f.Pretrained != "" {
		if n.encoder, err = pretrained.Open(ctx, f.Pretrained); err != nil {
			return nil, badInput{err}
		}
		o.Vocabulary = n.encoder.Vocabulary()
	}
	var task *lab.Task
	o.Progress = func(file string, done, total int64) {
		if task == nil {
			task = progress.Start("downloading "+file, int(max(total, 0)), 0)
		}
		task.Set(int(done))
	}
	n.set, err = datasets.Load(ctx, f.Data, o)
	if task != nil {
		task.Done(err)
	}
	if err != nil {
		return nil, badInput{err}
	}
	if n.spec, err = models.Describe(n.model, training.InputOf(n.set)); err != nil {
		return nil, badInput{fmt.Errorf("%s cannot read %s: %w", f.Model, f.Data, err)}
	}
	return n, nil
}

// start are the weights before training, and their digest if they are pretrained.
func (n *network) start(seed uint64) (w training.Weights, digest string, err error) {
	w = training.InitialWeights(n.spec, seed)
	if n.encoder == nil {
		return w, "", nil
	}
	if w.Params, err = n.encoder.Params(n.spec, seed); err != nil {
		return w, "", badInput{err}
	}
	return w, w.Digest(), nil
}

// The files of a folder that `sgnlab train` fills.
const (
	weightsFile = "weights.safetensors"
	curveFile   = "curve.json"
)

func snapshotFile(step int) string { return fmt.Sprintf("weights-%d.safetensors", step) }

// weights reads FILE, or the weights of a folder that `sgnlab train` filled.
func (n *network) weights(path string) (training.Weights, error) {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		path = filepath.Join(path, weightsFile)
	}
	w, err := training.ReadWeights(path, n.spec)
	if err != nil {
		return w, badInput{err}
	}
	return w, nil
}
