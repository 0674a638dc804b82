// Package testbackend opens the backends that tests run on.
package testbackend

import (
	"context"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/training"
)

// Go opens the pure-Go backend.
func Go(t testing.TB) *training.Backend { return open(t, "go") }

// XLA opens the XLA plugin of the project's environment and skips the test where there is none.
func XLA(t testing.TB) *training.Backend {
	for _, c := range training.Probe(context.Background()) {
		if c.Config != "go" && c.Err != nil {
			t.Skipf("no XLA backend: %v", c.Err)
		}
	}
	return open(t, "xla")
}

// Each runs f once on every backend that is there.
func Each(t *testing.T, f func(t *testing.T, be *training.Backend)) {
	t.Run("go", func(t *testing.T) { f(t, Go(t)) })
	t.Run("xla", func(t *testing.T) { f(t, XLA(t)) })
}

func open(t testing.TB, choice string) *training.Backend {
	t.Helper()
	t.Setenv("SGNLAB_BACKEND", choice)
	be, err := training.Open(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(be.Finalize)
	return be
}
