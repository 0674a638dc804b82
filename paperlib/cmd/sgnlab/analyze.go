package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/sgnlab/sgnlab/paperlib/analyze"
	"github.com/sgnlab/sgnlab/paperlib/analyze/page"
	"github.com/sgnlab/sgnlab/paperlib/files"
	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/matrix"
	"github.com/sgnlab/sgnlab/paperlib/shown"
)

type analyzeCmd struct {
	File      string  `arg:"" help:"Table of gradients: draws in rows, coordinates in columns."`
	BatchSize int     `help:"Examples in a minibatch, for the words of the report." default:"0" placeholder:"B"`
	Draws     string  `help:"How the draws were made: iid (each minibatch drawn afresh) or epoch (the disjoint minibatches of one epoch; sums are then not tested)." enum:"iid,epoch" default:"iid"`
	JSON      bool    `name:"json" help:"Write one JSON object to standard output instead of text."`
	Summary   bool    `help:"Leave per_coordinate out of the JSON object."`
	HTML      string  `name:"html" help:"Write a self-contained page to this file." placeholder:"OUT"`
	Level     float64 `help:"Level of every test and of the false discovery rate." default:"0.05"`
	Seed      uint64  `help:"Seed of the split into halves for held-out likelihoods." default:"0"`
	Workers   int     `help:"Coordinates judged at once; 0: one for each core. The result does not depend on it." default:"0"`

	readingFlags `embed:""`
}

// Help is shown after the options.
func (analyzeCmd) Help() string {
	var b strings.Builder
	b.WriteString(readingHelp + `
It may hold gradient noise or raw gradients at fixed weights: location is a parameter of every law, so the full-batch
gradient in raw gradients changes nothing.

Verdicts:
`)
	for _, d := range analyze.Verdicts() {
		fmt.Fprintf(&b, "  %s: %s.\n", d.Verdict, d.Means)
	}
	b.WriteString(`
A side of fewer than 10 % of the coordinates does not count.

Tests of single coordinates hold a false discovery rate (Benjamini-Hochberg, which assumes independent or positively
dependent tests). The verdict rests on means over coordinates with standard errors over blocks of draws, which hold
however coordinates that share minibatches depend on each other; draws must be independent.

Exit status: 0 when the file was analysed, whatever the verdict; 2 for a wrong command line or a file that cannot be
read; 130 after Ctrl-C; 1 for anything else.`)
	return b.String()
}

// Validate refuses a wrong command line before the file is opened.
func (c analyzeCmd) Validate() error {
	switch {
	case c.Level == 0:
		return errors.New("--level 0 would reject nothing: give a level between 0.0001 and 0.2")
	case c.Workers < 0:
		return fmt.Errorf("--workers %d: give 0 for one on each core, or a number", c.Workers)
	}
	if _, err := c.options().Check(); err != nil {
		return err
	}
	return c.readingFlags.Validate()
}

func (c analyzeCmd) options() analyze.Options {
	return analyze.Options{
		Sampling: analyze.Sampling(c.Draws), BatchSize: c.BatchSize, Level: c.Level, Seed: c.Seed, Workers: c.Workers, Examples: c.HTML != "",
	}
}

// Run analyses one file.
func (c analyzeCmd) Run(ctx context.Context, s streams) error {
	name := filepath.Base(c.File)
	show := shown.Name(name)
	if c.HTML != "" {
		if err := files.Check(c.HTML, c.File); err != nil {
			return badInput{fmt.Errorf("--html: %w", err)}
		}
	}
	progress := lab.NewProgress(s.err, lab.Auto)
	notice := func(text string) { lab.Notef(lab.WithProgress(ctx, progress), "%s", shown.Text(text)) }
	defer limitMemory(int64(c.Memory))()
	source, err := matrix.Open(ctx, c.File, c.readingFlags.options(notice))
	switch {
	case ctx.Err() != nil:
		return nothingKept{ctx.Err()}
	case err != nil:
		return badInput{c.advise(err)}
	}
	defer source.Close()
	o := c.options()
	if o.Workers, err = c.share(source, notice); err != nil {
		return badInput{err}
	}
	debug.FreeOSMemory() // what Open needed goes before the block is taken, all at once
	task := progress.Start("analysing "+show, source.Coordinates(), 0)
	o.Progress = func(done, _ int) { task.Set(done) }
	report, err := analyze.Analyze(ctx, source, o)
	task.Done(err)
	switch {
	case ctx.Err() != nil:
		return nothingKept{ctx.Err()}
	case errors.As(err, new(*matrix.FileError)):
		return badInput{c.advise(err)}
	case errors.Is(err, analyze.ErrTooSmall):
		if c.Axis == nil && source.Draws() < analyze.MinDraws && source.Coordinates() >= analyze.MinDraws && source.Transposes() {
			err = fmt.Errorf("%w If so, give --axis 1", err)
		}
		return badInput{fmt.Errorf("%s: %w", shown.Name(c.File), err)}
	case err != nil:
		return fmt.Errorf("%s: %w", shown.Name(c.File), err)
	}
	if err := source.Close(); err != nil { // the page takes its memory
		return err
	}
	report.File = shown.UTF8(name)
	report.Warnings = slices.Insert(report.Warnings, 0, source.Remarks()...)
	if c.HTML != "" {
		b, err := page.HTML(report, name)
		if err != nil {
			return err
		}
		if err := lab.WriteFile(c.HTML, b, c.File); err != nil {
			return err
		}
		fmt.Fprintf(s.err, "page: %s\n", shown.Name(c.HTML))
	}
	if !c.JSON {
		return report.WriteText(s.out)
	}
	if c.Summary {
		report.PerCoordinate = nil
	}
	return report.WriteJSON(s.out)
}
