package models_test

import (
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/internal/testbackend"
	"github.com/sgnlab/sgnlab/paperlib/models"
)

// XLA takes other graph forms (native convolutions), so its rows are checked there too.
func TestPerExampleGradientsXLA(t *testing.T) {
	models.PerExampleGradientsOn(t, testbackend.XLA(t))
}

func TestBatchGradientsXLA(t *testing.T) {
	models.BatchGradientsOn(t, testbackend.XLA(t))
}
