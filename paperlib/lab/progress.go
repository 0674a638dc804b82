package lab

import (
	"context"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"github.com/sgnlab/sgnlab/paperlib/shown"
)

// Mode says how progress is shown.
type Mode int

// The modes. Auto is Bar on a terminal and Log elsewhere.
const (
	Auto   Mode = iota
	Bar         // one live line, permanent lines for notes and finished tasks
	Log         // plain lines, at most one per task and Every
	Quiet       // notes and warnings only
	Silent      // warnings only
)

// Progress shows what is going on: one line per task, and how much of the whole is done with the time still to go. It
// is carried in a context and safe for concurrent use.
type Progress struct {
	// Every is the least time between two lines of one task in Log mode; 10 s by default.
	Every time.Duration

	mu      sync.Mutex
	out     io.Writer
	mode    Mode
	bar     *progressbar.ProgressBar
	now     func() time.Time
	started time.Time
	total   float64 // announced work, in any unit
	done    float64
	active  map[*Task]bool
}

// NewProgress shows progress on out.
func NewProgress(out io.Writer, mode Mode) *Progress {
	if mode == Auto {
		mode = Log
		if f, ok := out.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
			mode = Bar
		}
	}
	p := &Progress{Every: 10 * time.Second, out: out, mode: mode, now: time.Now, active: map[*Task]bool{}}
	p.started = p.now()
	return p
}

type progressKey struct{}

// WithProgress returns a context that carries p.
func WithProgress(ctx context.Context, p *Progress) context.Context {
	return context.WithValue(ctx, progressKey{}, p)
}

var unshown = NewProgress(os.Stderr, Silent)

// ProgressFrom returns the progress in ctx; without one, only warnings are shown, on standard error.
func ProgressFrom(ctx context.Context) *Progress {
	if p, ok := ctx.Value(progressKey{}).(*Progress); ok {
		return p
	}
	return unshown
}

// Notef shows a line that stays, through the progress in ctx.
func Notef(ctx context.Context, format string, args ...any) {
	p := ProgressFrom(ctx)
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.mode < Silent {
		p.line(fmt.Sprintf(format, args...))
	}
}

// Warnf shows a line that stays in every mode.
func Warnf(ctx context.Context, format string, args ...any) {
	p := ProgressFrom(ctx)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.line("warning: " + fmt.Sprintf(format, args...))
}

// Expect announces work to come, in any unit that Start uses too, for the total and its time to go.
func (p *Progress) Expect(weight float64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.total += weight
}

// Skip takes off announced work that turned out to be done already.
func (p *Progress) Skip(weight float64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.total -= weight
}

// Task is one line of progress.
type Task struct {
	p       *Progress
	title   string
	steps   int
	weight  float64
	at      int
	status  string
	started time.Time
	shown   time.Time
}

// Start begins a task of so many steps (0: unknown). Weight is its share of the announced work; 0 when it is part of
// another task.
func (p *Progress) Start(title string, steps int, weight float64) *Task {
	p.mu.Lock()
	defer p.mu.Unlock()
	t := &Task{p: p, title: title, steps: steps, weight: weight, started: p.now(), shown: p.now()}
	p.active[t] = true
	t.show()
	return t
}

// Task begins a task on the progress in ctx that is part of the current unit.
func TaskFrom(ctx context.Context, title string, steps int) *Task {
	return ProgressFrom(ctx).Start(title, steps, 0)
}

// Set says that step n is reached, with an optional remark such as the loss.
func (t *Task) Set(n int, remark ...any) {
	t.p.mu.Lock()
	defer t.p.mu.Unlock()
	t.at, t.status = n, fmt.Sprint(remark...)
	t.show()
}

// Done ends the task and shows how long it took, or that it failed. Calling it again does nothing.
func (t *Task) Done(err error) {
	p := t.p
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.active[t] {
		return
	}
	delete(p.active, t)
	p.done += t.weight
	took := p.now().Sub(t.started)
	if p.mode >= Quiet {
		return
	}
	word := "done in " + Duration(took)
	if err != nil {
		word = "stopped after " + Duration(took)
	}
	p.line(t.title + ": " + word + p.overall())
}

// show draws the task's state; the caller holds the lock.
func (t *Task) show() {
	p := t.p
	now := p.now()
	switch p.mode {
	case Bar:
		steps := max(t.steps, 1)
		if p.bar == nil {
			p.bar = progressbar.NewOptions(1000, progressbar.OptionSetWriter(p.out), progressbar.OptionSetWidth(24),
				progressbar.OptionSetPredictTime(false), progressbar.OptionSetElapsedTime(false),
				progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish())
		}
		p.bar.Describe(shown.Text(t.title + t.remark() + p.overall()))
		p.bar.Set(min(999, 1000*t.at/steps)) // 1000 would end the bar: Done does that
	case Log:
		if t.at > 0 && now.Sub(t.shown) >= p.Every {
			t.shown = now
			p.line(t.title + t.count() + t.remark() + p.overall())
		}
	}
}

func (t *Task) count() string {
	if t.steps == 0 {
		return fmt.Sprintf(" %d", t.at)
	}
	return fmt.Sprintf(" %d/%d", t.at, t.steps)
}

func (t *Task) remark() string {
	s := ""
	if t.status != "" {
		s = ", " + t.status
	}
	if t.steps > 0 && t.at > 0 && t.at < t.steps {
		took := t.p.now().Sub(t.started)
		s += ", " + Duration(time.Duration(float64(took)*float64(t.steps-t.at)/float64(t.at))) + " to go"
	}
	return s
}

// overall is the state of the whole, empty when nothing was announced.
func (p *Progress) overall() string {
	if p.total <= 0 {
		return ""
	}
	done := p.done
	for t := range p.active {
		if t.steps > 0 {
			done += t.weight * float64(t.at) / float64(t.steps)
		}
	}
	f := min(1, done/p.total)
	s := fmt.Sprintf(" [all %.0f%%", 100*f)
	if f > 0 && f < 1 {
		s += ", " + Duration(time.Duration(float64(p.now().Sub(p.started))*(1-f)/f)) + " to go"
	}
	return s + "]"
}

// line writes a permanent line above the bar.
func (p *Progress) line(s string) {
	if p.bar != nil {
		p.bar.Clear()
	}
	fmt.Fprintln(p.out, shown.Text(s)) // names of files in it may hold what acts on a terminal
}

// Duration writes a duration in at most two units: 0.4s, 12s, 3m05s, 2h10m.
func Duration(d time.Duration) string {
	switch s := d.Seconds(); {
	case s < 9.95:
		return fmt.Sprintf("%.1fs", s)
	case s < 59.5:
		return fmt.Sprintf("%.0fs", s)
	case s < 3599.5:
		n := int(s + .5)
		return fmt.Sprintf("%dm%02ds", n/60, n%60)
	default:
		n := int(s/60 + .5)
		return fmt.Sprintf("%dh%02dm", n/60, n%60)
	}
}
