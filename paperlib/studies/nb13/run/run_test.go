package run

import (
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/internal/simstest"
	"github.com/sgnlab/sgnlab/paperlib/studies/nb13"
)

func TestSmoke(t *testing.T) {
	simstest.Smoke(t, nb13.Study, Simulate, "λ_i/Λ", "cross at", "five frames")
}
