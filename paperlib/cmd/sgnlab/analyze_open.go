package main

import (
	"fmt"
	"os"

	"github.com/sbinet/npyio"

	"github.com/sgnlab/sgnlab/paperlib/analyze"
)

// table is a source that is closed after use.
type table struct{ analyze.Source }

// Close releases the file.
func (table) Close() error { return nil }

// failed tells whether an error of the analysis is one of reading the file.
func (table) failed(error) bool { return false }

// open reads a .npy file.
func (c analyzeCmd) open() (table, error) {
	f, err := os.Open(c.File)
	if err != nil {
		return table{}, err
	}
	defer f.Close()
	r, err := npyio.NewReader(f)
	if err != nil {
		return table{}, fmt.Errorf("%s: %w", c.File, err)
	}
	shape := r.Header.Descr.Shape
	if len(shape) != 2 {
		return table{}, fmt.Errorf("%s: an array of shape %v; draws in rows and coordinates in columns are needed", c.File, shape)
	}
	var v []float64
	if r.Header.Descr.Type == "<f4" {
		var single []float32
		err = r.Read(&single)
		for _, x := range single {
			v = append(v, float64(x))
		}
	} else {
		err = r.Read(&v)
	}
	if err != nil {
		return table{}, fmt.Errorf("%s: %w", c.File, err)
	}
	columns := make(analyze.Columns, shape[1])
	for j := range columns {
		columns[j] = make([]float64, shape[0])
		for i := range columns[j] {
			if columns[j][i] = v[i*shape[1]+j]; r.Header.Descr.Fortran {
				columns[j][i] = v[j*shape[0]+i]
			}
		}
	}
	return table{columns}, nil
}
