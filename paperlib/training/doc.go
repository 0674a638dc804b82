// Package training opens a backend and trains the networks of package models.
//
// A run is a function of (model, data, configuration, seed): initial weights, the order of the examples and every
// other random choice come from named streams drawn on the host. On one backend the same run gives the same bits,
// whether or not it was interrupted; a checkpoint resumes only on the backend that wrote it.
package training

// Version counts changes of what a training run computes. It takes part in the identity of every result: raise it
// when the golden result of this package's tests changes.
const Version = 1
