package networks

import (
	"fmt"
	"math"
	"slices"

	"github.com/sgnlab/sgnlab/paperlib/stats"
	"github.com/sgnlab/sgnlab/paperlib/study"
)

// Measure is what says how good a network is.
type Measure string

// The measures, all on the test part.
const (
	Accuracy  Measure = "accuracy"             // share of examples whose largest logit is the label
	Matthews  Measure = "Matthews correlation" // of two classes; 0 for a constant answer
	ELBO      Measure = "ELBO"                 // nats an image, of pixels drawn to 0 or 1
	Noise     Measure = "error of the noise"   // mean squared error of a diffusion model's prediction
	Bits      Measure = "bits per character"   // cross entropy of the next character
	nats2bits         = 1 / math.Ln2
)

// Point is one evaluation of a training run.
type Point struct {
	Step     int          `json:"step"`
	Train    stats.Number `json:"train"`    // mean loss since the last point; NaN before the first step
	Test     stats.Number `json:"test"`     // loss
	Accuracy stats.Number `json:"accuracy"` // 0 for networks that do not sort into classes
	Matthews stats.Number `json:"matthews"`
	Terms    *Terms       `json:"elbo_terms,omitempty"` // on the test part; nil for networks without an ELBO
}

// Terms are the two parts of minus an ELBO, in nats an image.
type Terms struct {
	Reconstruction stats.Number `json:"reconstruction"` // -log P(image | z), in the mean over the encoder's law of z
	KL             stats.Number `json:"kl"`             // divergence of that law from the prior
}

// Value is the measure at the point.
func (p Point) Value(m Measure) float64 {
	switch m {
	case Accuracy:
		return float64(p.Accuracy)
	case Matthews:
		return float64(p.Matthews)
	case ELBO:
		return -float64(p.Test)
	case Bits:
		return float64(p.Test) * nats2bits
	}
	return float64(p.Test)
}

// Run is a training under one seed.
type Run struct {
	Seed   uint64  `json:"seed"`
	Points []Point `json:"points"`
}

// Result is one network on one data set, trained under one seed: a unit of its own, so that seeds can be added, and
// computed and published one by one.
type Result struct {
	Net        string  `json:"net"`
	Data       string  `json:"data"`
	Title      string  `json:"title"` // of the data, for captions
	Start      string  `json:"start"` // "random weights", or where the first weights come from
	Recipe     string  `json:"recipe"`
	Parameters int     `json:"parameters"`
	Train      int     `json:"train_examples"`
	Test       int     `json:"test_examples"`
	Epochs     int     `json:"epochs"`
	Measure    Measure `json:"measure"`
	// Baseline is the measure of an answer that uses no input: of the most frequent class for labels, of the training
	// part's frequencies for characters; NaN where there is none.
	Baseline      stats.Number `json:"baseline"`
	BaselineWords string       `json:"baseline_words,omitempty"`
	Run
	// Samples is the shape [images, height, width, channels] of the array samples; nil for networks that generate no
	// images, and for other seeds than the first.
	Samples []int `json:"samples,omitempty"`
	// Reconstructed is the shape [2, images, height, width, channels] of the array reconstructions: test images as an
	// autoencoder reads them, and what it makes of them; nil for other networks.
	Reconstructed []int `json:"reconstructed,omitempty"`
}

// Check reports a result that cannot be shown.
func (r Result) Check() error {
	if len(r.Points) < 2 {
		return fmt.Errorf("%s on %s, seed %d: %d evaluations, want the initial network and at least one more", r.Net, r.Data, r.Seed, len(r.Points))
	}
	for _, p := range r.Points {
		if (p.Terms == nil) != (r.Points[0].Terms == nil) {
			return fmt.Errorf("%s on %s, seed %d: of the evaluations of steps %d and %d only one has the terms of an ELBO",
				r.Net, r.Data, r.Seed, r.Points[0].Step, p.Step)
		}
	}
	return nil
}

// Network is a network with its runs, one a seed.
type Network struct {
	Result // of the first seed
	Runs   []Run
	Images []float32 // [images, height, width, channels] in 0..1; nil without samples
	Pairs  []float32 // [2, images, height, width, channels] in 0..1: read, and reconstructed; nil without
}

// add takes a further seed of the network.
func (n *Network) add(r Result) error {
	if r.Recipe != n.Recipe || r.Start != n.Start || r.Parameters != n.Parameters || r.Train != n.Train {
		return fmt.Errorf("%s on %s: seed %d (%s, from %s, %d parameters, %d examples) and seed %d (%s, from %s, %d parameters, %d examples) cannot be shown as seeds of one network",
			n.Net, n.Data, n.Seed, n.Recipe, n.Start, n.Parameters, n.Train, r.Seed, r.Recipe, r.Start, r.Parameters, r.Train)
	}
	n.Runs = append(n.Runs, r.Run)
	return nil
}

// Reached are the values of the measure at the end, one a seed.
func (n *Network) Reached() []float64 {
	return n.last(func(p Point) float64 { return p.Value(n.Measure) })
}

// last is a value of the last points, one a seed.
func (n *Network) last(value func(Point) float64) (list []float64) {
	for _, run := range n.Runs {
		list = append(list, value(run.Points[len(run.Points)-1]))
	}
	return list
}

// terms reports whether the measure is an ELBO whose terms are known.
func (n *Network) terms() bool { return n.Points[0].Terms != nil }

// caveat is what a reader must know of a network before judging it by what it reached; empty for most.
func (n *Network) caveat() string {
	if n.Measure != Noise {
		return ""
	}
	epochs := "1 epoch"
	if n.Epochs != 1 {
		epochs = fmt.Sprintf("%d epochs", n.Epochs)
	}
	return fmt.Sprintf("early in training (%s, %s steps, no averaged weights)", epochs, study.Grouped(n.Points[len(n.Points)-1].Step))
}

// meanRange is the mean and the range of the values.
func meanRange(v []float64) (mean, lo, hi float64) {
	return stats.Mean(v), slices.Min(v), slices.Max(v)
}
