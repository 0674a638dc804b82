// Package studies is for the sake of importing: it registers every study with package study/run. This file is written by
// `sgnlab new`, and a test compares it with the folders.
package studies

import (
	_ "github.com/sgnlab/sgnlab/paperlib/studies/direction/run"
	_ "github.com/sgnlab/sgnlab/paperlib/studies/escape/run"
	_ "github.com/sgnlab/sgnlab/paperlib/studies/estimators/run"
	_ "github.com/sgnlab/sgnlab/paperlib/studies/laws/run"
	_ "github.com/sgnlab/sgnlab/paperlib/studies/minimum/run"
	_ "github.com/sgnlab/sgnlab/paperlib/studies/networks/run"
	_ "github.com/sgnlab/sgnlab/paperlib/studies/parameter/run"
	_ "github.com/sgnlab/sgnlab/paperlib/studies/trapping/run"
)
