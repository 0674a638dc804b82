package training_test

import (
	"context"
	"fmt"
	"log"

	"github.com/gomlx/gomlx/core/graph"

	"github.com/sgnlab/sgnlab/paperlib/datasets"
	"github.com/sgnlab/sgnlab/paperlib/models"
	"github.com/sgnlab/sgnlab/paperlib/training"
)

// A network of your own is one function; it trains, and its noise is captured, like the built-in ones.
func Example_ownNetwork() {
	bottleneck := models.Model{Name: "bottleneck", Custom: true, Logits: func(n *models.Net, x *graph.Node) *graph.Node {
		x = models.Relu(n.Dense("wide", models.Flatten(x), 64))
		x = graph.Tanh(n.Dense("narrow", x, 6))
		return n.Dense("logits", x, n.Classes())
	}}
	ctx := context.Background()
	backend, err := training.Open(ctx) // XLA if it is there, else pure Go
	if err != nil {
		log.Fatal(err)
	}
	defer backend.Finalize()
	digits, err := datasets.Load(ctx, "digits", datasets.Options{})
	if err != nil {
		log.Fatal(err)
	}
	recipe := training.Config{Epochs: 15, Batch: 32, LR: 0.05, Momentum: 0.9, Schedule: "cosine"}
	run, err := training.Train(ctx, backend, bottleneck, digits, recipe, 1, training.Options{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(run.Spec.Size(), "parameters; more than 9 of 10 digits right:", run.Trained.Accuracy > 0.9)
	// Output: 4620 parameters; more than 9 of 10 digits right: true
}
