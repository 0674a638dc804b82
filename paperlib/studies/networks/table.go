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
			{Key: "baseline", Title: "Without looking", Format: ".4g"},
			{Key: "seeds", Title: "Seeds", Format: "d"},
		},
		Caption: "Table 4. The networks and what they reach. Means over the seeds; in brackets the smallest and the largest.",
		Notes: []string{
			"ELBO: of standardised pixels, in nats an image; larger is better. Error of the noise: mean squared error of a diffusion model's prediction of unit noise, which 1 would be without looking; smaller is better. Bits per character: smaller is better.",
		},
	}
	for _, r := range p.Networks {
		mean, lo, hi := meanRange(r.Reached())
		var initial, baseline any
		initial = r.Points[0].Value(r.Measure)
		if b := float64(r.Baseline); b == b {
			baseline = b
		}
		reached := any(mean)
		if len(r.Runs) > 1 {
			reached = stats.Interval{Value: mean, Lo: lo, Hi: hi}
		}
		t.Rows = append(t.Rows, []any{r.Net, r.Title, r.Parameters, r.Train, r.Recipe, r.Start, string(r.Measure), initial, reached, baseline, len(r.Runs)})
	}
	for _, a := range p.Absent {
		t.Notes = append(t.Notes, "Left out: "+a)
	}
	return t
}

// caption names everything the drawing cannot.
func (p *Page) caption() (string, error) {
	var parts []string
	for i, r := range p.Networks {
		seeds := "1 seed"
		if n := len(r.Runs); n > 1 {
			seeds = fmt.Sprintf("%d seeds", n)
		}
		parts = append(parts, fmt.Sprintf("%s: %s on %s, %s, %s parameters, %s", string(rune('a'+i)), r.Net, r.Title, r.Measure, study.Grouped(r.Parameters), seeds))
	}
	images := ""
	for i, r := range p.withImages() {
		images += fmt.Sprintf(" %s: images drawn from %s (seed %d).", string(rune('a'+len(p.Networks)+i)), r.Net, r.Seed)
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
	if n := len(p.withImages()); n > 0 {
		fmt.Fprintf(&b, "Below, %d strips of generated images.", n)
	}
	return strings.TrimSpace(b.String())
}

func (p *Page) withImages() (list []*Network) {
	for _, r := range p.Networks {
		if r.Images != nil {
			list = append(list, r)
		}
	}
	return list
}
