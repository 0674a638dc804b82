package run

import (
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/internal/studytest"
	"github.com/sgnlab/sgnlab/paperlib/studies/trapping"
)

func TestSmoke(t *testing.T) {
	studytest.Smoke(t, trapping.Study, Compute, studytest.Cells, "closed form", "for ever", "no simulation reaches", "censored", "overflowed", "95 %")
	studytest.Refused(t, trapping.Study, Compute, trapping.Knobs{})
}

// What "Try this" tells a reader to turn.
func TestTryThis(t *testing.T) {
	studytest.Turned(t, trapping.Study, Compute, trapping.Knobs{Alpha: 1.5, Sigma: 0.3, T0: 100}, trapping.Knobs{Alpha: 1.9, Sigma: 0.1, T0: 100})
}
