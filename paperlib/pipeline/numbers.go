package pipeline

import (
	"slices"
	"strings"

	"github.com/sgnlab/sgnlab/paperlib/datasets"
	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/models"
	"github.com/sgnlab/sgnlab/paperlib/sgn"
	"github.com/sgnlab/sgnlab/paperlib/training"
)

// All numbers of the profiles stand in this file. A profile never selects another way of computing.

type size struct{ train, test int }

// whole are the sizes of the sets as published (digits: our own split).
var whole = map[string]size{
	"digits": {1437, 360}, "mnist": {60000, 10000}, "fashion-mnist": {60000, 10000}, "cifar10": {50000, 10000},
	"cola": {8551, 1043}, "tinyshakespeare": {15443, 1716},
}

func dataSize(p lab.Profile, name string) size {
	s := whole[name]
	switch p {
	case lab.Smoke:
		return size{min(s.train, 1437), min(s.test, 360)}
	case lab.Quick:
		return size{min(s.train, 10000), min(s.test, 2000)}
	}
	return s
}

// Recipe is how a network is trained on a set: long enough to be a useful net.
func Recipe(p lab.Profile, data, model string) training.Config {
	c := training.Config{Epochs: 30, Batch: 32, LR: 0.05, Momentum: 0.9, WeightDecay: 1e-4, Schedule: "cosine"} // digits
	adamw := func(epochs, batch int, lr, decay float64, warmup int) training.Config {
		return training.Config{Epochs: epochs, Batch: batch, LR: lr, WeightDecay: decay, Schedule: "cosine", Optimizer: "adamw", Warmup: warmup}
	}
	switch {
	case strings.HasPrefix(model, "vae") && data == "digits":
		c = adamw(30, 32, 1e-3, 0, 0)
	case model == "vae":
		c = adamw(20, 128, 1e-3, 0, 0)
	case model == "vae-bernoulli":
		c = adamw(100, 128, 1e-3, 0, 0)
	case model == "diffusion":
		c = adamw(3, 64, 1e-3, 0, 100)
		c.Clip = 1
	case model == "gpt":
		c = adamw(6, 64, 1.5e-3, 0.1, 100)
		c.Beta2, c.Clip = 0.99, 1
	case strings.HasPrefix(model, "bert"):
		c = adamw(3, 32, 5e-5, 0.01, 80)
		c.Clip = 1
	case strings.HasPrefix(model, "resnet") && data == "cifar10":
		// The usual recipe (He et al. 2016) in a twelfth of its epochs, with a cosine in place of the steps.
		c.Epochs, c.Batch, c.LR, c.WeightDecay, c.Augment = 12, 128, 0.1, 5e-4, training.CropFlip
	case data == "cifar10" && model == "mlp":
		c.Epochs, c.Batch, c.LR, c.WeightDecay = 12, 128, 0.02, 5e-4
	case data == "cifar10":
		c.Epochs, c.Batch, c.LR, c.WeightDecay = 7, 128, 0.1, 5e-4
	case data != "digits" && model == "mlp":
		c.Epochs, c.Batch = 12, 128
	case data != "digits":
		c.Epochs, c.Batch = 2, 128
	}
	switch p {
	case lab.Smoke:
		c.Epochs = min(c.Epochs, 3)
	case lab.Quick:
		c.Epochs = min(c.Epochs, 8)
	}
	c.Warmup = min(c.Warmup, c.Epochs*(dataSize(p, data).train/c.Batch)/10)
	return c
}

// Case is one network on one data set.
type Case struct {
	Data string `json:"data"`
	Net  string `json:"net"`
}

// String names the case: "mlp on digits".
func (c Case) String() string { return c.Net + " on " + c.Data }

// LeaveOut reports whether a profile does without a data set: only a set that is nowhere on this machine is left out, and only
// under the profiles that download nothing. One that is there in part, or cannot be read, stays in, and the error that
// loading it gives ends the run.
func LeaveOut(p lab.Profile, data string) bool {
	if p == lab.Full || p == lab.GPU {
		return false
	}
	where, err := datasets.Find(data)
	return err == nil && where == ""
}

// Cases lists the networks and data sets of a profile, digits first. Sets that are not on this machine are listed
// separately: the full profile downloads them, the others leave them out and say so.
func Cases(p lab.Profile) (cases []Case, absent []string) {
	var all []Case
	switch p {
	case lab.Smoke:
		all = []Case{{"digits", "mlp"}, {"digits", "conv-bn"}}
	case lab.Quick:
		all = []Case{{"digits", "mlp"}, {"digits", "conv-bn"}, {"mnist", "mlp"}, {"cifar10", "conv-gn"}}
	default:
		all = []Case{
			{"digits", "mlp"}, {"digits", "conv-bn"}, {"digits", "conv-gn"},
			{"mnist", "mlp"}, {"mnist", "conv-bn"},
			{"cifar10", "mlp"}, {"cifar10", "conv-bn"}, {"cifar10", "conv-gn"},
		}
	}
	for _, c := range all {
		if !LeaveOut(p, c.Data) {
			cases = append(cases, c)
		} else if !slices.Contains(absent, c.Data) {
			absent = append(absent, c.Data)
		}
	}
	return cases, absent
}

