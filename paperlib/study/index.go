package study

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/sgnlab/sgnlab/paperlib/files"
	"github.com/sgnlab/sgnlab/paperlib/lab"
)

// Out is the out folder of the profile in force.
func Out() (string, error) {
	p, err := lab.CurrentProfile()
	if err != nil {
		return "", err
	}
	return lab.OutDir(p)
}

// Index names the results of a run, by their ids in the run store.
type Index[K comparable] struct {
	Notebook string   `json:"notebook"`
	Knobs    K        `json:"knobs"`
	Results  []string `json:"results"`
	Absent   []string `json:"absent,omitempty"` // what the profile has and this run left out, and why
}

// IDs are the ids of the results.
func (i *Index[K]) IDs() []string { return i.Results }

// Save keeps the index for the cells after the compute cell.
func (i *Index[K]) Save() error { return SaveIndex(i.Notebook, i) }

// Code is the digest of the code of this clone, for a stamp.
func Code() (string, error) {
	root, err := lab.Root()
	if err != nil {
		return "", err
	}
	return lab.CodeDigest(root)
}

// SaveIndex writes the index of notebook nn of this run.
func SaveIndex(nn string, index any) error {
	out, err := Out()
	if err != nil {
		return err
	}
	if err := files.Adopt(out); err != nil { // what a run leaves there is recorded from its first file on
		return err
	}
	return lab.WriteJSON(indexFile(out, nn), index)
}

// LoadIndex reads the index that the compute cell of notebook nn wrote.
func LoadIndex(nn string, index any) error {
	out, err := Out()
	if err != nil {
		return err
	}
	err = read(indexFile(out, nn), index)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("notebook %s has no results under %s yet: run its compute cell first", nn, out)
	}
	return err
}

// PublishedIndex reads the published index of notebook nn; found is false when nothing is published.
func PublishedIndex(nn string, index any) (found bool, err error) {
	dir, err := lab.PublishedDir()
	if err != nil {
		return false, err
	}
	err = read(indexFile(dir, nn), index)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

func indexFile(dir, nn string) string { return filepath.Join(dir, "index", nn+".json") }

func read(file string, v any) error {
	b, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(b, v); err != nil {
		return fmt.Errorf("read %s: %w; delete the file and run the notebook again", file, err)
	}
	return nil
}
