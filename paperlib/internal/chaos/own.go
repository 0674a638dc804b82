package chaos

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// ownScenarios see that what a user keeps beside the program's files stays.
func ownScenarios() []Scenario {
	return []Scenario{
		{Name: "clean", Share: 0.5, About: "clean leaves what the store and the loader did not write", Run: cleaned},
		{Name: "overwrite", Share: 1, About: "an output that is the input, a device or somebody else's file is refused", Run: overwritten},
	}
}

// foreign are files of a user where the program keeps its own.
var foreign = []string{"runs/r20/weights.safetensors", "runs/r20/curve.json", "runs/mlp/weights.safetensors", "runs/thesis/chapter.txt", "runs/nb13x/data.csv", "runs/notes.txt", "runs/out/mine/figure.svg",
	"runs/nb13/notes.txt", "runs/a/config.json", "cache/mnist/own.txt", "cache/mnist/train/labels.bin", "cache/other/data.bin", "cache/digits.bak"}

// cleaned makes a store with results, puts files of a user beside them, and cleans.
func cleaned(ctx context.Context, k *Case) error {
	j := jobNamed("run")
	if _, err := k.undisturbed(ctx, j); err != nil {
		return err
	}
	if err := copyTree(filepath.Join(k.campaign.Folder, "undisturbed", "run-0", "box"), k.path("box")); err != nil {
		return err
	}
	// A clone with nothing in it: cleaning must not reach the real one.
	mod, err := os.ReadFile(filepath.Join(k.campaign.Root, "go.mod"))
	if err != nil {
		return err
	}
	if err := k.write("clone/go.mod", mod); err != nil {
		return err
	}
	var kept []string
	for _, name := range foreign {
		if k.Rand.IntN(3) > 0 {
			kept = append(kept, name)
			if err := k.write("box/"+name, []byte("mine: "+name)); err != nil {
				return err
			}
		}
	}
	what := []string{"results", "data", "temporary", "all", "results,data", "r20", "thesis", "mlp", "out/mine", "nb13", "nb13x", "mnist"}[k.Rand.IntN(12)]
	o, err := k.do(ctx, command{args: []string{"clean", "--what", what, "--yes"}, env: []string{"SGNLAB_ROOT=" + k.path("clone"), "HOME=" + k.path("box", "home")}, quick: true})
	if err != nil {
		return err
	}
	if err := o.sound(); err != nil {
		return err
	}
	var errs []error
	for _, name := range kept {
		if b, err := os.ReadFile(k.path("box", name)); err != nil || string(b) != "mine: "+name {
			errs = append(errs, fmt.Errorf("clean --what %s has deleted %s, which the program did not write", what, name))
		}
	}
	return o.wrap(errors.Join(errs...))
}

// jobNamed is the job of that name.
func jobNamed(name string) job {
	for _, j := range jobs() {
		if j.name == name {
			return j
		}
	}
	panic("chaos: no job is called " + name)
}

// overwritten asks for outputs over what must stay.
func overwritten(ctx context.Context, k *Case) error {
	if err := k.again(); err != nil {
		return err
	}
	mine := []byte("x,y\n1,2\n3,4\n")
	for _, name := range []string{"box/mine.csv", "box/noise.npy.part", "box/net/notes.txt", "box/exits.jsonl"} {
		if err := k.write(name, mine); err != nil {
			return err
		}
	}
	if err := os.Mkdir(k.path("box", "folder.npy"), 0o755); err != nil {
		return err
	}
	check, err := k.untouched("in", "beside")
	if err != nil {
		return err
	}
	type one struct {
		args    []string
		refused bool     // it must be
		stays   []string // files that must hold mine
	}
	page := func(out string) []string { return []string{"analyze", "../in/table.csv", "--html", out} }
	noise := func(out string) []string {
		return []string{"capture", "--model", "mlp", "--data", "digits", "--draws", "100", "--coordinates", "12", "--out", out}
	}
	list := []one{
		{args: page("../in/table.csv"), refused: true}, {args: page("link.csv"), refused: true}, {args: page("same.csv"), refused: true},
		{args: page("../in/null")}, {args: page("../in/pipe")}, {args: page("../in/full"), refused: true}, {args: page("folder.npy"), refused: true},
		{args: noise("folder.npy"), refused: true}, {args: noise("null.npy")}, {args: noise("pipe.npy")}, {args: noise("full.npy"), refused: true},
		{args: []string{"levy", "exit", "--alpha", "1.5", "--sigma", "0.1", "--half-width", "1", "--runs", "50", "--out", "mine.csv"}, refused: true, stays: []string{"mine.csv"}},
		{args: []string{"levy", "exit", "--alpha", "1.5", "--sigma", "0.1", "--half-width", "1", "--runs", "50", "--out", "folder.npy"}, refused: true},
		{args: []string{"train", "--model", "mlp", "--data", "digits", "--epochs", "1", "--out", "net"}, stays: []string{"net/notes.txt"}},
		{args: []string{"train", "--model", "mlp", "--data", "digits", "--epochs", "1", "--out", "mine.csv"}, refused: true, stays: []string{"mine.csv"}},
		{args: append(noise("noise.npy"), "--scratch", "../in/table.csv"), refused: false},
	}
	c := list[k.Rand.IntN(len(list))]
	o, err := k.do(ctx, command{args: c.args, quick: true})
	if err != nil {
		return err
	}
	errs := []error{o.sound(), check()}
	if c.refused && o.status == 0 {
		errs = append(errs, errors.New("exit status 0: it should be refused"))
	}
	for _, name := range c.stays {
		if b, err := os.ReadFile(k.path("box", name)); err != nil || string(b) != string(mine) {
			errs = append(errs, fmt.Errorf("%s is not the user's any more", name))
		}
	}
	return o.wrap(errors.Join(errs...))
}
