package run

import (
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/internal/simstest"
	"github.com/sgnlab/sgnlab/paperlib/studies/minimum"
)

func TestSmoke(t *testing.T) {
	simstest.Smoke(t, minimum.Study, Simulate, "four wells", "Gaussian noise")
}

// What "Try this" tells a reader to turn.
func TestTryThis(t *testing.T) {
	simstest.Turned(t, minimum.Study, Simulate, minimum.Knobs{Alpha: 1.5, H: 2, Eta: 0.3}, minimum.Knobs{Alpha: 1.2, H: 1, Eta: 0.3})
}
