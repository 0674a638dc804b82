package run

import (
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/internal/simstest"
	"github.com/sgnlab/sgnlab/paperlib/studies/nb10"
)

func TestSmoke(t *testing.T) {
	simstest.Smoke(t, nb10.Study, Simulate, "1/λ", "Kramers", "exponential times")
}
