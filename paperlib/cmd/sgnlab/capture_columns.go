package main

import (
	"github.com/sgnlab/sgnlab/paperlib/models"
	"github.com/sgnlab/sgnlab/paperlib/sgn"
)

// columns are neighbouring columns of a file: the coordinates of one array of the network.
type columns struct {
	First int    `json:"first"` // column, from 0
	Count int    `json:"count"`
	Layer string `json:"layer"`
	Array string `json:"array"`
	Dims  []int  `json:"dims"`
	Index []int  `json:"index,omitempty"` // positions in the array, row-major; absent if all of it is there
}

// columnsOf lists coordinates array by array.
func columnsOf(spec *models.Spec, coords []sgn.Coordinate) (list []columns) {
	for first := 0; first < len(coords); {
		p := spec.Params[coords[first].Param]
		c := columns{First: first, Layer: p.Layer(), Array: p.Name, Dims: p.Dims}
		for first+c.Count < len(coords) && coords[first+c.Count].Param == coords[first].Param {
			c.Count++
		}
		if c.Count < p.Size() {
			for _, x := range coords[first : first+c.Count] {
				c.Index = append(c.Index, x.Index)
			}
		}
		list = append(list, c)
		first += c.Count
	}
	return list
}
