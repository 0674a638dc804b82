package networks

import (
	"fmt"
	"strings"

	"github.com/sgnlab/sgnlab/paperlib/figure"
	"github.com/sgnlab/sgnlab/paperlib/stats"
	"github.com/sgnlab/sgnlab/paperlib/study"
)

// Table lists the networks, how they were trained, and what they reached.
func (p *Page) Table() figure.Table {
	t := figure.Table{
		Columns: []figure.Column{
			{Key: "net", Title: "Network", Text: true},
			{Key: "data", Title: "Data", Text: true},
			{Key: "parameters", Title: "Parameters", Format: "d"},
			{Key: "examples", Title: "Training examples", Format: "d"},
			{Key: "recipe", Title: "Training", Text: true},
			{Key: "start", Title: "From", Text: true},
			{Key: "measure", Title: "Measure, test part", Text: true},
			{Key: "initial", Title: "Before training", Format: ".4g"},
			{Key: "reached", Title: "Reached", Format: ".4g"},
			{Key: "reconstruction", Title: "Reconstruction term", Format: ".4g"},
			{Key: "kl", Title: "KL term", Format: ".4g"},
			{Key: "baseline", Title: "Without looking", Format: ".4g"},
			{Key: "seeds", Title: "Seeds", Format: "d"},
		},
		Caption: "Table 4. The networks and what they reach. Means over the seeds; in brackets the smallest and the largest.",
		Notes: []string{
			"ELBO: of pixels drawn to 0 or 1 (on the test part by the same draws at every evaluation), in nats an image; larger is better. " +
				"It is minus the sum of its two terms: reconstruction, -log P(image | z), and KL, the divergence of the encoder's law " +
				"of z from the prior.",
			"Error of the noise: mean squared error of a diffusion model's prediction of unit noise, which 1 would be without looking; " +
				"smaller is better. Bits per character: smaller is better.",
			"Notebooks 01 and 02 capture the gradient noise of perceptrons and small convolutional networks under recipes of their own; " +
				"in the full profile none of the trainings of this table is among them.",
		},
	}
	for _, r := range p.Networks {
		var initial, reconstruction, kl, baseline any
		initial = r.Points[0].Value(r.Measure)
		if b := float64(r.Baseline); b == b {
			baseline = b
		}
		if r.terms() {
			reconstruction = overSeeds(r.last(func(p Point) float64 { return float64(p.Terms.Reconstruction) }))
			kl = overSeeds(r.last(func(p Point) float64 { return float64(p.Terms.KL) }))
		}
		t.Rows = append(t.Rows, []any{r.Net, r.Title, r.Parameters, r.Train, r.Recipe, r.Start, string(r.Measure),
			initial, overSeeds(r.Reached()), reconstruction, kl, baseline, len(r.Runs)})
		if c := r.caveat(); c != "" {
			t.Notes = append(t.Notes, r.Net+" on "+r.Title+": "+c+".")
		}
	}
	for _, a := range p.Absent {
		t.Notes = append(t.Notes, "Left out: "+a)
	}
	return t
}

// overSeeds is a cell of the table: the mean of a number over the seeds, with its range where there are several.
func overSeeds(v []float64) any {
	mean, lo, hi := meanRange(v)
	if len(v) == 1 {
		return mean
	}
	return stats.Interval{Value: mean, Lo: lo, Hi: hi}
}

// caption names everything the drawing cannot.
func (p *Page) caption() (string, error) {
	var parts []string
	for i, r := range p.Networks {
		seeds := "1 seed"
		if n := len(r.Runs); n > 1 {
			seeds = fmt.Sprintf("%d seeds", n)
		}
		part := fmt.Sprintf("%s: %s on %s, %s, %s parameters, %s", letter(i), r.Net, r.Title, r.Measure, study.Grouped(r.Parameters), seeds)
		if r.terms() {
			part += ", minus the ELBO as the sum of its two terms"
		}
		switch {
		case r.long() && r.log():
			part += ", logarithmic axes, from the end of the first epoch"
		case r.long():
			part += ", logarithmic axis of steps, from the end of the first epoch"
		case r.log():
			part += ", logarithmic axis"
		}
		if c := r.caveat(); c != "" {
			part += ", " + c
		}
		parts = append(parts, part)
	}
	images := ""
	for i, s := range p.strips() {
		images += fmt.Sprintf(" %s: %s.", letter(len(p.Networks)+i), s.words)
	}
	return figure.Text("Learning curves on the test part, a line a seed, against steps of training. Thin line: the answer that does not look at the input, where there is one. {panels}.{images}",
		figure.Fields{"panels": strings.Join(parts, "; "), "images": images})
}

// alt says what is to be seen, from the numbers drawn.
func (p *Page) alt() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d learning curves. ", len(p.Networks))
	for _, r := range p.Networks {
		mean, _, _ := meanRange(r.Reached())
		fmt.Fprintf(&b, "%s goes from %.3g to %.3g (%s on %s). ", r.Measure, r.Points[0].Value(r.Measure), mean, r.Net, r.Title)
	}
	for i, s := range p.strips() {
		fmt.Fprintf(&b, "%s, a strip of images: %s. ", letter(len(p.Networks)+i), s.title)
	}
	return strings.TrimSpace(b.String())
}

// letter is the name of a panel.
func letter(i int) string { return string(rune('a' + i)) }
