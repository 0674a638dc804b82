package nb

import (
	"context"
	"os"
	"os/signal"
	"time"

	"github.com/sgnlab/sgnlab/paperlib/lab"
)

// Progress returns a context for a cell's computation. It carries progress in
// plain lines, one per task every few seconds; warnings only when the notebook is
// executed headless, so that two executions give the same bytes. The context
// ends when the notebook's interrupt button is pressed. The caller calls stop
// when the computation is over.
func Progress(ctx context.Context) (_ context.Context, stop func()) {
	mode := lab.Log
	if headless() {
		mode = lab.Silent
	}
	p := lab.NewProgress(out, mode)
	p.Every = 5 * time.Second
	ctx, cancel := signal.NotifyContext(lab.WithProgress(ctx, p), os.Interrupt)
	return ctx, cancel
}
