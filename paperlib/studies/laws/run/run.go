// Package run computes the results behind table 2: it trains, captures and judges.
package run

import (
	"context"
	"fmt"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/models"
	"github.com/sgnlab/sgnlab/paperlib/pipeline"
	"github.com/sgnlab/sgnlab/paperlib/sgn"
	"github.com/sgnlab/sgnlab/paperlib/studies/laws"
	"github.com/sgnlab/sgnlab/paperlib/study/run"
)

// Noises are the captures of one network at one snapshot, one for each seed: the lab's seed and those that follow it.
func Noises(l *pipeline.Lab, c pipeline.Case, snapshot string) ([]*pipeline.Noise, error) {
	data, err := l.Data(c.Data)
	if err != nil {
		return nil, err
	}
	model, err := models.ByName(c.Net)
	if err != nil {
		return nil, err
	}
	var list []*pipeline.Noise
	for i := range pipeline.Seeds(l.Profile, c.Data) {
		net := l.TrainSeed(model, data, l.Seed+uint64(i))
		config, err := net.CaptureConfig()
		if err != nil {
			return nil, err
		}
		n, err := l.Capture(net, snapshot, config)
		if err != nil {
			return nil, err
		}
		list = append(list, n)
	}
	return list, nil
}

// Compute judges what the run store lacks and returns the index of the results.
var Compute = run.Register(laws.Study, units)

// units are every network at every snapshot, and the planted networks.
func units(_ context.Context, l *pipeline.Lab, _ laws.Knobs) (list []Unit, absent []string, err error) {
	cases, absent := pipeline.Cases(l.Profile)
	for _, c := range cases {
		for _, snapshot := range Snapshots() {
			noises, err := Noises(l, c, snapshot)
			if err != nil {
				return nil, nil, err
			}
			list = append(list, Judge(l, noises))
		}
	}
	return append(list, Planted(l)...), absent, nil
}

// Unit is a judged network, or a planted one.
type Unit = run.Unit[laws.Result]

// Judge is the judgement of the captures of one network at one snapshot, one for each seed.
func Judge(l *pipeline.Lab, noises []*pipeline.Noise) Unit {
	first := noises[0]
	u := Unit{Part: first.String(), Seed: first.Net.Seed, Seconds: 5, Inputs: map[string]run.Input{}, Compute: group(l, noises)}
	for _, n := range noises {
		u.Inputs[fmt.Sprintf("fits_seed_%d", n.Net.Seed)] = judged{n}
	}
	u.Identity = func(u *lab.Unit) {
		u.Custom = first.Custom()
		u.Knobs = struct { // not those of the page, which choose what is shown
			Data     string `json:"data"`
			Net      string `json:"net"`
			Snapshot string `json:"snapshot"`
		}{first.Net.Data.Name, first.Net.Model.Name, first.Snapshot}
	}
	return u
}

// judged is the judgement of one seed, an input of the group's.
type judged struct{ noise *pipeline.Noise }

// ID is that of the unit.
func (j judged) ID() string { return fitsUnit(j.noise).ID() }

// Jobs are training, capture and judgement.
func (j judged) Jobs() []lab.Job {
	n := j.noise
	return append(n.Jobs(), lab.UnitJob(fitsUnit(n), fmt.Sprintf("%s, seed %d", n, n.Net.Seed), judgeSeconds(n), []string{n.ID()}, fits(n)))
}

// Snapshots lists the snapshots that are judged, in the order of computing. The run that keeps the one half way gives the trained network too, and so
// comes first: a second run would take the same steps again.
func Snapshots() []string { return []string{pipeline.Halfway, pipeline.Trained, pipeline.Initial} }

// judgeSeconds estimates the time of the fits; it affects nothing else.
func judgeSeconds(n *pipeline.Noise) float64 {
	return 2 + float64(n.Config.Draws*n.Config.Coordinates*len(n.Config.Batches))*5e-5
}

// fitsUnit is the judgement of one seed; its vectors by draw are arrays rows_B [vectors, draws].
func fitsUnit(n *pipeline.Noise) lab.Unit {
	return lab.Unit{Study: "fits", Seed: n.Net.Seed, Versions: map[string]int{"nb02": laws.Version},
		Inputs: map[string]string{"capture": n.ID()}, Custom: n.Custom()}
}

type storedFits struct {
	laws.Fits
	Method        string           `json:"method"`
	Normalisation string           `json:"normalisation"`
	Coupled       bool             `json:"coupled"`
	Accuracy      float64          `json:"accuracy"`
	Vectors       map[int][]string `json:"vectors"` // names of the rows of rows_B
}

