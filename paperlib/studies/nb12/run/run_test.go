package run

import (
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/internal/simstest"
	"github.com/sgnlab/sgnlab/paperlib/studies/nb12"
)

func TestSmoke(t *testing.T) { simstest.Smoke(t, nb12.Study, Simulate, "four wells", "Gaussian noise") }
