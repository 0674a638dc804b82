package run

import (
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/internal/studytest"
	"github.com/sgnlab/sgnlab/paperlib/studies/minimum"
)

func TestSmoke(t *testing.T) {
	studytest.Smoke(t, minimum.Study, Compute, studytest.Cells, "four wells", "Gaussian noise", "censored", "overflowed", "95 %")
	studytest.Refused(t, minimum.Study, Compute, minimum.Knobs{})
}

// What "Try this" tells a reader to turn.
func TestTryThis(t *testing.T) {
	studytest.Turned(t, minimum.Study, Compute, minimum.Knobs{Alpha: 1.5, H: 2, Eta: 0.3}, minimum.Knobs{Alpha: 1.2, H: 1, Eta: 0.3})
}
