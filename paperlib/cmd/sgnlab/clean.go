package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/sgnlab/sgnlab/paperlib/files"
	"github.com/sgnlab/sgnlab/paperlib/lab"
)

type cleanCmd struct {
	What []string `help:"Names or groups (results, setup, data, temporary, all) to delete, separated by commas." placeholder:"NAME,..."`
	Yes  bool     `help:"Do not ask."`
}

// Help says what is known as the program's own.
func (cleanCmd) Help() string {
	return `Only what the program recorded that it wrote is listed to be deleted: results by their provenance, figures and reports by
the list ` + files.Manifest + ` of their folder, downloads by the list of their loader, checkpoints and leftovers by the lock of
their unit. Everything else in these folders is named and left, also a file that was changed since.`
}

// removable is an item with its group. Items of the store are deleted by the store, which refuses while a run is at work,
// downloads by the loader that recorded them, and what set-up made as a whole.
type removable struct {
	lab.Item
	group  string
	remove func() error
}

// Run lists what can go and deletes what was named or answered.
func (c cleanCmd) Run(s streams) error {
	items, foreign, store, err := inventory()
	if err != nil {
		return err
	}
	printInventory(s, items)
	printForeign(s, foreign)
	if len(items) == 0 {
		return nil
	}
	in := bufio.NewReader(io.LimitReader(s.in, 1<<16)) // answers are short
	names := c.What
	if len(names) == 0 {
		if c.Yes {
			return errors.New("--yes deletes only what --what names, for example --what results --yes; nothing was deleted")
		}
		fmt.Fprint(s.out, "\nDelete which (names or groups separated by commas, nothing to leave all)? ")
		names = split(readLine(in))
	}
	chosen, err := choose(items, names)
	if err != nil || len(chosen) == 0 {
		return err
	}
	if !c.Yes {
		fmt.Fprintf(s.out, "Delete %s for good? [y/N] ", strings.Join(namesOf(chosen), ", "))
		if a := strings.ToLower(readLine(in)); a != "y" && a != "yes" {
			fmt.Fprintln(s.out, "nothing was deleted")
			return nil
		}
	}
	return remove(s, store, chosen)
}

func remove(s streams, store *lab.Store, chosen []removable) error {
	var own []lab.Item
	var total int64
	for _, it := range chosen {
		total += it.Bytes
		if it.group == "results" {
			own = append(own, it.Item)
		}
	}
	if err := store.Clean(own...); err != nil {
		return err
	}
	for _, it := range chosen {
		if it.group == "results" {
			continue
		}
		remove := it.remove
		if remove == nil {
			remove = func() error { return removeTree(it.Path) }
		}
		if err := remove(); err != nil {
			return fmt.Errorf("deleting %s stopped: %w; see that this user may write there, and run the command again", it.Name, err)
		}
	}
	fmt.Fprintf(s.out, "deleted %s: %s\n", lab.Bytes(total), strings.Join(namesOf(chosen), ", "))
	return nil
}

// removeTree deletes a folder whole, also one with folders that cannot be written to, as Go's module cache makes them.
func removeTree(path string) error {
	err := os.RemoveAll(path)
	if !errors.Is(err, fs.ErrPermission) {
		return err
	}
	err = filepath.WalkDir(path, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() {
			err = os.Chmod(path, 0o700)
		}
		return err
	})
	return errors.Join(err, os.RemoveAll(path))
}

// choose finds the items of names and groups; an unknown name is an error.
func choose(items []removable, names []string) ([]removable, error) {
	var out []removable
	for _, name := range names {
		group := name == "all" || slices.Contains(groups, name)
		found := false
		for _, it := range items {
			if it.Name == name || it.group == name || name == "all" {
				found = true
				if !slices.ContainsFunc(out, func(o removable) bool { return o.Path == it.Path }) {
					out = append(out, it)
				}
			}
		}
		if !found && !group {
			return nil, fmt.Errorf("there is nothing called %q to delete; use the names of the list above or the groups %s. Nothing was deleted", name, strings.Join(groups, ", "))
		}
	}
	return out, nil
}

func namesOf(items []removable) []string {
	var out []string
	for _, it := range items {
		out = append(out, it.Name)
	}
	return out
}

func printInventory(s streams, items []removable) {
	if len(items) == 0 {
		fmt.Fprintln(s.out, "nothing to delete")
		return
	}
	for _, g := range append(slices.Clone(groups), "all") {
		first := true
		for _, it := range items {
			if it.group != g {
				continue
			}
			if first {
				fmt.Fprintf(s.out, "%s\n", g)
				first = false
			}
			fmt.Fprintf(s.out, "  %-20s %10s  %s\n", it.Name, lab.Bytes(it.Bytes), it.What)
		}
	}
}

// printForeign names what is left whatever is chosen.
func printForeign(s streams, foreign []string) {
	const most = 12
	if len(foreign) > 0 {
		fmt.Fprintln(s.out, "not made by this program, and left whatever you choose")
	}
	for i, path := range foreign {
		if i == most {
			fmt.Fprintf(s.out, "  and %d more\n", len(foreign)-most)
			return
		}
		fmt.Fprintf(s.out, "  %q\n", path)
	}
}

func readLine(r *bufio.Reader) string {
	line, _ := r.ReadString('\n') // no answer is no
	return strings.TrimSpace(line)
}

func split(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' })
}
