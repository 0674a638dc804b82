package capture

import (
	"fmt"
	"math"
	"path/filepath"

	"github.com/sgnlab/sgnlab/paperlib/figure"
	"github.com/sgnlab/sgnlab/paperlib/lab"
)

const figureName = "bench-capture"

const caption = "Examples a second of sgnlab over those of JAX and PyTorch (eager), on {threads} threads of one machine; medians of at least {repeats} interleaved repeats with 95 % intervals of order statistics. The line is 1. " +
	"Per-example gradients of ResNet-20: {bank}. The whole study of ResNet-20 took {seconds:.0f} s, PyTorch's loop {torch:.0f} s (extrapolated)."

// Draw shows our rate over that of each peer, network by network, with the target's line at 1.
func (r *Result) Draw() (f figure.Figure, err error) {
	sheet := &figure.Sheet{Alt: "Dots for each network: "}
	block := figure.Block{Height: 34}
	for _, what := range []string{"step", "direct"} {
		p, err := r.panel(what)
		if err != nil {
			return f, err
		}
		p.Strip = map[string]string{"step": "training step", "direct": "gradient of a batch, on the host"}[what]
		block.Cells = append(block.Cells, figure.Cell{Part: p})
	}
	sheet.Blocks = []figure.Block{block}
	for i, peer := range []string{"jax", "pytorch"} {
		look, err := figure.Category(i, "over "+r.title(peer))
		if err != nil {
			return f, err
		}
		sheet.Legend.Entries = append(sheet.Legend.Entries, figure.Entry{Label: figure.Escape(look.Label), Look: look, Points: true})
	}
	sheet.Caption, err = figure.Text(caption, figure.Fields{"threads": r.Threads, "repeats": r.Repeats, "bank": r.bankWords(), "seconds": r.Study.Total, "torch": r.Study.Torch})
	if err != nil {
		return f, err
	}
	for _, x := range r.Ratios {
		sheet.Alt += fmt.Sprintf("%s of %s %.2f times %s; ", x.What, x.Net, x.Ratio.Median, x.Peer)
	}
	return sheet.Figure()
}

func (r *Result) title(peer string) string {
	return map[string]string{"jax": "JAX ", "pytorch": "PyTorch "}[peer] + r.Versions[peer]
}

func (r *Result) bankWords() string {
	for _, x := range r.Ratios {
		if x.What == "rows" && x.Peer == "pytorch" {
			return fmt.Sprintf("%.2f times torch.func", x.Ratio.Median)
		}
	}
	return "not compared"
}

func (r *Result) panel(what string) (*figure.Panel, error) {
	var names []string
	for _, n := range nets() {
		names = append(names, n.name)
	}
	var list []figure.Series
	lo, hi := 0.5, 1.5
	for i, peer := range []string{"jax", "pytorch"} {
		look, err := figure.Category(i, r.title(peer))
		if err != nil {
			return nil, err
		}
		s := figure.Series{Name: peer, Look: look}
		for _, name := range names {
			y, a, b := math.NaN(), math.NaN(), math.NaN()
			for _, x := range r.Ratios {
				if x.What == what && x.Net == name && x.Peer == peer {
					y, a, b = x.Ratio.Median, x.Ratio.Lo, x.Ratio.Hi
					lo, hi = math.Min(lo, a), math.Max(hi, b)
				}
			}
			s.Y, s.Lo, s.Hi = append(s.Y, y), append(s.Lo, a), append(s.Hi, b)
		}
		list = append(list, s)
	}
	p, err := figure.Dots(figure.Axis{Label: "times as fast", Log: true, Min: lo / 1.1, Max: hi * 1.1}, names, list...)
	if err != nil {
		return nil, err
	}
	look, err := figure.LookOf("reference")
	if err != nil {
		return nil, err
	}
	line := figure.Line{Series: "equal", X: []float64{1, 1}, Y: []float64{-0.6, float64(len(names)) - 0.4}}
	line.Style.Color, line.Style.Width, line.Style.Dashes = look.Color, look.Width, look.Dashes
	p.Layers = append([]figure.Layer{line}, p.Layers...)
	return p, nil
}

// Save writes capture.json and the figure.
func (r *Result) Save(dir, figures string) error {
	if err := lab.WriteJSON(filepath.Join(dir, "capture.json"), r); err != nil {
		return err
	}
	f, err := r.Draw()
	if err != nil {
		return err
	}
	data := "synthetic"
	if r.Study.Data != "" && r.Study.Data != "synthetic" {
		data = r.Study.Data
	}
	return figure.Save(figures, figureName, f, figure.Stamp{Results: []string{"bench/capture.json"}, Code: lab.Short(r.Code.Digest), Data: []string{data}, Seed: 1, Profile: "bench"})
}

// Publish updates the committed result and figure.
func (r *Result) Publish(root string) error {
	return r.Save(filepath.Join(root, "figures", "results", "bench"), filepath.Join(root, "figures"))
}
