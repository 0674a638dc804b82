package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
)

// kernelSpec is what sgnlab needs to know of a kernel.json.
type kernelSpec struct {
	Argv []string          `json:"argv"`
	Env  map[string]string `json:"env"`
}

func readKernel(path string) (kernelSpec, error) {
	var k kernelSpec
	b, err := os.ReadFile(path)
	if err != nil {
		return k, err
	}
	if err := json.Unmarshal(b, &k); err != nil {
		return k, fmt.Errorf("%s: %w", path, err)
	}
	if len(k.Argv) == 0 {
		return k, fmt.Errorf("%s names no program", path)
	}
	return k, nil
}

// root is the clone that the kernel works in.
func (k kernelSpec) root() string {
	for _, a := range k.Argv {
		if dir, ok := strings.CutPrefix(a, "-go_work="); ok {
			return dir
		}
	}
	return ""
}
