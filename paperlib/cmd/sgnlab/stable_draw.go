package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math"
	"strconv"

	"github.com/sgnlab/sgnlab/paperlib/rng"
	"github.com/sgnlab/sgnlab/paperlib/stable"
)

type stableDrawCmd struct {
	paramFlag
	Alpha float64 `help:"Tail index, ${law_alpha}." required:""`
	Beta  float64 `help:"Skewness, from -1 to 1; a negative one is written --beta=-0.5." default:"0"`
	Gamma float64 `help:"Scale." default:"1"`
	Delta float64 `help:"Location." default:"0"`
	N     int64   `short:"n" help:"How many numbers." default:"1"`
	Seed  uint64  `help:"Seed: the same seed gives the same numbers." default:"1"`
}

// Help is shown after the options.
func (stableDrawCmd) Help() string {
	return `Writes independent draws, one on each line, in as many digits as give the same float64 back. The numbers depend on the
seed and the law alone; with beta = 0 they come from inversion (tails to 2^-65), else from the method of Chambers, Mallows
and Stuck.

  sgnlab stable draw --alpha 1.5 -n 100000 --seed 7 > draws.txt

` + parametrisation
}

// Validate refuses a law outside the domain before anything is written.
func (c stableDrawCmd) Validate() error {
	if c.N < 0 {
		return fmt.Errorf("--n %d: give 0 or more", c.N)
	}
	return c.law().Validate()
}

func (c stableDrawCmd) law() stable.Skewed {
	return stable.Skewed{Alpha: c.Alpha, Beta: c.Beta, Gamma: c.Gamma, Delta: c.Delta, Param: c.param()}
}

// Run writes the draws.
func (c stableDrawCmd) Run(ctx context.Context, s streams) error {
	source := rng.Stream(c.Seed, "stable", "draw")
	law := c.law()
	law.Src = source
	draw := law.Rand
	if symmetric(c.Alpha, c.Beta) {
		sampler, err := stable.NewSampler(c.Alpha)
		if err != nil {
			return err
		}
		draw = func() float64 { return c.Delta + c.Gamma*sampler.Draw(source) }
	}
	out := bufio.NewWriterSize(s.out, 1<<16)
	var line []byte
	for i := range c.N {
		if i%4096 == 0 && ctx.Err() != nil {
			return nothingKept{errors.Join(out.Flush(), ctx.Err())}
		}
		x := draw()
		if math.IsInf(x, 0) || math.IsNaN(x) {
			return errors.Join(fmt.Errorf("draw %d is beyond the range of float64; choose a smaller scale", i+1), out.Flush())
		}
		line = append(strconv.AppendFloat(line[:0], x, 'g', -1, 64), '\n')
		if _, err := out.Write(line); err != nil {
			return fmt.Errorf("writing: %w", err)
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("writing: %w", err)
	}
	return nil
}
