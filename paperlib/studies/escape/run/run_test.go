package run

import (
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/internal/simstest"
	"github.com/sgnlab/sgnlab/paperlib/studies/escape"
)

func TestSmoke(t *testing.T) {
	simstest.Smoke(t, escape.Study, Simulate, "1/λ", "Kramers", "exponential times")
}

// What "Try this" tells a reader to turn.
func TestTryThis(t *testing.T) {
	simstest.Turned(t, escape.Study, Simulate, escape.Knobs{Left: 1, Right: 1, Alpha: 1.5}, escape.Knobs{Left: 1.5, Right: 1, Alpha: 1.9})
}
