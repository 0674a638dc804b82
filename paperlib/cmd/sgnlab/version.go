package main

import (
	"fmt"
	"runtime"

	"github.com/sgnlab/sgnlab/paperlib/lab"
)

type versionCmd struct{}

// Run prints the code's identity and the Go that built it.
func (versionCmd) Run(s streams) error {
	_, err := fmt.Fprintf(s.out, "sgnlab %s, %s %s/%s\n", lab.SourceCode(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}
