package pipeline

import (
	"context"
	"fmt"

	"github.com/sgnlab/sgnlab/paperlib/datasets"
	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/models"
)

// Data is a data set, or the part of it that the profile uses.
type Data struct {
	lab         *Lab
	Name        string
	Digest      string // of the contents that are used
	Train, Test int    // examples used
	// Vocabulary is the file by whose word pieces texts are cut; "" is the set's own.
	Vocabulary string
}

// Data returns the set of that name at the profile's size.
func (l *Lab) Data(name string) (*Data, error) {
	return l.DataWith(name, "")
}

// DataWith is Data with texts cut by the word pieces of a file.
func (l *Lab) DataWith(name, vocabulary string) (*Data, error) {
	size := dataSize(l.Profile, name)
	d := &Data{lab: l, Name: name, Train: size.train, Test: size.test, Vocabulary: vocabulary}
	var err error
	d.Digest, err = datasets.Digest(name, d.options())
	return d, err
}

// The subset of a profile is drawn under a fixed seed: it belongs to the numbers of the profile.
func (d *Data) options() datasets.Options {
	return datasets.Options{Train: d.Train, Test: d.Test, Seed: lab.DefaultSeed, Vocabulary: d.Vocabulary}
}

// Load returns the images and labels.
func (d *Data) Load(ctx context.Context) (*datasets.Set, error) {
	d.lab.mu.Lock()
	defer d.lab.mu.Unlock()
	if s, ok := d.lab.sets[d.Digest]; ok {
		return s, nil
	}
	o := d.options()
	o.Progress = downloads(ctx)
	s, err := datasets.Load(ctx, d.Name, o)
	if err != nil {
		return nil, err
	}
	if s.Digest != d.Digest {
		return nil, fmt.Errorf("data set %s has digest %s, its description says %s: package datasets contradicts itself", d.Name, s.Digest, d.Digest)
	}
	lab.Notef(ctx, "%s: %d training and %d test examples, %s", s.Name, s.Train.Len(), s.Test.Len(), s.Source)
	if d.lab.sets == nil {
		d.lab.sets = map[string]*datasets.Set{}
	}
	d.lab.sets[d.Digest] = s
	return s, nil
}

// downloads shows the progress of downloads in kilobytes.
func downloads(ctx context.Context) func(file string, done, total int64) {
	var task *lab.Task
	current := ""
	return func(file string, done, total int64) {
		if file != current {
			if task != nil {
				task.Done(nil)
			}
			task, current = lab.TaskFrom(ctx, "download "+file, int(max(total, 0)/1000)), file
		}
		task.Set(int(done / 1000))
		if done == total {
			task.Done(nil)
		}
	}
}

// Input is what a network reads from the set, known without reading it.
func (d *Data) Input() (models.Input, error) {
	in, err := datasets.Describe(d.Name, d.options())
	if err != nil {
		return models.Input{}, err
	}
	return models.Input{Shape: in.Shape, Classes: in.Classes, Vocabulary: in.Vocabulary, Mean: in.Mean, Std: in.Std}, nil
}
