// Package peer talks to the Python programs that take part in a benchmark: a line of JSON each way.
package peer

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

	"github.com/sgnlab/sgnlab/paperlib/bench"
)

// Peer is another framework in a process of its own.
type Peer struct {
	Key, Version string
	cmd          *exec.Cmd
	in           io.WriteCloser
	out          *bufio.Reader
}

// Start runs the script in the peer's environment with its key and the number of threads as arguments. Its first answer
// says its version.
func Start(ctx context.Context, key, python, script string, threads int) (*Peer, error) {
	p := &Peer{Key: key, cmd: exec.CommandContext(ctx, python, script, key, fmt.Sprint(threads))}
	p.cmd.Env = append(os.Environ(), "JAX_PLATFORMS=cpu", "CUDA_VISIBLE_DEVICES=", fmt.Sprintf("OMP_NUM_THREADS=%d", threads))
	p.cmd.Stderr = io.Discard
	p.cmd.WaitDelay = time.Second
	var err error
	if p.in, err = p.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	p.out = bufio.NewReader(out)
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("%s cannot be started: %w", key, err)
	}
	var hello struct {
		Version string `json:"version"`
	}
	err = p.read(&hello)
	p.Version = hello.Version
	return p, err
}

func (p *Peer) read(into any) error {
	for {
		line, err := p.out.ReadString('\n')
		if err != nil {
			return fmt.Errorf("%s ended: %w", p.Key, err)
		}
		if !strings.HasPrefix(line, "{") { // a word of the framework itself
			continue
		}
		var failed struct {
			Error string `json:"error"`
		}
		if err := json.Unmarshal([]byte(line), &failed); err != nil {
			return fmt.Errorf("%s answers %q: %w", p.Key, line, err)
		}
		if failed.Error != "" {
			return fmt.Errorf("%s: %s", p.Key, failed.Error)
		}
		if err := json.Unmarshal([]byte(line), into); err != nil {
			return fmt.Errorf("%s answers %q: %w", p.Key, line, err)
		}
		return nil
	}
}

// Call sends a command and puts the answer into a pointer. A failure that the peer reports is an error.
func (p *Peer) Call(command map[string]any, into any) error {
	b, err := json.Marshal(command)
	if err != nil {
		return err
	}
	if _, err := p.in.Write(append(b, '\n')); err != nil {
		return fmt.Errorf("%s: %w", p.Key, err)
	}
	return p.read(into)
}

// Close ends the process.
func (p *Peer) Close() {
	_ = p.in.Close()
	_ = p.cmd.Wait()
}

// List reads a file of lines KEY<tab>PYTHON, or KEY<tab>-<tab>WHY for a peer that could not be had.
func List(path string) (pythons map[string]string, absent []bench.Absence, err error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, nil, fmt.Errorf("the peers are not set up (%w); scripts/bench.sh does that", err)
	}
	pythons = map[string]string{}
	for line := range strings.Lines(string(b)) {
		f := strings.Split(strings.TrimRight(line, "\n"), "\t")
		switch {
		case len(f) == 3 && f[1] == "-":
			absent = append(absent, bench.Absence{Name: f[0], Why: f[2]})
		case len(f) == 2:
			pythons[f[0]] = f[1]
		default:
			return nil, nil, fmt.Errorf("%s: no line KEY<tab>PYTHON: %q", path, line)
		}
	}
	return pythons, absent, nil
}
