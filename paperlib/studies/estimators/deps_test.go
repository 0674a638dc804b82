package estimators

import (
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/internal/deps"
)

func TestDrawsWithoutGoMLX(t *testing.T) { deps.WithoutGoMLX(t) }
