package chaos

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"time"
)

// outputLimit is what no command may write to its standard streams.
const outputLimit = 16 << 20

// kill is a signal at a time.
type kill struct {
	after  time.Duration
	signal syscall.Signal
	group  bool // to all processes of the group, as a terminal does
}

func (k kill) String() string {
	to := "the process"
	if k.group {
		to = "its group"
	}
	return fmt.Sprintf("signal %v to %s after %v", k.signal, to, k.after.Round(time.Millisecond))
}

// command is a run of a program.
type command struct {
	program   string // empty: the campaign's
	args      []string
	env       []string // besides the sandbox's
	input     string
	stdout    *os.File // instead of what is kept
	quick     bool     // it is small, or wrong
	kill      *kill
	limits    []string // shell commands before it, that set limits
	unbounded bool     // in memory
}

// outcome is how a command ended.
type outcome struct {
	line           string // the command
	status         int    // -1 when a signal ended it
	signal         syscall.Signal
	stdout, stderr string
	took           time.Duration
	peak           int64 // resident memory, bytes
	why            string
}

// limited keeps what is written up to a bound, and calls full beyond it.
type limited struct {
	kept bytes.Buffer // not embedded: its ReadFrom would know no bound
	full func()
}

func (l *limited) Write(b []byte) (int, error) {
	if l.kept.Len()+len(b) > outputLimit {
		l.full()
		return 0, io.ErrShortWrite
	}
	return l.kept.Write(b)
}

// environment is the caller's without what steers sgnlab, and the sandbox's.
func (k *Case) environment(more []string) []string {
	var env []string
	for _, v := range os.Environ() {
		name, _, _ := strings.Cut(v, "=")
		if (!strings.HasPrefix(name, "SGNLAB_") || name == "SGNLAB_GODIR" || name == "SGNLAB_CGO") && name != "TMPDIR" {
			env = append(env, v)
		}
	}
	env = append(env, "SGNLAB_ROOT="+k.campaign.Root, "SGNLAB_RUNS="+k.path("box", "runs"), "SGNLAB_CACHE="+k.path("box", "cache"),
		"SGNLAB_OFFLINE=1", "SGNLAB_BACKEND=go", "TMPDIR="+k.path("tmp"), k.marker())
	return append(env, more...)
}

// start begins a command; the function it returns waits for its end. Processes that it leaves behind are not waited for.
func (k *Case) start(ctx context.Context, c command) (func() outcome, error) {
	args := slices.Concat([]string{cmp.Or(c.program, k.campaign.Program)}, c.args)
	shown := args
	for _, limit := range c.limits {
		shown = append([]string{"bash", "-c", limit + `; exec "$0" "$@"`}, shown...)
	}
	args = shown
	if !c.unbounded { // of addresses, so that what takes memory faster than it is watched hits a wall, too
		args = append([]string{"bash", "-c", fmt.Sprintf(`ulimit -v %d; exec "$0" "$@"`, k.campaign.Limits.Memory>>10*8)}, args...)
	}
	p := exec.Command(args[0], args[1:]...)
	p.Dir, p.Env = k.path("box"), k.environment(c.env)
	p.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	p.WaitDelay = 2 * time.Second
	o := outcome{line: commandLine(c.env, shown)}
	if c.kill != nil {
		o.line += "   # " + c.kill.String()
	}
	k.note(o.line)
	why := make(chan string, 8)
	end := func(reason string) {
		select {
		case why <- reason:
		default:
		}
		signalTo(p, syscall.SIGKILL, true)
	}
	full := func() { end(fmt.Sprintf("it wrote more than %d MB", outputLimit>>20)) }
	out, problems := &limited{full: full}, &limited{full: full}
	p.Stdin, p.Stdout, p.Stderr = strings.NewReader(c.input), out, problems
	if c.stdout != nil {
		p.Stdout = c.stdout
	}
	begun := time.Now()
	if err := p.Start(); err != nil {
		return nil, fmt.Errorf("%s: %w", o.line, err)
	}
	limit := k.campaign.Limits.Hang
	if c.quick {
		limit = k.campaign.Limits.Quick
	} else if c.unbounded {
		limit = time.Hour
	}
	over := make(chan struct{})
	watched := make(chan int64)
	go func() { watched <- k.watch(ctx, p, c, limit, over, end) }()
	ended := make(chan outcome, 1)
	go func() {
		err := p.Wait()
		close(over)
		o.peak, o.took = <-watched, time.Since(begun)
		select {
		case o.why = <-why:
		default:
		}
		o.stdout, o.stderr = out.kept.String(), problems.kept.String()
		if u, ok := p.ProcessState.SysUsage().(*syscall.Rusage); ok {
			o.peak = max(o.peak, residentBytes(u))
		}
		o.status = p.ProcessState.ExitCode()
		if s, ok := p.ProcessState.Sys().(syscall.WaitStatus); ok && s.Signaled() {
			o.signal = s.Signal()
		}
		if err != nil && !errors.As(err, new(*exec.ExitError)) && !errors.Is(err, exec.ErrWaitDelay) && o.why == "" && o.status == 0 {
			o.why = err.Error()
		}
		k.note(fmt.Sprintf("  -> status %d, %v, %v, %d MB\n%s", o.status, o.signal, o.took.Round(time.Millisecond), o.peak>>20, indent(shorten(o.stderr, 2000))))
		ended <- o
	}()
	return func() outcome { return <-ended }, nil
}

// do runs a command to its end.
func (k *Case) do(ctx context.Context, c command) (outcome, error) {
	wait, err := k.start(ctx, c)
	if err != nil {
		return outcome{}, err
	}
	return wait(), ctx.Err()
}

// watch sends the signal, ends what takes too long or too much memory, and returns the peak that it saw.
func (k *Case) watch(ctx context.Context, p *exec.Cmd, c command, limit time.Duration, over <-chan struct{}, end func(string)) (peak int64) {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	late := time.NewTimer(limit)
	defer late.Stop()
	said := fmt.Sprintf("it was not done after %v", limit)
	var now <-chan time.Time
	if c.kill != nil {
		t := time.NewTimer(c.kill.after)
		defer t.Stop()
		now = t.C
	}
	for {
		select {
		case <-over:
			return peak
		case <-ctx.Done():
			end("the campaign was ended")
			<-over
			return peak
		case <-now:
			signalTo(p, c.kill.signal, c.kill.group)
			late.Reset(k.campaign.Limits.Grace)
			said = fmt.Sprintf("it was not done %v after the signal", k.campaign.Limits.Grace)
		case <-late.C:
			end(said)
		case <-tick.C:
			if peak = max(peak, peakOf(p.Process.Pid)); peak > k.campaign.Limits.Memory && !c.unbounded {
				end(fmt.Sprintf("it took %d MB of memory", peak>>20))
			}
		}
	}
}

// signalTo sends a signal to the process, or to its group.
func signalTo(p *exec.Cmd, s syscall.Signal, group bool) {
	pid := p.Process.Pid
	if group {
		pid = -pid
	}
	_ = syscall.Kill(pid, s) // it may be gone
}

// note keeps a line of the case's log.
func (k *Case) note(line string) {
	if !strings.HasPrefix(line, " ") {
		k.commands = append(k.commands, line)
	}
	f, err := os.OpenFile(k.path("commands.txt"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return // the log is a help only
	}
	defer f.Close()
	fmt.Fprintln(f, line)
}
