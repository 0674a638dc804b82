//go:build noxla || !cgo

package training

import "errors"

const haveXLA = false

var (
	errNoXLA    = errors.New("this program was built without XLA (tag noxla or CGO_ENABLED=0): build it with a C compiler and cgo, or use SGNLAB_BACKEND=go")
	errNoPlugin = errNoXLA
)

func findPlugin() (plugin, where string) { return "", "" }

func openXLA(string) (*Backend, error) { return nil, errNoXLA }
