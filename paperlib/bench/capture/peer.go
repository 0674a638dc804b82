package capture

import (
	"bufio"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/sgnlab/sgnlab/paperlib/lab"
)

// peer is another framework in a process of its own.
type peer struct {
	key, version string
	cmd          *exec.Cmd
	in           io.WriteCloser
	out          *bufio.Reader
}

type reply struct {
	Version string  `json:"version"`
	Seconds float64 `json:"seconds"`
	Loss    float64 `json:"loss"`
	KiB     int64   `json:"kib"`
	Error   string  `json:"error"`
}

// start runs capture_peers.py in the peer's environment.
func start(ctx context.Context, key, python, script string, threads int) (*peer, error) {
	p := &peer{key: key, cmd: exec.CommandContext(ctx, python, script, key, fmt.Sprint(threads))}
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
	r, err := p.read()
	p.version = r.Version
	return p, err
}

func (p *peer) read() (r reply, err error) {
	for {
		line, err := p.out.ReadString('\n')
		if err != nil {
			return r, fmt.Errorf("%s ended: %w", p.key, err)
		}
		if !strings.HasPrefix(line, "{") { // a word of the framework itself
			continue
		}
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			return r, fmt.Errorf("%s answers %q: %w", p.key, line, err)
		}
		if r.Error != "" {
			return r, fmt.Errorf("%s: %s", p.key, r.Error)
		}
		return r, nil
	}
}

func (p *peer) call(command map[string]any) (reply, error) {
	b, err := json.Marshal(command)
	if err != nil {
		return reply{}, err
	}
	if _, err := p.in.Write(append(b, '\n')); err != nil {
		return reply{}, fmt.Errorf("%s: %w", p.key, err)
	}
	return p.read()
}

func (p *peer) close() {
	_ = p.in.Close()
	_ = p.cmd.Wait()
}

// time is the mean time of count calls of what.
func (p *peer) time(what string, batch, count, warm int) (float64, error) {
	r, err := p.call(map[string]any{"op": "time", "what": what, "batch": batch, "count": count, "warm": warm})
	return r.Seconds, err
}

func writeFloats(path string, v []float32) error {
	b := make([]byte, 4*len(v))
	if _, err := binary.Encode(b, binary.LittleEndian, v); err != nil {
		return err
	}
	return lab.WriteFile(path, b)
}

func readFloats(path string) ([]float32, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	v := make([]float32, len(b)/4)
	_, err = binary.Decode(b, binary.LittleEndian, v)
	return v, err
}

// distance is the norm of the difference over that of want.
func distance(got, want []float32) (float64, error) {
	if len(got) != len(want) {
		return 0, errors.New("another number of parameters")
	}
	norm, diff := 0.0, 0.0
	for i, w := range want {
		d := float64(got[i]) - float64(w)
		norm, diff = norm+float64(w)*float64(w), diff+d*d
	}
	return math.Sqrt(diff / norm), nil
}
