// Package networks makes figure 4, "Do the networks train?", and its table: the architectures of the laboratory, each on data
// that it is meant for, its learning curves and what it reached. It settles no claim of the paper: it says that the code that
// builds, trains and evaluates these architectures makes networks which learn. It does not show the networks whose noise
// is captured elsewhere: notebooks 01 and 02 capture perceptrons and small convolutional networks on digits, MNIST and
// CIFAR-10 under the recipes of pipeline.Recipe. None of the published trainings here is one of them: the perceptron on
// MNIST has another recipe, and the other networks are captured nowhere yet. Package run trains.
package networks

import (
	"fmt"
	"slices"

	"github.com/sgnlab/sgnlab/paperlib/study"
)

// Knobs are what a reader turns: which of the profile's networks are trained.
type Knobs struct {
	Only string `json:"only,omitempty"` // a network's name, "resnet20-bn"; empty: all of the profile
}

// Published are the knobs of the committed figure.
var Published = Knobs{}

// Settings are the knobs as words for a report.
func (k Knobs) Settings() map[string]string {
	if k.Only == "" {
		return map[string]string{"networks": "all of the profile"}
	}
	return map[string]string{"networks": k.Only}
}

// TableName is the name of the files of the table.
const TableName = "table04-networks"

// Study is notebook 04.
var Study = &study.Study[Knobs, Result]{
	Number: "04", Slug: "do-the-networks-train", Folder: "nb04", Version: 2, // a unit holds one seed
	Title:     "Do the networks train?",
	Published: Published,
	Arrays:    []string{"samples", "reconstructions"},
	Show:      show,
}

func show(in study.Input[Knobs, Result]) (*study.Shown, error) {
	p, err := gather(in)
	if err != nil {
		return nil, err
	}
	f, err := p.Draw()
	if err != nil {
		return nil, err
	}
	return &study.Shown{Figures: []study.Drawing{{Figure: f}}, Tables: []study.Named{{Name: TableName, Table: p.Table()}},
		Observed: p.observed(), Data: p.data()}, nil
}

// Page is every network with its runs under all seeds.
type Page struct {
	Networks []*Network
	Absent   []string // networks of the profile that were left out, and why
}

// gather joins the runs of a network.
func gather(in study.Input[Knobs, Result]) (*Page, error) {
	p := &Page{Absent: in.Absent}
	seen := map[string]*Network{}
	for _, of := range in.Results {
		r := of.Result
		if err := r.Check(); err != nil {
			return nil, err
		}
		if n := seen[r.key()]; n != nil {
			if err := n.add(r); err != nil {
				return nil, err
			}
			continue
		}
		n := &Network{Result: r, Runs: []Run{r.Run}}
		for _, images := range []struct {
			name  string
			shape []int
			to    *[]float32
		}{{"samples", r.Samples, &n.Images}, {"reconstructions", r.Reconstructed, &n.Pairs}} {
			if images.shape == nil {
				continue
			}
			a, err := of.Entry.Array(images.name)
			if err != nil {
				return nil, err
			}
			*images.to = a.F32
		}
		seen[r.key()] = n
		p.Networks = append(p.Networks, n)
	}
	return p, nil
}

func (r Result) key() string { return fmt.Sprintf("%s of %s on %s", r.Measure, r.Net, r.Data) }

func (p *Page) data() (list []string) {
	for _, n := range p.Networks {
		if !slices.Contains(list, n.Data) {
			list = append(list, n.Data)
		}
	}
	return list
}

// observed are the means over the seeds of what the networks reach.
func (p *Page) observed() map[string]float64 {
	m := map[string]float64{}
	for _, r := range p.Networks {
		mean, _, _ := meanRange(r.Reached())
		m[r.key()] = mean
	}
	return m
}
