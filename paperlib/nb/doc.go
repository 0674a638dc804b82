// Package nb is what a notebook cell calls: it shows figures, tables and text,
// reports progress, checks what was observed, and fails a cell in one paragraph.
//
// A cell is a program of its own whose rich output travels through a pipe that
// closes when the program ends, so every display here returns only when the
// kernel has acknowledged it. Outside of a notebook the same calls print plain
// text, so that a cell's code also runs with `go run`.
package nb

import (
	"fmt"
	"os"
	"time"

	"github.com/janpfeifer/gonb/gonbui"

	"github.com/sgnlab/sgnlab/paperlib/env"
	"github.com/sgnlab/sgnlab/paperlib/lab"
)

// Interactive reports whether a person watches this cell: it runs in a notebook
// and not under scripts/execute_notebook.py. Live progress and widgets are for
// interactive cells only: their output depends on time, and a widget waits for
// a front end for ever.
func Interactive() bool {
	return gonbui.IsNotebook && !headless()
}

// headless says that nobody watches; a value that is no switch ends the cell.
func headless() bool {
	is, err := env.Headless()
	Fail(err)
	return is
}

// orphanCheck is how often a cell looks whether its kernel is still there.
const orphanCheck = 2 * time.Second

func init() {
	if gonbui.IsNotebook {
		if err := lab.CheckEnvironment(); err != nil { // before the cell computes under an environment that nobody meant
			fmt.Fprintf(os.Stderr, "error: %v\n", err)
			os.Exit(1)
		}
		go endWithKernel(os.Getppid())
	}
}

// endWithKernel ends this program when the kernel that started it is gone: a
// killed kernel cannot end its cell, which would compute on unseen for hours.
func endWithKernel(kernel int) {
	for os.Getppid() == kernel {
		time.Sleep(orphanCheck)
	}
	os.Exit(1)
}
