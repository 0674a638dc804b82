package chaos

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// storeScenarios damage a store of finished units before a command that reads it.
func storeScenarios() []Scenario {
	return []Scenario{
		{Name: "store-run", Share: 1, About: "run with damaged entries in the store", Run: storeDamaged("run")},
		{Name: "store-id", Share: 1, About: "run --id with damaged entries in the store", Run: storeDamaged("id")},
		{Name: "store-plan", Share: 1, About: "plan with damaged entries in the store", Run: storeDamaged("plan")},
		{Name: "store-collect", Share: 1, About: "collect with damaged entries in the store", Run: storeDamaged("collect")},
		{Name: "store-reproduce", Share: 1, About: "reproduce with damaged entries in the store", Run: storeDamaged("reproduce")},
	}
}

// drawnStore is the job whose results are a whole store with what is drawn from it.
func drawnStore() job {
	j := jobNamed("run")
	j.name, j.args, j.results = "collect", []string{"collect", "--profile", "smoke", "--only", "13"}, inStore
	return j
}

// undisturbedStore is a finished store with what collect draws from it.
func (k *Case) undisturbedStore(ctx context.Context) (units, drawings *reference, err error) {
	if units, err = k.undisturbed(ctx, jobNamed("run")); err != nil {
		return nil, nil, err
	}
	j := drawnStore()
	made := filepath.Join(k.campaign.Folder, "undisturbed", "run-0", "box")
	j.before = func(alone *Case) error { return copyTree(made, alone.path("box")) } // collect starts from what run has made
	drawings, err = k.undisturbed(ctx, j)
	return units, drawings, err
}

// storeDamaged damages one to three files of the store and calls a command: it must report, or mend. Then a run and a
// collect must come to the undisturbed store and drawings.
func storeDamaged(what string) func(context.Context, *Case) error {
	return func(ctx context.Context, k *Case) error {
		units, drawings, err := k.undisturbedStore(ctx)
		if err != nil {
			return err
		}
		if err := copyTree(filepath.Join(k.campaign.Folder, "undisturbed", "run-0", "box"), k.path("box")); err != nil {
			return err
		}
		damaged, how, err := k.spoilStore(units)
		if err != nil {
			return err
		}
		k.note("# " + how)
		run, collect := jobNamed("run"), drawnStore()
		args := run.args
		switch what {
		case "id":
			args = append(slices.Clone(args), "--id", filepath.Base(filepath.Dir(damaged[k.Rand.IntN(len(damaged))])))
		case "collect":
			args = collect.args
		case "plan", "reproduce":
			args = append([]string{what}, args[1:]...)
		}
		o, err := k.do(ctx, command{args: args})
		if err != nil {
			return err
		}
		fault := func(err error) error { return fmt.Errorf("%s: %w", how, err) }
		if err := o.sound(); err != nil {
			return fault(err)
		}
		if o.status == 0 {
			if err := k.believed(what, o, damaged, units, drawings); err != nil {
				return fault(o.wrap(err))
			}
		}
		if err := run.finish(ctx, k, units); err != nil {
			return fault(fmt.Errorf("run, after %s: %w", what, err))
		}
		if err := collect.finish(ctx, k, drawings); err != nil {
			return fault(fmt.Errorf("collect, after %s and run: %w", what, err))
		}
		return nil
	}
}

// believed says what is wrong after a command with exit status 0.
func (k *Case) believed(what string, o outcome, damaged []string, units, drawings *reference) error {
	switch what {
	case "plan":
		for _, line := range strings.Split(o.stdout, "\n") {
			columns := strings.Split(line, "\t")
			for _, path := range damaged {
				if len(columns) > 2 && columns[2] == "done" && columns[0] == filepath.Base(filepath.Dir(path)) && filepath.Base(path) != "provenance.json" {
					return fmt.Errorf("the plan says done of the damaged unit: %s", line)
				}
			}
		}
		return nil
	case "id":
		return nil // it mends what it was asked for; the run afterwards shows whether the store is whole
	}
	all, err := readTree(k.path("box"))
	if err != nil {
		return err
	}
	want, which := units.results, entries
	if what != "run" {
		want, which = drawings.results, inStore
	}
	if d := want.differences(all.only(which)); len(d) > 0 {
		return fmt.Errorf("exit status 0, but the store or what is drawn is not that of an undisturbed run: %s", shorten(strings.Join(d, "; "), 800))
	}
	if what == "collect" || what == "reproduce" {
		if want, got := checks(drawings.stdout), checks(o.stdout); !slices.Equal(want, got) {
			return fmt.Errorf("exit status 0, but its checks are not those of an undisturbed run: %d lines instead of %d", len(got), len(want))
		}
	}
	return nil
}

// checks are the lines of a report that compare.
func checks(stdout string) (list []string) {
	for _, line := range strings.Split(stdout, "\n") {
		if strings.HasPrefix(line, "check ") {
			list = append(list, line)
		}
	}
	return list
}

// spoilStore damages files of entries, or exchanges those of two entries; it returns their paths below box.
func (k *Case) spoilStore(units *reference) (damaged []string, how string, err error) {
	files := slices.DeleteFunc(units.files.files(), func(p string) bool {
		return strings.Count(p, string(filepath.Separator)) != 3 || strings.Contains(p, "/.")
	})
	if len(files) == 0 {
		return nil, "", errors.New("the store has no entries")
	}
	if k.Rand.IntN(4) == 0 {
		return k.exchange(files)
	}
	var words []string
	for range 1 + k.Rand.IntN(3) {
		p := files[k.Rand.IntN(len(files))]
		if _, err := os.Stat(k.path("box", p)); err != nil {
			continue // removed by the damage before
		}
		what, err := damage(k.Rand, k.path("box", p))
		if err != nil {
			return nil, "", err
		}
		damaged, words = append(damaged, p), append(words, p+": "+what)
	}
	return damaged, strings.Join(words, "; "), nil
}

// exchange swaps two files of the same name between entries.
func (k *Case) exchange(files []string) (damaged []string, how string, err error) {
	a := files[k.Rand.IntN(len(files))]
	same := slices.DeleteFunc(slices.Clone(files), func(p string) bool { return filepath.Base(p) != filepath.Base(a) || p == a })
	if len(same) == 0 {
		return nil, "", errors.New("there is one entry only")
	}
	b := same[k.Rand.IntN(len(same))]
	between := k.path("box", "between")
	err = errors.Join(os.Rename(k.path("box", a), between), os.Rename(k.path("box", b), k.path("box", a)), os.Rename(between, k.path("box", b)))
	return []string{a, b}, fmt.Sprintf("%s and %s exchanged", a, b), err
}
