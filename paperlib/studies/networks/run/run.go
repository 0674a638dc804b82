// Package run trains the networks of figure 4 and table 4, and draws images from those that generate them.
package run

import (
	"context"
	"fmt"
	"math"

	"github.com/sgnlab/sgnlab/paperlib/datasets"
	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/models"
	"github.com/sgnlab/sgnlab/paperlib/models/pretrained"
	"github.com/sgnlab/sgnlab/paperlib/pipeline"
	"github.com/sgnlab/sgnlab/paperlib/stats"
	"github.com/sgnlab/sgnlab/paperlib/studies/networks"
	"github.com/sgnlab/sgnlab/paperlib/study/run"
)

// Compute trains what the run store lacks and returns the index of the results.
var Compute = run.Register(networks.Study, units)

func units(ctx context.Context, l *pipeline.Lab, k networks.Knobs) (list []run.Unit[networks.Result], absent []string, err error) {
	cases, absent, err := casesOf(ctx, l, k)
	if err != nil {
		return nil, nil, err
	}
	for _, c := range cases {
		list = append(list, run.Unit[networks.Result]{Part: fmt.Sprintf("%s, what it reaches", c.name), Seed: c.net.Seed, Inputs: map[string]run.Input{"training": c.net},
			Seconds: 1 + 20*float64(min(c.samples(), 1)), Identity: c.identity, Compute: c.compute})
	}
	return list, absent, nil
}

// oneCase is a network on a data set, trained under one seed.
type oneCase struct {
	lab   *pipeline.Lab
	name  Case
	data  *pipeline.Data
	net   *pipeline.Net
	first bool // of the seeds
}

func casesOf(ctx context.Context, l *pipeline.Lab, k networks.Knobs) (list []oneCase, absent []string, err error) {
	all, absent := Cases(l.Profile)
	for _, name := range all {
		if k.Only != "" && name.Net != k.Only {
			continue
		}
		c := oneCase{lab: l, name: name}
		var encoder *pretrained.Encoder
		vocabulary := ""
		if name.Net == "bert" {
			if encoder, err = pretrained.Find(ctx); err != nil {
				return nil, nil, err
			}
			if encoder != nil {
				vocabulary = encoder.Vocabulary()
			}
		}
		if c.data, err = l.DataWith(name.Data, vocabulary); err != nil {
			return nil, nil, err
		}
		model, err := models.ByName(name.Net)
		if err != nil {
			return nil, nil, err
		}
		for i := range name.Seeds {
			n := l.TrainWith(model, c.data, recipe(l.Profile, name), l.Seed+uint64(i))
			if encoder != nil {
				if n, err = l.TrainFrom(model, c.data, encoder, l.Seed+uint64(i)); err != nil {
					return nil, nil, err
				}
			}
			c.net, c.first = n, i == 0
			list = append(list, c)
		}
	}
	if len(list) == 0 {
		return nil, nil, fmt.Errorf("no network %q is trained under the profile %s: choose one of %v", k.Only, l.Profile, all)
	}
	return list, absent, nil
}

// identity is that of the published results: of the names and the training alone.
func (c oneCase) identity(u *lab.Unit) {
	u.Custom = ""
	u.Knobs = struct {
		Data    string `json:"data"`
		Net     string `json:"net"`
		Samples int    `json:"samples,omitempty"`
	}{c.name.Data, c.name.Net, c.samples()}
}

