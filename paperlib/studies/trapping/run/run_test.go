package run

import (
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/internal/simstest"
	"github.com/sgnlab/sgnlab/paperlib/studies/trapping"
)

func TestSmoke(t *testing.T) {
	simstest.Smoke(t, trapping.Study, Simulate, "closed form", "for ever", "no simulation reaches")
}

// What "Try this" tells a reader to turn.
func TestTryThis(t *testing.T) {
	simstest.Turned(t, trapping.Study, Simulate, trapping.Knobs{Alpha: 1.5, Sigma: 0.3, T0: 100}, trapping.Knobs{Alpha: 1.9, Sigma: 0.1, T0: 100})
}
