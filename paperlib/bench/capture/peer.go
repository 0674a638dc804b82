package capture

import (
	"encoding/binary"
	"errors"
	"math"
	"os"
	"path/filepath"

	"github.com/sgnlab/sgnlab/paperlib/bench/peer"
	"github.com/sgnlab/sgnlab/paperlib/lab"
)

// other is a peer with the answers of capture_peers.py.
type other struct{ *peer.Peer }

type reply struct {
	Seconds float64 `json:"seconds"`
	Loss    float64 `json:"loss"`
	KiB     int64   `json:"kib"`
}

func (p other) call(command map[string]any) (r reply, err error) { return r, p.Call(command, &r) }

// time is the mean time of count calls of what, after warm calls; batches are gathered from as many examples as there are in
// so many of them.
func (p other) time(what string, batch, count, warm, batches int) (float64, error) {
	r, err := p.call(map[string]any{"op": "time", "what": what, "batch": batch, "count": count, "warm": warm, "batches": batches})
	return r.Seconds, err
}

// gradientFile is where the peer leaves its gradient of the first batch.
func (p other) gradientFile(folder string) string { return filepath.Join(folder, p.Key+".bin") }

// warm prepares the network, and has everything that is timed later compiled and computed. It returns the loss of the
// first batch.
func (p other) warm(n net, folder string) (loss float64, err error) {
	if _, err := p.call(map[string]any{"op": "prepare", "net": n.name, "folder": folder}); err != nil {
		return 0, err
	}
	a, err := p.call(map[string]any{"op": "check", "out": p.gradientFile(folder)})
	if err != nil {
		return 0, err
	}
	if _, err := p.time("step", n.batch, 1, 0, stepping); err != nil {
		return 0, err
	}
	return a.Loss, nil
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
