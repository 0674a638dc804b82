// Package nb04 makes figure 4, "Do the networks train?", and its table: every network of the laboratory on the data
// that it is meant for, its learning curves and what it reached. It settles no claim of the paper; it says that the
// noise captured elsewhere is that of networks which learn.
//
// It takes plain numbers and imports neither GoMLX nor cgo: package nb04/run trains.
package networks

// Notebook is the number of the notebook, Study the folder of its results in the run store.
const (
	Notebook = "04"
	Study    = "nb04"
)

// Version counts changes of what package run computes from the same training runs.
const Version = 2 // a unit holds one seed

// File names of the figure and the table.
const (
	Name      = "fig04-do-the-networks-train"
	TableName = "table04-networks"
)

// Title is the notebook's question.
const Title = "Do the networks train?"
