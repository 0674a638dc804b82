package run

import (
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/internal/simstest"
	"github.com/sgnlab/sgnlab/paperlib/studies/nb10"
)

func TestSmoke(t *testing.T) {
	simstest.Smoke(t, nb10.Study, Simulate, "1/λ", "Kramers", "exponential times")
}

// What "Try this" tells a reader to turn.
func TestTryThis(t *testing.T) {
	simstest.Turned(t, nb10.Study, Simulate, nb10.Knobs{Left: 1, Right: 1, Alpha: 1.5}, nb10.Knobs{Left: 1.5, Right: 1, Alpha: 1.9})
}
