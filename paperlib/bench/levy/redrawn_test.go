package levy

import (
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/internal/redrawn"
)

func TestCommittedFigure(t *testing.T) { redrawn.Check(t, "levy", new(Result)) }
