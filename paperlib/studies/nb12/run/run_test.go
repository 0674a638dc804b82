package run

import (
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/internal/simstest"
	"github.com/sgnlab/sgnlab/paperlib/studies/nb12"
)

func TestSmoke(t *testing.T) { simstest.Smoke(t, nb12.Study, Simulate, "four wells", "Gaussian noise") }

// What "Try this" tells a reader to turn.
func TestTryThis(t *testing.T) {
	simstest.Turned(t, nb12.Study, Simulate, nb12.Knobs{Alpha: 1.5, H: 2, Eta: 0.3}, nb12.Knobs{Alpha: 1.2, H: 1, Eta: 0.3})
}