func rowsName(batch int) string { return fmt.Sprintf("rows_%d", batch) }

func fits(n *pipeline.Noise) func(context.Context, *lab.Work) (storedFits, error) {
	return func(ctx context.Context, w *lab.Work) (storedFits, error) {
		c, err := n.Load(ctx)
		if err != nil {
			return storedFits{}, err
		}
		net, err := n.Net.Load(ctx)
		if err != nil {
			return storedFits{}, err
		}
		in := laws.Capture{Seed: n.Net.Seed, Coupled: net.Spec.Coupled, Weights: sgn.Weights(net.Spec, c.Coordinates)}
		for _, co := range c.Coordinates {
			in.Coordinates = append(in.Coordinates, co.Name(net.Spec))
		}
		for _, a := range c.Activity {
			in.Activity = append(in.Activity, laws.Activity(a))
		}
		for _, b := range c.Blocks {
			in.Draws = append(in.Draws, laws.Draws{Batch: b.Batch, N: b.Draws, U: b.U})
		}
		out := storedFits{Method: string(c.Method), Normalisation: c.Normalisation, Coupled: net.Spec.Coupled, Vectors: map[int][]string{},
			Accuracy: net.Points[len(net.Points)-1].Test.Accuracy}
		task := lab.TaskFrom(ctx, fmt.Sprintf("%s, seed %d", n, n.Net.Seed), len(in.Draws)*len(in.Coordinates))
		out.Fits, err = laws.Judge(ctx, in, func(done, _ int, message string) { task.Set(done, message) },
			func(batch int, vectors map[string][]float64) error {
				var flat []float32
				for _, name := range laws.VectorNames() {
					if v, ok := vectors[name]; ok {
						out.Vectors[batch] = append(out.Vectors[batch], name)
						for _, x := range v {
							flat = append(flat, float32(x))
						}
					}
				}
				if len(flat) == 0 {
					return nil
				}
				return w.Array32(rowsName(batch), []int{len(out.Vectors[batch]), len(flat) / len(out.Vectors[batch])}, flat)
			})
		task.Done(err)
		if err != nil {
			return storedFits{}, fmt.Errorf("judge %s: %w", n, err)
		}
		return out, nil
	}
}

func loadFits(ctx context.Context, l *pipeline.Lab, n *pipeline.Noise) (storedFits, laws.OneSeed, error) {
	f, e, err := lab.Do(ctx, l.Store, fitsUnit(n), fits(n))
	if err != nil {
		return f, laws.OneSeed{}, err
	}
	one := laws.OneSeed{Seed: n.Net.Seed, Fits: f.Fits, Vectors: map[int]map[string][]float64{}}
	for batch, names := range f.Vectors {
		a, err := e.Array(rowsName(batch))
		if err != nil {
			return f, one, err
		}
		flat := a.Float64()
		if len(names) == 0 || len(flat)%len(names) != 0 {
			return f, one, fmt.Errorf("result %s: %s holds %d numbers for %d vectors", e, rowsName(batch), len(flat), len(names))
		}
		n := len(flat) / len(names)
		one.Vectors[batch] = map[string][]float64{}
		for i, name := range names {
			one.Vectors[batch][name] = flat[i*n : (i+1)*n]
		}
	}
	return f, one, nil
}

func group(l *pipeline.Lab, noises []*pipeline.Noise) func(context.Context, *lab.Work) (laws.Result, error) {
	return func(ctx context.Context, w *lab.Work) (laws.Result, error) {
		g := laws.Group{Data: noises[0].Net.Data.Name, Net: noises[0].Net.Model.Name, Snapshot: noises[0].Snapshot, Criteria: laws.CriteriaDigest()}
		out := laws.Result{Group: &g}
		var seeds []laws.OneSeed
		for _, n := range noises {
			f, one, err := loadFits(ctx, l, n)
			if err != nil {
				return out, err
			}
			if err := n.Note(w); err != nil {
				return out, err
			}
			seeds = append(seeds, one)
			g.Seeds = append(g.Seeds, n.Net.Seed)
			g.Accuracy = append(g.Accuracy, f.Accuracy)
			g.Method, g.Normalisation, g.Coupled = f.Method, f.Normalisation, f.Coupled
		}
		var err error
		g.Batches, err = laws.Summarise(seeds)
		if err != nil {
			return out, fmt.Errorf("summarise %s: %w", noises[0], err)
		}
		return out, nil
	}
}