// Seeds is the number of independent runs (initial weights, order of examples, draws) of each case on a data set. They are the
// units of inference: five where a network takes a minute, three where it takes more.
func Seeds(p lab.Profile, data string) int {
	switch {
	case p == lab.Smoke || p == lab.Quick:
		return 2
	case data == "cifar10":
		return 3
	}
	return 5
}

// CaptureConfig is what is captured of a network. Where its examples see each other (BatchNorm) every draw costs a
// backward pass, so there are fewer draws and batch sizes. Batch sizes in more are added to those of the profile.
func (n *Net) CaptureConfig(more ...int) (sgn.Config, error) {
	coupled, err := n.coupled()
	return captureConfig(n.lab.Profile, n.Data.Train, coupled, more), err
}

// coupled reports whether the gradient of an example depends on its batch, by the network's own description.
func (n *Net) coupled() (bool, error) {
	input, err := n.Data.Input()
	if err != nil {
		return false, err
	}
	spec, err := models.Describe(n.Model, input)
	if err != nil {
		return false, err
	}
	return spec.Coupled, nil
}

func captureConfig(p lab.Profile, train int, coupled bool, more []int) sgn.Config {
	c := sgn.Config{Method: sgn.Auto, Batches: []int{8, 32, 128, 512, 2048}, Draws: 2000, Coordinates: 100, Proportional: true, Activity: !coupled}
	if coupled {
		c.Batches, c.Draws = []int{32, 128}, 1000
	}
	switch p {
	case lab.Smoke:
		c.Draws, c.Coordinates = 320, 24
	case lab.Quick:
		c.Draws, c.Coordinates = 1000, 48
	}
	c.Batches = append(c.Batches, more...)
	slices.Sort(c.Batches)
	c.Batches = slices.DeleteFunc(slices.Compact(c.Batches), func(b int) bool { return b > train })
	return c
}

// Rates for estimates of the time to go, examples a second, measured on two cores with XLA: a training step or direct
// draw, and per-example gradients. They affect nothing but the estimate.
func rates(data, model string) (step, bank float64) {
	switch {
	case model == "bert":
		return 45, 4
	case model == "gpt":
		return 250, 50
	case model == "diffusion":
		return 150, 50
	case strings.HasPrefix(model, "vae"):
		return 20000, 500
	case strings.HasPrefix(model, "resnet") && data == "cifar10":
		return 210, 100
	case model == "mlp" && data == "cifar10":
		return 30000, 2000
	case model == "mlp":
		return 60000, 8000
	case data == "digits":
		return 20000, 3000
	}
	return 2300, 550
}

func trainingSeconds(n *Net) float64 {
	step, _ := rates(n.Data.Name, n.Model.Name)
	return 3 + float64(n.Config.Epochs*(n.Data.Train+n.Data.Test/3))/step
}

func captureSeconds(n *Noise) float64 {
	step, bank := rates(n.Net.Data.Name, n.Net.Model.Name)
	if coupled, _ := n.Net.coupled(); !coupled { // one that cannot be described says so when it is captured
		return 3 + float64(n.Net.Data.Train)/bank + 2
	}
	examples := 0
	for _, b := range n.Config.Batches {
		examples += b * n.Config.Draws * 5 / 4
	}
	return 3 + float64(examples)/step
}

// pathSeconds are those of the training up to the last step, and of a pass over the training set for each step with noise.
func pathSeconds(p *Path) float64 {
	step, _ := rates(p.Net.Data.Name, p.Net.Model.Name)
	examples := (p.Config.From + p.Config.Steps) * p.Net.Config.Batch
	if p.Config.Noise {
		examples += p.Config.Steps * p.Net.Data.Train
	}
	return 3 + float64(examples)/step
}

// hessianSeconds are those of a product for each parameter, four times the work of a gradient.
func hessianSeconds(h *Hessian) float64 {
	step, _ := rates(h.At.Net.Data.Name, h.At.Net.Model.Name)
	input, err := h.At.Net.Data.Input()
	if err != nil {
		return 0
	}
	spec, err := models.Describe(h.At.Net.Model, input)
	if err != nil { // computing it says so
		return 0
	}
	return 3 + 4*float64(spec.Size())*float64(h.examples())/step
}
