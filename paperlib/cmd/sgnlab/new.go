package main

import (
	"fmt"
	"strings"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/study/skeleton"
)

type newCmd struct {
	Number string `arg:"" help:"Two digits that no notebook has, such as 05."`
	Slug   string `arg:"" help:"What is studied, in lower-case words joined by hyphens, such as batch-size: files and the package are named after it."`
	Title  string `help:"The notebook's question as a sentence (the slug, as a question)." placeholder:"TEXT"`
	Claim  string `help:"The claim that it settles: C1a to C7." default:"C1a" placeholder:"ID"`
}

// Help says what is written.
func (newCmd) Help() string {
	return "Writes the skeleton of a study: five Go files below paperlib/studies and a notebook, which run as they are and show synthetic draws. " +
		"Its test of planted truth fails until it is filled in. Nothing that is there is overwritten but the list of studies, paperlib/studies/studies.go."
}

// Run writes the files and says what to do next.
func (c newCmd) Run(s streams) error {
	root, err := lab.Root()
	if err != nil {
		return err
	}
	of := skeleton.Study{Number: c.Number, Slug: c.Slug, Title: c.Title, Claim: c.Claim}
	if of.Title == "" && of.Slug != "" {
		words := strings.ReplaceAll(of.Slug, "-", " ")
		of.Title = strings.ToUpper(words[:1]) + words[1:] + "?"
	}
	written, err := of.Write(root)
	if err != nil {
		return badInput{err}
	}
	for _, name := range written {
		fmt.Fprintln(s.out, name)
	}
	_, err = fmt.Fprintf(s.out, `
next: scripts/setup.sh --quiet builds the program with it, then
  sgnlab run --only %[1]s --profile smoke && sgnlab collect --only %[1]s --profile smoke
draws it. Make the golden results of its version with
  go test ./paperlib/studies/%[2]s/run -run TestSmoke -golden-version
and fill in TestPlantedTruth there. Commit criteria.go alone, before its first run in full.
`, c.Number, of.Package())
	return err
}
