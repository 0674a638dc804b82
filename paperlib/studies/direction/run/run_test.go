package run

import (
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/internal/studytest"
	"github.com/sgnlab/sgnlab/paperlib/studies/direction"
)

func TestSmoke(t *testing.T) {
	studytest.Smoke(t, direction.Study, Compute, studytest.Cells, "λ_i/Λ", "cross at", "four frames", "whatever the number", "censored", "overflowed", "95 %")
	studytest.Refused(t, direction.Study, Compute, direction.Knobs{})
}

// What "Try this" tells a reader to turn.
func TestTryThis(t *testing.T) {
	studytest.Turned(t, direction.Study, Compute, direction.Knobs{Heavy: 1.2, Light: 1.8, Near: 1, Far: 1}, direction.Knobs{Heavy: 1.2, Light: 1.3, Near: 0.5, Far: 3})
}
