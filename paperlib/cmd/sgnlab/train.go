package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"

	"github.com/sgnlab/sgnlab/paperlib/files"
	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/models"
	"github.com/sgnlab/sgnlab/paperlib/training"
)

type modelsCmd struct{}

// Run lists the networks.
func (modelsCmd) Run(s streams) error {
	for _, name := range models.Names() {
		fmt.Fprintf(s.out, "%-13s %s\n", name, models.About(name))
	}
	return nil
}

type trainCmd struct {
	networkFlags `embed:""`
	Out          string  `required:"" help:"Folder for the weights, the learning curve and the checkpoints." placeholder:"DIR"`
	Epochs       int     `help:"Passes over the training examples." default:"10"`
	Batch        int     `help:"Batch size." default:"128"`
	LR           float64 `name:"lr" help:"Largest learning rate." default:"0.05"`
	Schedule     string  `help:"constant, step, cosine or polynomial." enum:"constant,step,cosine,polynomial" default:"cosine"`
	Warmup       int     `help:"Steps in which the rate rises to --lr." default:"0"`
	T0           float64 `name:"t0" help:"Of the polynomial schedule lr (1 + k/t0)^-theta." default:"0"`
	Theta        float64 `help:"Of the polynomial schedule." default:"0"`
	Optimizer    string  `help:"sgd or adamw." enum:"sgd,adamw" default:"sgd"`
	Momentum     float64 `help:"Of SGD (default 0.9)." default:"-1" placeholder:"MU"`
	Nesterov     bool    `help:"Nesterov's form of momentum."`
	Beta1        float64 `name:"beta1" help:"Of AdamW (0.9)." default:"0"`
	Beta2        float64 `name:"beta2" help:"Of AdamW (0.999)." default:"0"`
	WeightDecay  float64 `help:"Weight decay." default:"0"`
	Clip         float64 `help:"Bound on the norm of the gradient; 0: none." default:"0"`
	MicroBatch   int     `help:"Examples whose gradients are computed at a time and added up to the batch's; 0: all. Less memory, and on a CPU sometimes faster; not with BatchNorm." default:"0" placeholder:"N"`
	Augment      bool    `help:"Random crops and mirror images."`
	Every        int     `help:"Steps between checkpoints, besides one after every epoch; 0: none." default:"200" placeholder:"K"`
	Snapshots    []int   `help:"Steps at which the weights are kept too, as weights-STEP.safetensors." placeholder:"STEP,..."`
	Path         string  `help:"Record the noise of the steps FROM-TO of this run: the gradient used minus the full gradient at the same weights, in DIR/path.npy [steps, coordinates]. Each recorded step costs a pass over the training set." placeholder:"FROM-TO"`
	PathCoords   int     `name:"path-coordinates" help:"Coordinates recorded with --path; 0: all." default:"1000" placeholder:"N"`
	JSON         bool    `name:"json" help:"Write the learning curve as JSON to standard output."`
}

// Help is shown after the options.
func (trainCmd) Help() string {
	return `Trains a network and leaves in DIR: weights.safetensors (a tensor for each parameter and state), curve.json (loss and
measure on the test part after every epoch) and checkpoints. Ctrl-C, a kill or a lost machine cost the steps since the last
checkpoint: the same command goes on from there, to the same bits as an undisturbed run on the same backend. A damaged
checkpoint is noticed, and the one before it taken. Two runs at once on one DIR are refused.

  sgnlab train --model mlp --data digits --out runs/mlp
  sgnlab train --model resnet20-bn --data cifar10 --epochs 12 --lr 0.1 --weight-decay 5e-4 --augment --out runs/resnet
  sgnlab train --model bert --data cola --pretrained FOLDER --optimizer adamw --lr 5e-5 --warmup 100 --epochs 3 --batch 32 --out runs/bert`
}

func (c trainCmd) config() training.Config {
	k := training.Config{Epochs: c.Epochs, Batch: c.Batch, LR: c.LR, Momentum: c.Momentum, WeightDecay: c.WeightDecay, Schedule: c.Schedule,
		Nesterov: c.Nesterov, Beta1: c.Beta1, Beta2: c.Beta2, Clip: c.Clip, Warmup: c.Warmup, T0: c.T0, Theta: c.Theta, MicroBatch: c.MicroBatch}
	if c.Optimizer == "adamw" {
		k.Optimizer = "adamw"
	}
	if k.Momentum == -1 {
		k.Momentum = 0
		if c.Optimizer == "sgd" {
			k.Momentum = 0.9
		}
	}
	if c.Augment {
		k.Augment = training.CropFlip
	}
	return k
}

// curve is what curve.json holds.
type curve struct {
	Model      string            `json:"model"`
	Data       string            `json:"data"`
	Examples   int               `json:"examples"`
	Parameters int               `json:"parameters"`
	Config     training.Config   `json:"config"`
	Seed       uint64            `json:"seed"`
	Start      string            `json:"start"`
	Backend    map[string]string `json:"backend"`
	Weights    string            `json:"weights"` // digest of the trained weights
	Points     []training.Point  `json:"points"`
}

