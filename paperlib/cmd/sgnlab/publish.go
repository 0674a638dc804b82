package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/pipeline"
	"github.com/sgnlab/sgnlab/paperlib/report"
	"github.com/sgnlab/sgnlab/paperlib/study"
	"github.com/sgnlab/sgnlab/paperlib/study/run"
)

// publishLimit bounds one published entry, so that no large array is committed by mistake.
const publishLimit = 2 << 20

// publish updates what is committed of the notebooks of list: results, figures, tables, executed notebooks; and
// REPRODUCE.md, which is made of all that is published.
func publish(s streams, l *pipeline.Lab, list []run.Notebook, out string) error {
	root, err := lab.Root()
	if err != nil {
		return err
	}
	results, err := lab.PublishedDir()
	if err != nil {
		return err
	}
	var numbers []string
	for _, n := range list {
		numbers = append(numbers, n.Number)
	}
	if err := report.Publish(out, results, criteria(), numbers...); err != nil {
		return err
	}
	for _, n := range list {
		page, err := n.Load(l.Store, l.Profile, out, thisIndex(n))
		if err != nil {
			return err
		}
		var keep []string
		for _, e := range page.Entries() {
			if _, err := e.Export(results, publishLimit, n.Arrays(e)...); err != nil {
				return err
			}
			keep = append(keep, e.ID)
		}
		if _, err := lab.Prune(results, n.Folder, keep...); err != nil {
			return err
		}
		var index any
		if err := study.LoadIndex(n.Number, &index); err != nil {
			return err
		}
		if err := lab.WriteJSON(filepath.Join(results, "index", n.Number+".json"), index); err != nil {
			return err
		}
	}
	for from, to := range map[string]string{"figures": "figures", "tables": "figures", "notebooks": "notebooks"} {
		if err := copyFiles(filepath.Join(out, from), filepath.Join(root, to), numbers); err != nil {
			return err
		}
	}
	if err := writeReproduce(root, results); err != nil {
		return err
	}
	fmt.Fprintln(s.out, "published: figures/, notebooks/, REPRODUCE.md; look at the changes and commit them")
	return nil
}

// numbered finds the number of the notebook that a figure, a table or an executed notebook belongs to.
var numbered = regexp.MustCompile(`^(?:fig|table)?([0-9]{2})-`)

// copyFiles copies the files of the notebooks with these numbers. A notebook need not have files of every kind.
func copyFiles(from, to string, numbers []string) error {
	files, err := os.ReadDir(from)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, f := range files {
		if m := numbered.FindStringSubmatch(f.Name()); f.IsDir() || m == nil || !slices.Contains(numbers, m[1]) {
			continue
		}
		b, err := os.ReadFile(filepath.Join(from, f.Name()))
		if err != nil {
			return err
		}
		if err := lab.WriteFile(filepath.Join(to, f.Name()), b); err != nil {
			return err
		}
	}
	return nil
}

func writeReproduce(root, results string) error {
	var b bytes.Buffer
	if err := report.Reproduce(&b, results, criteria()); err != nil {
		return err
	}
	return lab.WriteFile(filepath.Join(root, "REPRODUCE.md"), b.Bytes())
}
