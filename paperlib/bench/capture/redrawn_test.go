package capture

import (
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/internal/redrawn"
)

func TestCommittedFigure(t *testing.T) { redrawn.Check(t, "capture", new(Result)) }