func (c oneCase) compute(ctx context.Context, w *lab.Work) (networks.Result, error) {
	set, err := c.data.Load(ctx)
	if err != nil {
		return networks.Result{}, err
	}
	r := networks.Result{Net: c.name.Net, Data: c.name.Data, Title: set.Title, Start: c.net.StartWords(), Recipe: c.net.Config.String(),
		Train: set.Train.Len(), Test: set.Test.Len(), Epochs: c.net.Config.Epochs, Measure: measureOf(c.name.Net, set)}
	r.Baseline, r.BaselineWords = baseline(r.Measure, set)
	net, err := c.net.Load(ctx)
	if err != nil {
		return r, err
	}
	if err := c.net.Note(w); err != nil {
		return r, err
	}
	r.Parameters, r.Seed = net.Spec.Size(), c.net.Seed
	for k, p := range net.Points {
		train := stats.Number(p.TrainLoss)
		if k == 0 {
			train = stats.Number(math.NaN())
		}
		r.Points = append(r.Points, networks.Point{Step: p.Step, Train: train, Test: stats.Number(p.Test.Loss),
			Accuracy: stats.Number(p.Test.Accuracy), Matthews: stats.Number(p.Test.Matthews), Terms: terms(p.Test.Terms)})
	}
	if c.samples() > 0 {
		if r.Samples, err = c.sample(ctx, w, net, set); err != nil {
			return r, err
		}
		if c.name.Net == bernoulli {
			if r.Reconstructed, err = c.reconstruct(ctx, w, net, set); err != nil {
				return r, err
			}
		}
	}
	return r, r.Check()
}

// terms are those of the ELBO, if the network has them.
func terms(t map[string]float64) *networks.Terms {
	if t == nil {
		return nil
	}
	return &networks.Terms{Reconstruction: stats.Number(t[models.TermReconstruction]), KL: stats.Number(t[models.TermKL])}
}

// measureOf is the measure of a network by what it does.
func measureOf(net string, set *datasets.Set) networks.Measure {
	switch {
	case net == bernoulli:
		return networks.ELBO
	case net == "diffusion":
		return networks.Noise
	case net == "gpt":
		return networks.Bits
	case set.Name == "cola":
		return networks.Matthews
	}
	return networks.Accuracy
}

// baseline is the measure of an answer that does not look at the input.
func baseline(m networks.Measure, set *datasets.Set) (stats.Number, string) {
	switch m {
	case networks.Matthews:
		return 0, "the most frequent class"
	case networks.Noise:
		return 1, "no prediction"
	case networks.Accuracy:
		count := make([]int, set.Classes)
		for _, y := range set.Train.Labels {
			count[y]++
		}
		common := 0
		for y, n := range count {
			if n > count[common] {
				common = y
			}
		}
		right := 0
		for _, y := range set.Test.Labels {
			if int(y) == common {
				right++
			}
		}
		return stats.Number(float64(right) / float64(set.Test.Len())), "the most frequent class"
	case networks.ELBO:
		return stats.Number(frequencies(set)), "the pixels' frequencies"
	case networks.Bits:
		// Cross entropy of the test part's characters under the training part's frequencies, each count raised by one.
		count := make([]float64, set.Vocabulary)
		total := float64(set.Vocabulary)
		for _, v := range set.Train.Tokens {
			count[v]++
			total++
		}
		bits := 0.0
		for _, v := range set.Test.Tokens {
			bits -= math.Log2((count[v] + 1) / total)
		}
		return stats.Number(bits / float64(len(set.Test.Tokens))), "the characters' frequencies"
	}
	return stats.Number(math.NaN()), ""
}

// frequencies is the log probability, in nats an image, of the test part's pixels drawn to 0 or 1, in the mean over the draws,
// if each pixel is 1 independently of all others with its frequency in the training part, one image of each colour added.
func frequencies(set *datasets.Set) float64 {
	size, channels := set.Shape[0]*set.Shape[1]*set.Shape[2], set.Shape[2]
	pixel := func(x float32, i int) float64 { return float64(x)*set.Std[i%channels] + set.Mean[i%channels] }
	ones := make([]float64, size)
	for k, x := range set.Train.Images {
		ones[k%size] += pixel(x, k)
	}
	sum := 0.0
	for k, x := range set.Test.Images {
		f := (ones[k%size] + 1) / float64(set.Train.Len()+2)
		p := pixel(x, k)
		sum += p*math.Log(f) + (1-p)*math.Log1p(-f)
	}
	return sum / float64(set.Test.Len())
}
