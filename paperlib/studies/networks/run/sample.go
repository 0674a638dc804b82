package run

import (
	"context"
	"fmt"
	"math"

	"github.com/sgnlab/sgnlab/paperlib/datasets"
	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/models"
	"github.com/sgnlab/sgnlab/paperlib/pipeline"
	"github.com/sgnlab/sgnlab/paperlib/training"
)

// bernoulli is the name of the autoencoder whose pixels are 0 or 1.
const bernoulli = "vae-bernoulli"

// sampleImages is how many images a strip of the figure shows.
const sampleImages = 14

// samples is how many images are drawn from the network: 0 for networks that generate none, and for further seeds.
func (c oneCase) samples() int {
	if !c.first {
		return 0
	}
	if c.name.Net == bernoulli || c.name.Net == "diffusion" {
		return sampleImages
	}
	return 0
}

// sample draws images, as the array samples of the result, in units of 0..1.
func (c oneCase) sample(ctx context.Context, w *lab.Work, net *pipeline.TrainedNet, set *datasets.Set) (dims []int, err error) {
	be, err := c.lab.Backend(ctx)
	if err != nil {
		return nil, err
	}
	var x []float32
	channels := set.Shape[2]
	if c.name.Net == bernoulli {
		x, err = models.SampleVAEBernoulli(ctx, be.Backend, net.Spec, net.Trained.Params, sampleImages, c.net.Seed)
	} else {
		task := lab.TaskFrom(ctx, "images drawn from "+c.name.String(), models.DiffusionSteps)
		x, err = models.SampleDiffusion(ctx, be.Backend, net.Spec, net.Trained.Params, sampleImages, brightest(set), c.net.Seed, func(done, _ int) { task.Set(done) })
		task.Done(err)
		for i, v := range x {
			x[i] = float32(float64(v)*set.Std[i%channels] + set.Mean[i%channels])
		}
	}
	if err != nil {
		return nil, fmt.Errorf("draw images from %s: %w", c.name, err)
	}
	dims = []int{sampleImages, set.Shape[0], set.Shape[1], channels}
	return dims, w.Array32("samples", dims, x)
}

// reconstruct takes the first images of the test part through the autoencoder, under the noise with which evaluations meet
// them: the figure shows what the ELBO is made of. There are as many as images drawn, whose number the identity holds.
func (c oneCase) reconstruct(ctx context.Context, w *lab.Work, net *pipeline.TrainedNet, set *datasets.Set) (dims []int, err error) {
	be, err := c.lab.Backend(ctx)
	if err != nil {
		return nil, err
	}
	test, err := set.Test.First(sampleImages)
	if err != nil {
		return nil, err
	}
	noise := training.EvaluationNoise(net.Spec, sampleImages)
	x, err := models.ReconstructVAEBernoulli(ctx, be.Backend, net.Spec, net.Trained.Params, test.Images, noise)
	if err != nil {
		return nil, fmt.Errorf("reconstruct images by %s: %w", c.name, err)
	}
	dims = []int{2, sampleImages, set.Shape[0], set.Shape[1], set.Shape[2]}
	return dims, w.Array32("reconstructions", dims, x)
}

// brightest is the largest absolute standardised value that a pixel can have.
func brightest(set *datasets.Set) float64 {
	b := 0.0
	for k := range set.Mean {
		b = math.Max(b, math.Max(set.Mean[k], 1-set.Mean[k])/set.Std[k])
	}
	return b
}
