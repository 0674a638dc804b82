package run

import (
	"context"
	"fmt"
	"math"

	"github.com/sgnlab/sgnlab/paperlib/datasets"
	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/models"
	"github.com/sgnlab/sgnlab/paperlib/pipeline"
)

// sampleImages is how many images a strip of the figure shows.
const sampleImages = 14

// samples is how many images are drawn from the network: 0 for networks that generate none, and for further seeds.
func (c oneCase) samples() int {
	if !c.first {
		return 0
	}
	if c.name.Net == "vae" || c.name.Net == "diffusion" {
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
	if c.name.Net == "vae" {
		x, err = models.SampleVAE(ctx, be.Backend, net.Spec, net.Trained.Params, sampleImages, c.net.Seed)
	} else {
		task := lab.TaskFrom(ctx, "images drawn from "+c.name.String(), models.DiffusionSteps)
		x, err = models.SampleDiffusion(ctx, be.Backend, net.Spec, net.Trained.Params, sampleImages, brightest(set), c.net.Seed, func(done, _ int) { task.Set(done) })
		task.Done(err)
	}
	if err != nil {
		return nil, fmt.Errorf("draw images from %s: %w", c.name, err)
	}
	channels := set.Shape[2]
	for i, v := range x {
		x[i] = float32(float64(v)*set.Std[i%channels] + set.Mean[i%channels])
	}
	dims = []int{sampleImages, set.Shape[0], set.Shape[1], channels}
	return dims, w.Array32("samples", dims, x)
}

// brightest is the largest absolute standardised value that a pixel can have.
func brightest(set *datasets.Set) float64 {
	b := 0.0
	for k := range set.Mean {
		b = math.Max(b, math.Max(set.Mean[k], 1-set.Mean[k])/set.Std[k])
	}
	return b
}
