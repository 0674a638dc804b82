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

// nameScenarios put the program's files into folders with names that shells, globs and markup stumble over.
func nameScenarios() []Scenario {
	return []Scenario{
		{Name: "names", Share: 1, About: "every command in a folder with an odd name", Run: oddFolder},
		{Name: "names-store", Share: 1, About: "run and collect with a store under an odd name", Run: oddStore},
		{Name: "names-clone", Share: 0.5, About: "reproduce --from-results in a clone under an odd name", Run: oddClone},
	}
}

// oddName draws a name for a folder.
func (k *Case) oddName() string { return odd[k.Rand.IntN(len(odd))] }

// oddFolder runs a job in a folder with an odd name: it works as it does elsewhere, or refuses.
func oddFolder(ctx context.Context, k *Case) error {
	list := slices.DeleteFunc(jobs(), func(j job) bool { return j.name == "reproduce" || j.name == "run" })
	j := list[k.Rand.IntN(len(list))]
	want, err := k.undisturbed(ctx, j)
	if err != nil {
		return err
	}
	if err := j.prepare(k); err != nil {
		return err
	}
	name := k.oddName()
	dir := k.path("box", name)
	if err := os.Mkdir(dir, 0o755); err != nil {
		return skipf("a folder cannot be called %q here: %v", name, err)
	}
	c := j.command()
	c.args = slices.Clone(c.args)
	for i, a := range c.args {
		if i > 0 && (c.args[i-1] == "--out" || c.args[i-1] == "--html") {
			c.args[i] = filepath.Join(dir, a)
		}
	}
	o, err := k.do(ctx, c)
	if err != nil || o.sound() != nil || o.status != 0 {
		return errors.Join(err, o.sound())
	}
	all, err := readTree(dir)
	if err != nil {
		return err
	}
	if d := want.results.differences(all.only(j.results)); len(d) > 0 {
		return o.wrap(fmt.Errorf("exit status 0, but the results are not those under a plain name: %s", shorten(strings.Join(d, "; "), 800)))
	}
	return nil
}

// oddStore runs and collects with SGNLAB_RUNS under an odd name; every check must be made there, too.
func oddStore(ctx context.Context, k *Case) error {
	_, drawings, err := k.undisturbedStore(ctx)
	if err != nil {
		return err
	}
	name := k.oddName()
	env := []string{"SGNLAB_RUNS=" + k.path("box", name, "runs")}
	o, err := k.do(ctx, command{args: jobNamed("run").args, env: env})
	if err != nil || o.sound() != nil || o.status != 0 {
		return errors.Join(err, o.sound())
	}
	o, err = k.do(ctx, command{args: drawnStore().args, env: env})
	if err != nil {
		return err
	}
	if err := o.completed(); err != nil {
		return fmt.Errorf("run was done under %q, but: %w", name, err)
	}
	all, err := readTree(k.path("box", name))
	if err != nil {
		return err
	}
	if d := drawings.results.differences(all.only(inStore)); len(d) > 0 {
		return o.wrap(fmt.Errorf("under %q the drawings are not those under a plain name: %s", name, shorten(strings.Join(d, "; "), 800)))
	}
	return o.wrap(sameChecks(drawings.stdout, o.stdout))
}

// sameChecks compares the checks of two reports.
func sameChecks(want, got string) error {
	if w, g := checks(want), checks(got); !slices.Equal(w, g) || len(g) == 0 {
		return fmt.Errorf("exit status 0 with %d checks, where there are %d under a plain name", len(g), len(w))
	}
	return nil
}

// oddClone redraws the published results in a copy of what a clone needs for that.
func oddClone(ctx context.Context, k *Case) error {
	redraw := func(root string) (outcome, error) {
		for _, d := range []string{"figures", "notebooks", "paperlib"} {
			if err := copyTree(filepath.Join(k.campaign.Root, d), filepath.Join(root, d)); err != nil {
				return outcome{}, err
			}
		}
		for _, name := range []string{"go.mod", "go.sum"} {
			b, err := os.ReadFile(filepath.Join(k.campaign.Root, name))
			if err == nil {
				err = os.WriteFile(filepath.Join(root, name), b, 0o644)
			}
			if err != nil {
				return outcome{}, err
			}
		}
		return k.do(ctx, command{args: []string{"reproduce", "--from-results", "--only", "10"}, env: []string{"SGNLAB_ROOT=" + root, "SGNLAB_RUNS="}})
	}
	plain, err := redraw(k.path("box", "plain"))
	if err != nil {
		return err
	}
	if err := plain.completed(); err != nil {
		return err
	}
	name := k.oddName()
	o, err := redraw(k.path("box", name))
	if err != nil || o.sound() != nil || o.status != 0 {
		return errors.Join(err, o.sound())
	}
	if d := difference(k.path("box", "plain", "runs"), k.path("box", name, "runs")); d != "" {
		return o.wrap(fmt.Errorf("under %q it draws something else: %s", name, d))
	}
	return o.wrap(sameChecks(plain.stdout, o.stdout))
}

// difference compares what was drawn in two folders.
func difference(want, got string) string {
	w, err := readTree(want)
	if err != nil {
		return err.Error()
	}
	g, err := readTree(got)
	if err != nil {
		return err.Error()
	}
	return shorten(strings.Join(w.only(drawn).differences(g.only(drawn)), "; "), 800)
}