// Run trains one network.
func (c trainCmd) Run(ctx context.Context, s streams) error {
	progress := lab.NewProgress(s.err, lab.Auto)
	ctx = lab.WithProgress(ctx, progress)
	n, err := c.open(ctx, progress)
	if err != nil {
		return err
	}
	config := c.config()
	start, digest, err := n.start(c.Seed)
	if err != nil {
		return err
	}
	config.Start = digest
	if err := config.Validate(n.set.Train.Len()); err != nil {
		return badInput{err}
	}
	if err := checkSnapshots(c.Snapshots, config.Epochs*(n.set.Train.Len()/config.Batch)); err != nil {
		return badInput{err}
	}
	if err := os.MkdirAll(c.Out, 0o755); err != nil {
		return badInput{fmt.Errorf("make the folder for the results: %w", err)}
	}
	unlock, err := files.Lock(filepath.Join(c.Out, "train.lock"), c.Out)
	if err != nil {
		return badInput{err}
	}
	defer unlock()
	be, err := training.Open(ctx)
	if err != nil {
		return err
	}
	defer be.Finalize()
	lab.Notef(ctx, "backend: %s", be.Why)
	o := training.Options{Note: func(text string) { lab.Notef(ctx, "%s", text) }, Checkpoints: c.Out, Every: c.Every, Snapshots: c.Snapshots, Take: func(step int, w training.Weights) error {
		return training.WriteWeights(filepath.Join(c.Out, snapshotFile(step)), n.spec, w)
	}}
	out := curve{Model: c.Model, Data: n.set.Name, Examples: n.set.Train.Len(), Parameters: n.spec.Size(), Config: config, Seed: c.Seed, Start: "random weights", Backend: be.Facts()}
	if n.encoder != nil {
		o.Start, out.Start = &start, c.Pretrained
	}
	var task *lab.Task
	o.Progress = func(step, total int, message string) {
		if task == nil {
			task = progress.Start("training "+c.Model, total, 0)
		}
		task.Set(step, message)
	}
	finish := func() error { return nil }
	if c.Path != "" {
		var release func()
		if finish, release, err = c.recordPath(ctx, be, n, start, config, &o); err != nil {
			return err
		}
		defer release()
	}
	r, err := training.Train(ctx, be, n.model, n.set, config, c.Seed, o)
	if task != nil {
		task.Done(err)
	}
	if err != nil {
		return err
	}
	if err := finish(); err != nil {
		return err
	}
	out.Points, out.Weights = r.Curve, r.Trained.Weights.Digest()
	if err := training.WriteWeights(filepath.Join(c.Out, weightsFile), n.spec, r.Trained.Weights); err != nil {
		return err
	}
	if err := lab.WriteJSON(filepath.Join(c.Out, curveFile), out); err != nil {
		return err
	}
	if c.JSON {
		return json.NewEncoder(s.out).Encode(out)
	}
	fmt.Fprintf(s.out, "%s on %s: %d parameters, %s, from %s\n", c.Model, n.set.Title, n.spec.Size(), config, out.Start)
	fmt.Fprintln(s.out, "epoch   step      lr  train loss   test loss  measure")
	for _, p := range r.Curve {
		train := "          -"
		if p.Epoch > 0 {
			train = fmt.Sprintf("%11.5g", p.TrainLoss)
		}
		fmt.Fprintf(s.out, "%5d %6d %7.2g %s %11.5g  %s\n", p.Epoch, p.Step, p.LR, train, p.Test.Loss, n.measure(p.Test))
	}
	fmt.Fprintf(s.out, "weights: %s\n", filepath.Join(c.Out, weightsFile))
	return nil
}

// measure says how good the network is in the words of its task.
func (n *network) measure(e training.Evaluation) string {
	switch {
	case n.set.Vocabulary > 0 && n.set.Classes == 0:
		return fmt.Sprintf("%.4f bits per token", e.Loss/math.Ln2)
	case e.Terms != nil:
		return fmt.Sprintf("ELBO %.2f nats: reconstruction %.2f, KL %.2f", -e.Loss, e.Terms[models.TermReconstruction], e.Terms[models.TermKL])
	case n.model.Name == "vae":
		return fmt.Sprintf("ELBO %.2f nats", -e.Loss)
	case n.model.Logits == nil:
		return "-"
	case n.spec.Classes == 2:
		return fmt.Sprintf("accuracy %.4f, Matthews %.4f", e.Accuracy, e.Matthews)
	}
	return fmt.Sprintf("accuracy %.4f", e.Accuracy)
}

// Validate refuses a folder that another kind of result fills.
func (c trainCmd) Validate() error {
	if slices.Min(append(slices.Clone(c.Snapshots), 0)) < 0 {
		return fmt.Errorf("--snapshots %v: steps are counted from 0", c.Snapshots)
	}
	info, err := os.Stat(c.Out)
	if err == nil && !info.IsDir() {
		return fmt.Errorf("--out %s is a file: name a folder", c.Out)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
