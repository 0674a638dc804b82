// Package parameter draws figure 1, "SGN of single parameters": for one net and data set in full the histogram, the survival
// function and the quantiles of the stochastic gradient noise of one weight with the fitted laws, and for the rest the
// survival functions as small multiples. The weight has a given rank by fitted tail index among the sampled weights
// ([Weights]); beside its tail index stands the activity of the examples behind it. Package run trains, captures and fits.
package parameter

import (
	"strconv"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/study"
)

// Knobs are what a reader turns.
type Knobs struct {
	Data     string  `json:"data"`     // datasets.Names()
	Net      string  `json:"net"`      // models.Names(), or the name of a network of your own
	Snapshot string  `json:"snapshot"` // "initial" or "trained"
	Batch    int     `json:"batch"`    // batch size B
	Rank     float64 `json:"rank"`     // which weight by its tail index: 0 the heaviest tail, 0.5 the median, 1 the lightest
}

// Published are the knobs of the committed figure.
var Published = Knobs{Data: "digits", Net: "mlp", Snapshot: "trained", Batch: 32, Rank: 0.5}

// Settings are the knobs as words for a report.
func (k Knobs) Settings() map[string]string {
	return map[string]string{"data": k.Data, "net": k.Net, "snapshot": k.Snapshot,
		"batch size": strconv.Itoa(k.Batch), "rank": strconv.FormatFloat(k.Rank, 'g', -1, 64)}
}

// Study is notebook 01. Its first result is shown in full, the others as small multiples.
var Study = &study.Study[Knobs, Result]{
	Number: "01", Slug: "sgn-of-single-parameters", Folder: "nb01", Version: 2,
	Title:     "What does the gradient noise of a single parameter look like?",
	Published: Published,
	Arrays:    []string{"draws"},
	Show:      show,
}

func show(in study.Input[Knobs, Result]) (*study.Shown, error) {
	input, err := inputOf(in)
	if err != nil {
		return nil, err
	}
	f, err := Draw(input)
	if err != nil {
		return nil, err
	}
	return &study.Shown{Figures: []study.Drawing{{Figure: f}}, Observed: in.Results[0].Result.observed(), Data: input.DataSets()}, nil
}

// inputOf reads the draws. When the result is not the published one, the published curve is put behind it.
func inputOf(in study.Input[Knobs, Result]) (out Input, err error) {
	if out.Main, err = curveOf(in.Results[0]); err != nil {
		return out, err
	}
	out.Main.Published = in.Profile == lab.Full && in.Knobs == Published
	for _, of := range in.Results[1:] {
		c, err := curveOf(of)
		if err != nil {
			return out, err
		}
		out.Rest = append(out.Rest, c)
	}
	published, err := in.Published()
	if err != nil || len(published) == 0 || published[0].Entry.ID == in.Results[0].Entry.ID {
		return out, err
	}
	c, err := curveOf(published[0])
	c.Published = true
	out.Published = &c
	return out, err
}

func curveOf(of study.Of[Result]) (Curve, error) {
	r := of.Result
	a, err := of.Entry.Array("draws")
	if err != nil {
		return Curve{}, err
	}
	c := Curve{Data: r.Knobs.Data, Net: r.Knobs.Net, Snapshot: r.Knobs.Snapshot, Batch: r.Knobs.Batch,
		Coordinate: r.Coordinate, Alpha: r.Alpha, AlphaSE: float64(r.AlphaSE), Activity: r.Activity,
		Choice: Choice{Rank: r.Knobs.Rank, Among: r.Among, Sampled: r.Sampled, Live: r.Live}, Draws: a.Float64(), Flags: r.Flags, Seed: r.Seed}
	for _, f := range r.Laws {
		law, err := f.Law()
		if err != nil {
			return c, err
		}
		c.Laws = append(c.Laws, NamedLaw{Family: string(f.Family), Law: law})
	}
	return c, nil
}
