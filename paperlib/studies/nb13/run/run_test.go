package run

import (
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/internal/simstest"
	"github.com/sgnlab/sgnlab/paperlib/studies/nb13"
)

func TestSmoke(t *testing.T) {
	simstest.Smoke(t, nb13.Study, Simulate, "λ_i/Λ", "cross at", "five frames")
}

// What "Try this" tells a reader to turn.
func TestTryThis(t *testing.T) {
	simstest.Turned(t, nb13.Study, Simulate, nb13.Knobs{Heavy: 1.2, Light: 1.8, Near: 1, Far: 1}, nb13.Knobs{Heavy: 1.2, Light: 1.3, Near: 0.5, Far: 3})
}
