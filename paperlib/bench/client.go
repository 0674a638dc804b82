package bench

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"
)

// A Peer is a running implementation.
type Peer struct {
	Key string // short name in results
	About
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
	err *tail
}

// Start runs an implementation and asks who it is. The process gets the variables env beside this one's and ends with
// ctx or Close.
func Start(ctx context.Context, key string, argv, env []string) (*Peer, error) {
	p := &Peer{Key: key, cmd: exec.CommandContext(ctx, argv[0], argv[1:]...), err: &tail{}}
	p.cmd.Env = append(os.Environ(), env...)
	p.cmd.Stderr = p.err
	p.cmd.WaitDelay = time.Second
	var err error
	if p.in, err = p.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	p.out = bufio.NewReaderSize(out, 1<<20)
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("%s cannot be started: %w", key, err)
	}
	r, err := p.Call(Request{Op: "hello"})
	if err != nil {
		p.Close()
		return nil, err
	}
	p.About = r.About
	return p, nil
}

// Call sends a request and waits for its reply.
func (p *Peer) Call(q Request) (Reply, error) {
	var r Reply
	b, err := json.Marshal(q)
	if err != nil {
		return r, err
	}
	if _, err := p.in.Write(append(b, '\n')); err != nil {
		return r, p.broken(q, err)
	}
	line, err := p.out.ReadBytes('\n')
	if err != nil {
		return r, p.broken(q, err)
	}
	if err := json.Unmarshal(line, &r); err != nil {
		return r, fmt.Errorf("%s: its answer to %s is not a line of JSON: %w", p.Key, q.Op, err)
	}
	if r.Error != "" {
		return r, fmt.Errorf("%s: %s %s: %s", p.Key, q.Op, q.What, r.Error)
	}
	return r, nil
}

func (p *Peer) broken(q Request, err error) error {
	p.Close()
	return fmt.Errorf("%s ended at %s %s (%v); its last words: %s", p.Key, q.Op, q.What, err, p.err)
}

// Close ends the process.
func (p *Peer) Close() {
	p.in.Close()
	done := make(chan struct{})
	go func() { p.cmd.Wait(); close(done) }()
	select {
	case <-done:
	case <-time.After(2 * time.Second):
		p.cmd.Process.Kill()
		<-done
	}
}

// can reports whether the implementation answers what.
func (p *Peer) can(what string) bool {
	for _, c := range p.Can {
		if c == what {
			return true
		}
	}
	return false
}

// tail keeps the last bytes of a process's standard error.
type tail struct{ b []byte }

func (t *tail) Write(b []byte) (int, error) {
	t.b = append(t.b, b...)
	if n := len(t.b) - 2000; n > 0 {
		t.b = t.b[n:]
	}
	return len(b), nil
}

func (t *tail) String() string {
	if s := strings.TrimSpace(string(t.b)); s != "" {
		return s
	}
	return "none"
}
