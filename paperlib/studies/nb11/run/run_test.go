package run

import (
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/internal/simstest"
	"github.com/sgnlab/sgnlab/paperlib/studies/nb11"
)

func TestSmoke(t *testing.T) {
	simstest.Smoke(t, nb11.Study, Simulate, "closed form", "for ever", "no simulation reaches")
}
