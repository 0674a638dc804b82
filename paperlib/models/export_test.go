package models

// PerExampleGradientsOn lets the tests outside the package, which may open XLA, run this one.
var PerExampleGradientsOn = perExampleGradients
