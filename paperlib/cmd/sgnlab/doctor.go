package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

type doctorCmd struct{}

// The states of a finding.
const (
	fine    = "ok"
	note    = "note"    // the main job runs without it
	missing = "MISSING" // the main job cannot run
)

// finding is one line of the report. Repair says what to do unless state is fine.
type finding struct {
	name, state, detail, repair string
}

const setupRepair = "run scripts/setup.sh"

// Run prints every finding and fails when the main job cannot run.
func (doctorCmd) Run(ctx context.Context, s streams) error {
	root, err := findRoot()
	if err != nil {
		return err
	}
	var lacking []string
	checks := []func(context.Context, string) []finding{
		checkEnvironment, checkGo, checkTools, checkCompiler, checkPython, checkKernel, checkBackends, checkData, checkFolders,
	}
	for _, check := range checks {
		for _, f := range check(ctx, root) {
			fmt.Fprintf(s.out, "%-8s %-18s %s\n", f.state, f.name, f.detail)
			if f.state != fine && f.repair != "" {
				fmt.Fprintf(s.out, "%-8s %-18s repair: %s\n", "", "", f.repair)
			}
			if f.state == missing {
				lacking = append(lacking, f.name)
			}
		}
	}
	if len(lacking) > 0 {
		return errors.New("the main job (scripts/reproduce.sh) cannot run; missing: " + strings.Join(lacking, ", ") + ". Each repair is given above")
	}
	fmt.Fprintln(s.out, "the main job (scripts/reproduce.sh) can run")
	return nil
}
