package main

import (
	"context"

	"github.com/sgnlab/sgnlab/paperlib/training"
)

// backend is one way to compute, as doctor reports it.
type backend struct {
	config, where string
	err           error
	chosen        bool
}

// probeBackends is the only place of this command that opens backends to look at them.
func probeBackends(ctx context.Context) []backend {
	var out []backend
	for _, c := range training.Probe(ctx) {
		out = append(out, backend{c.Config, c.Where, c.Err, c.Chosen})
	}
	return out
}
