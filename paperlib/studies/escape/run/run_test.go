package run

import (
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/internal/studytest"
	"github.com/sgnlab/sgnlab/paperlib/studies/escape"
)

func TestSmoke(t *testing.T) {
	studytest.Smoke(t, escape.Study, Compute, studytest.Cells, "1/λ", "Kramers", "exponential times", "censored", "overflowed", "95 %")
	studytest.Refused(t, escape.Study, Compute, escape.Knobs{})
}

// What "Try this" tells a reader to turn.
func TestTryThis(t *testing.T) {
	studytest.Turned(t, escape.Study, Compute, escape.Knobs{Left: 1, Right: 1, Alpha: 1.5}, escape.Knobs{Left: 1.5, Right: 1, Alpha: 1.9})
}
