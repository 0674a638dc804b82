package pipeline

import (
	"context"
	"fmt"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/sgn"
	"github.com/sgnlab/sgnlab/paperlib/training"
)

// PathConfig says what is recorded of the steps of a training run.
type PathConfig struct {
	From        int  `json:"from"`            // the first step recorded
	Steps       int  `json:"steps"`           // how many
	Coordinates int  `json:"coordinates"`     // how many are sampled, as for captures; 0 is all
	Noise       bool `json:"noise,omitempty"` // of each step too, which costs a pass over the training set: see sgn.Path
}

// Path is the recorded path of the weights of a training run. A path from a snapshot is that of a [Lab.Branch].
type Path struct {
	handle[path]
	Net    *Net
	Config PathConfig
}

// path is the stored result; the numbers lie beside it as arrays weights and noise.
type path struct {
	Coordinates []sgn.Coordinate `json:"coordinates"`
	Rates       []float64        `json:"rates"`
	FullBatch   int              `json:"full_batch,omitempty"`
}

// RecordedPath is what was recorded.
type RecordedPath struct {
	Coordinates []sgn.Coordinate
	Rates       []float64 // learning rate of each step
	Weights     []float32 // [steps + 1, coordinates]: before each step, and after the last
	Noise       []float32 // [steps, coordinates] as sgn.Path says; nil if it was not recorded
	FullBatch   int       // examples of the full gradient that the noise is relative to
}

// maxPath bounds the bytes of the weights of a path.
const maxPath = 2_000_000_000

// Record says that the path of a training run is to be recorded. The run ends with the last step that is.
func (l *Lab) Record(net *Net, c PathConfig) (*Path, error) {
	if total := net.Steps(); c.From < 0 || c.Steps < 1 || c.Steps > total || c.From > total-c.Steps {
		return nil, fmt.Errorf("%s: a path of %d steps from step %d on: at least one step, within the steps 0 to %d of the training", net.title, c.Steps, c.From, total)
	}
	p := &Path{Net: net, Config: c}
	p.handle = handle[path]{lab: l, compute: p.record, needs: net.needs, seconds: func() float64 { return pathSeconds(p) },
		title: fmt.Sprintf("%s, path of %d steps", net.title, c.Steps),
		unit: lab.Unit{Study: "path", Seed: net.Seed, Inputs: map[string]string{"training": net.ID()}, Custom: net.Custom(),
			Versions: map[string]int{"sgn": sgn.Version}, Knobs: c}}
	return p, nil
}

// Load records the path unless the store has it.
func (p *Path) Load(ctx context.Context) (*RecordedPath, error) {
	meta, e, err := p.do(ctx)
	if err != nil {
		return nil, err
	}
	r := &RecordedPath{Coordinates: meta.Coordinates, Rates: meta.Rates, FullBatch: meta.FullBatch}
	for name, to := range map[string]*[]float32{"weights": &r.Weights, "noise": &r.Noise} {
		if name == "noise" && !p.Config.Noise {
			continue
		}
		a, err := e.Array(name)
		if err != nil {
			return nil, err
		}
		*to = a.F32
	}
	return r, nil
}

// record is the unit: the training run up to the last step of the path.
func (p *Path) record(ctx context.Context, w *lab.Work) (path, error) {
	if err := p.Net.sameBackend(ctx); err != nil {
		return path{}, err
	}
	r, err := p.recorder(ctx, w)
	if r != nil {
		defer r.close()
	}
	if err != nil {
		return path{}, err
	}
	_, err = p.Net.run(ctx, w, training.Options{Observe: r.step, Snapshots: []int{r.last}, Take: r.end, Resumable: r.whole})
	if err != nil {
		return path{}, err
	}
	out := path{Coordinates: r.coordinates}
	for i := range p.Config.Steps {
		out.Rates = append(out.Rates, p.Net.Config.Rate(p.Config.From+i, p.Net.Steps()))
	}
	if r.noise != nil {
		out.FullBatch = r.noise.FullBatch
		if err := r.kept.store(w, "noise", p.Config.Steps); err != nil {
			return path{}, err
		}
	}
	return out, r.weights.store(w, "weights", p.Config.Steps+1)
}

// recorder is a path at work. Row i of the weights is before step from + i, of the noise of that step.
type recorder struct {
	from, last  int
	coordinates []sgn.Coordinate
	weights     *rows[float32]
	noise       *sgn.Path // nil if it is not recorded
	kept        *rows[float32]
}

func (p *Path) recorder(ctx context.Context, w *lab.Work) (*recorder, error) {
	c, seed := p.Config, p.Net.Seed
	set, spec, err := p.Net.open(ctx)
	if err != nil {
		return nil, err
	}
	be, err := p.lab.Backend(ctx)
	if err != nil {
		return nil, err
	}
	r := &recorder{from: c.From, last: c.From + c.Steps, coordinates: sgn.All(spec)}
	if c.Coordinates != 0 {
		if r.coordinates, err = sgn.Sample(spec, c.Coordinates, seed); err != nil {
			return nil, err
		}
	}
	k := len(r.coordinates)
	if need := 4 * float64(k) * float64(c.Steps+1); need > maxPath {
		return nil, fmt.Errorf("%s: %d coordinates before and after %d steps take %.3g GB, more than %.3g GB: record fewer steps or coordinates", p.title, k, c.Steps, need/1e9, float64(maxPath)/1e9)
	}
	if r.weights, err = openRows[float32](w, be, "weights", k); err != nil || !c.Noise {
		return r, err
	}
	if r.kept, err = openRows[float32](w, be, "noise", k); err != nil {
		return r, err
	}
	initial, err := p.Net.initial(ctx, spec)
	if err != nil {
		return r, err
	}
	steps := make([]int, c.Steps)
	for i := range steps {
		steps[i] = c.From + i
	}
	r.noise, err = sgn.NewPath(ctx, be, sgn.Source{Model: p.Net.Model, Spec: spec, Weights: initial, Set: set}, p.Net.Config, seed, steps, c.Coordinates,
		func(row, _ int, u []float32) error { return r.kept.put(row, u) })
	return r, err
}

// step is called before every step of the run.
func (r *recorder) step(step int, batch []int, weights func() (training.Weights, error)) error {
	if step < r.from {
		return nil
	}
	v, err := weights()
	if err != nil {
		return err
	}
	if err := r.put(step, v); err != nil || r.noise == nil {
		return err
	}
	return r.noise.Observe(step, batch, func() (training.Weights, error) { return v, nil })
}

// end keeps the weights behind the last step, and ends the run.
func (r *recorder) end(step int, v training.Weights) error {
	if err := r.put(step, v); err != nil {
		return err
	}
	return errEnough
}

func (r *recorder) put(step int, v training.Weights) error {
	row := make([]float32, len(r.coordinates))
	for i, at := range r.coordinates {
		row[i] = v.Params[at.Param][at.Index]
	}
	return r.weights.put(step-r.from, row)
}

// whole reports whether everything that is recorded before a step is there.
func (r *recorder) whole(step int) bool {
	before := max(min(step, r.last)-r.from, 0)
	return r.weights.Blocks() >= before && (r.noise == nil || r.kept.Blocks() >= before)
}

func (r *recorder) close() {
	if r.noise != nil {
		r.noise.Close()
	}
	for _, rows := range []*rows[float32]{r.weights, r.kept} {
		if rows != nil {
			rows.Close()
		}
	}
}
