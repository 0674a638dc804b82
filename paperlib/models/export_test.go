package models

// The tests outside the package, which may open XLA, run these.
var (
	PerExampleGradientsOn = perExampleGradients
	BatchGradientsOn      = batchGradients
)
