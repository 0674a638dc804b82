package run

import (
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/internal/simstest"
	"github.com/sgnlab/sgnlab/paperlib/studies/direction"
)

func TestSmoke(t *testing.T) {
	simstest.Smoke(t, direction.Study, Simulate, "λ_i/Λ", "cross at", "five frames")
}

// What "Try this" tells a reader to turn.
func TestTryThis(t *testing.T) {
	simstest.Turned(t, direction.Study, Simulate, direction.Knobs{Heavy: 1.2, Light: 1.8, Near: 1, Far: 1}, direction.Knobs{Heavy: 1.2, Light: 1.3, Near: 0.5, Far: 3})
}
