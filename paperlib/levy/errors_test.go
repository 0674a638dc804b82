package levy

import (
	"errors"
	"math"
	"testing"
)

// fails turns a call of two results into its error.
func fails[T any](_ T, err error) error { return err }

// TestConditions: every formula refuses what its comment says, with the error it says. The same calls with good parameters are
// in the tests of the formulas.
func TestConditions(t *testing.T) {
	nan := math.NaN()
	one, good := []float64{1}, []float64{1.5}
	rate := must(NewExitRate(good, []float64{0.1}, one, one))
	well := must(NewWells(1.5, 0.1, []float64{-1, 1}, []float64{0}))
	cool := must(NewCooling(good, rate, 10, 1))
	exits := must(NewExitTimes([]float64{1, 2}, []bool{false, true}))
	none := must(NewExitTimes([]float64{1, 2}, []bool{true, true}))
	twelve := []float64{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}
	atZero := must(NewExitTimes(twelve, nil))
	pair := [2]float64{1, 1}
	for _, c := range []struct {
		name string
		err  error
		want error
	}{
		{"jump measure: alpha 0", fails(FromJumpMeasure(0, 1)), ErrParameter},
		{"jump measure: alpha NaN", fails(FromJumpMeasure(nan, 1)), ErrParameter},
		{"jump measure: alpha 2", fails(FromJumpMeasure(2, 1)), ErrCondition},
		{"jump measure: epsilon 0", fails(FromJumpMeasure(1, 0)), ErrParameter},
		{"coefficient: alpha above 2", fails(SGDCoefficient(2.1, 1, 1)), ErrParameter},
		{"coefficient: sigma negative", fails(SGDCoefficient(1, -1, 1)), ErrParameter},
		{"coefficient: eta infinite", fails(SGDCoefficient(1, 1, inf)), ErrParameter},
		{"frequency: alpha 2", fails(JumpFrequency(2, 1, 0.1, 1)), ErrCondition},
		{"frequency: u not in the tail", fails(JumpFrequency(1.5, 1, 0.1, 0.1)), ErrCondition},
		{"frequency: u 0", fails(JumpFrequency(1.5, 1, 0.1, 0)), ErrParameter},
		{"amplitude: alpha 2", fails(JumpAmplitude(2, 1, 0.1, 100)), ErrCondition},
		{"amplitude: half a step", fails(JumpAmplitude(1, 1, 0.1, 0.5)), ErrParameter},
		{"amplitude: too few steps", fails(JumpAmplitude(1.9, 1, 0.1, 10)), ErrCondition},

		{"exit: no coordinates", fails(NewExitRate(nil, nil, nil, nil)), ErrParameter},
		{"exit: lengths", fails(NewExitRate(good, one, one, nil)), ErrParameter},
		{"exit: alpha 2", fails(NewExitRate([]float64{2}, one, one, one)), ErrCondition},
		{"exit: alpha negative", fails(NewExitRate([]float64{-1}, one, one, one)), ErrParameter},
		{"exit: sigma NaN", fails(NewExitRate(good, []float64{nan}, one, one)), ErrParameter},
		{"exit: distance 0", fails(NewExitRate(good, one, []float64{0}, one)), ErrParameter},
		{"exit: distance NaN", fails(NewExitRate(good, one, one, []float64{nan})), ErrParameter},
		{"exit: no boundary", fails(NewExitRate(good, one, []float64{inf}, []float64{inf})), ErrCondition},
		{"exit: rate beyond float64", fails(NewExitRate(good, []float64{1e300}, one, one)), ErrCondition},
		{"crossover: equal alphas", fails(Crossover([2]float64{1.5, 1.5}, pair, pair)), ErrCondition},
		{"crossover: no boundary", fails(Crossover([2]float64{1.2, 1.5}, [2]float64{1, inf}, [2]float64{1, inf})), ErrCondition},
		{"crossover: alpha 2", fails(Crossover([2]float64{1.2, 2}, pair, pair)), ErrCondition},
		{"crossover: alpha 0", fails(Crossover([2]float64{0, 1.2}, pair, pair)), ErrParameter},
		{"crossover: beyond float64", fails(Crossover([2]float64{1.5, 1.5 + 1e-15}, pair, [2]float64{1, 3})), ErrCondition},
		{"hazard: eta 0", fails(StepHazard(good, one, one, one, 0)), ErrParameter},
		{"hazard: lengths", fails(StepHazard(good, nil, one, one, 0.1)), ErrParameter},
		{"hazard: steps beyond the boundary", fails(StepHazard(good, one, []float64{5}, one, 1.1)), ErrCondition},
		{"hazard: above 1", fails(StepHazard([]float64{1.1, 1.1, 1.1, 1.1}, fill(4, 0.9), fill(4, 1), fill(4, 1), 1)), ErrCondition},

		{"saddle: height 0", fails(KramersSaddle(0, 1, 1, 0.1)), ErrParameter},
		{"saddle: curvature of the saddle signed", fails(KramersSaddle(1, 1, -1, 0.1)), ErrParameter},
		{"saddle: curvature of the minimum", fails(KramersSaddle(1, nan, 1, 0.1)), ErrParameter},
		{"saddle: low barrier", fails(KramersSaddle(1, 1, 1, 0.71)), ErrCondition},
		{"saddle: beyond float64", fails(KramersSaddle(601, 1, 1, 1)), ErrCondition},
		{"boundary: slope 0", fails(KramersBoundary(1, 1, 0, 0.1)), ErrParameter},
		{"boundary: sigma infinite", fails(KramersBoundary(1, 1, 1, inf)), ErrParameter},
		{"boundary: low barrier", fails(KramersBoundary(1, 1, 1, 0.71)), ErrCondition},
		{"boundary: beyond float64", fails(KramersBoundary(1, 1, 1, 1e-200)), ErrCondition},
		{"quadratic: h 0", fails(QuadraticExitTime(0, 1, 1, 1)), ErrParameter},
		{"quadratic: distance negative", fails(QuadraticExitTime(1, -1, 1, 1)), ErrParameter},
		{"quadratic: sigma 0", fails(QuadraticExitTime(1, 1, 1, 0)), ErrParameter},
		{"quadratic: high barrier", fails(QuadraticExitTime(1, 36, 37, 1)), ErrCondition},
		{"quadratic: no boundary", fails(QuadraticExitTime(1, inf, inf, 1)), ErrCondition},

		{"wells: alpha 2", fails(NewWells(2, 1, []float64{-1, 1}, []float64{0})), ErrCondition},
		{"wells: sigma 0", fails(NewWells(1, 0, []float64{-1, 1}, []float64{0})), ErrParameter},
		{"wells: one minimum", fails(NewWells(1, 1, one, nil)), ErrParameter},
		{"wells: numbers", fails(NewWells(1, 1, []float64{-1, 1}, []float64{0, 2})), ErrParameter},
		{"wells: saddle outside", fails(NewWells(1, 1, []float64{-1, 1}, []float64{1})), ErrParameter},
		{"wells: minimum infinite", fails(NewWells(1, 1, []float64{-1, inf}, []float64{0})), ErrParameter},
		{"wells: saddle NaN", fails(NewWells(1, 1, []float64{-1, 1}, []float64{nan})), ErrParameter},
		{"wells: rate 0", fails(NewWells(1.5, 1e-300, []float64{-1, 1}, []float64{0})), ErrCondition},
		{"transition: time negative", fails(well.Transition(-1)), ErrParameter},
		{"transition: time infinite", fails(well.Transition(inf)), ErrParameter},

		{"cooling: lengths", fails(NewCooling([]float64{1, 1}, rate, 1, 1)), ErrParameter},
		{"cooling: none", fails(NewCooling(nil, ExitRate{}, 1, 1)), ErrParameter},
		{"cooling: alpha 2", fails(NewCooling([]float64{2}, rate, 1, 1)), ErrCondition},
		{"cooling: t0 0", fails(NewCooling(good, rate, 0, 1)), ErrParameter},
		{"cooling: theta negative", fails(NewCooling(good, rate, 1, -1)), ErrParameter},
		{"cooling: rate negative", fails(NewCooling(good, ExitRate{Plus: []float64{-1}, Minus: one}, 1, 1)), ErrParameter},
		{"cooling: no rate", fails(NewCooling(good, ExitRate{Plus: []float64{0}, Minus: []float64{0}}, 1, 1)), ErrParameter},
		{"survival: times reversed", fails(cool.Survival(2, 1)), ErrParameter},
		{"survival: time negative", fails(cool.Survival(-1, 1)), ErrParameter},
		{"survival: time NaN", fails(cool.Survival(0, nan)), ErrParameter},
		{"trapped: time infinite", fails(cool.Trapped(inf)), ErrParameter},
		{"mean time: too large", fails(cooling(0.05, 10, 0.9995).MeanTime()), ErrCondition},

		{"stationary: alpha", fails(StationaryScale(3, 1, 1)), ErrParameter},
		{"stationary: h 0", fails(StationaryScale(1, 1, 0)), ErrParameter},
		{"stationary of SGD: eta negative", fails(StationaryScaleSGD(1, 1, 1, -1)), ErrParameter},
		{"stationary of SGD: eta h = 2", fails(StationaryScaleSGD(1, 1, 4, 0.5)), ErrCondition},
		{"stationary of Euler: dt 0", fails(EulerStationaryScale(1, 1, 1, 0)), ErrParameter},
		{"stationary of Euler: sigma 0", fails(EulerStationaryScale(1, 0, 1, 0.1)), ErrParameter},
		{"stationary of Euler: h dt above 2", fails(EulerStationaryScale(1, 1, 1, 2.5)), ErrCondition},
		{"transition scale: h negative", fails(TransitionScale(1, 1, -1, 1)), ErrParameter},
		{"transition scale: t 0", fails(TransitionScale(1, 1, 1, 0)), ErrParameter},
		{"mean position: alpha 1", fails(MeanPosition(1, 1, 1, 1)), ErrCondition},
		{"mean position: alpha 0", fails(MeanPosition(0, 1, 1, 1)), ErrParameter},
		{"mean position: start", fails(MeanPosition(1.5, inf, 1, 1)), ErrParameter},
		{"mean position: time negative", fails(MeanPosition(1.5, 1, 1, -1)), ErrParameter},
		{"mean position of SGD: alpha 1", fails(MeanPositionSGD(1, 1, 1, 1, 1)), ErrCondition},
		{"mean position of SGD: steps negative", fails(MeanPositionSGD(1.5, 1, 1, 1, -1)), ErrParameter},

		{"exits: no paths", fails(NewExitTimes(nil, nil)), ErrParameter},
		{"exits: lengths", fails(NewExitTimes([]float64{1, 2}, []bool{true})), ErrParameter},
		{"exits: time negative", fails(NewExitTimes([]float64{1, -2}, nil)), ErrParameter},
		{"exits: time NaN", fails(NewExitTimes([]float64{nan}, nil)), ErrParameter},
		{"exits: time infinite", fails(NewExitTimes([]float64{inf}, nil)), ErrParameter},
		{"exits: times 0", fails(NewExitTimes([]float64{0, 0}, nil)), ErrParameter},
		{"rate: level 1", fails(exits.Rate(1)), ErrParameter},
		{"rate: level NaN", fails(exits.Rate(nan)), ErrParameter},
		{"mean: level 0", fails(exits.Mean(0)), ErrParameter},
		{"mean: no exits", fails(none.Mean(0.95)), ErrNoExits},
		{"curve: level 95", fails(exits.KaplanMeier(95)), ErrParameter},
		{"curve: no exits", fails(none.KaplanMeier(0.95)), ErrNoExits},
		{"exponentiality: no exits", fails(none.Exponentiality()), ErrNoExits},
		{"exponentiality: one exit", fails(exits.Exponentiality()), ErrCondition},
		{"exponentiality: exit at 0", fails(atZero.Exponentiality()), ErrCondition},
	} {
		if !errors.Is(c.err, c.want) {
			t.Errorf("%s: error %v, want %v", c.name, c.err, c.want)
		}
	}
	for _, alpha := range []float64{0, -1, 2.1, nan} {
		if c := TailConstant(alpha); !math.IsNaN(c) {
			t.Errorf("tail constant at %g = %g, want NaN", alpha, c)
		}
	}
}
