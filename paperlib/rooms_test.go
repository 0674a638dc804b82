package paperlib

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/lab"
)

const prefix = lab.Module + "/paperlib/"

// room is a line of the table in doc.go: a package, or all that match a pattern, and what it may import of the others.
type room struct {
	name    string
	imports []string
	lean    bool // it must compile without GoMLX and without cgo, with all that it imports
}

var line = regexp.MustCompile(`^//\t([a-z0-9/*]+) +<-(?: ([a-z0-9/*]+(?:, [a-z0-9/*]+)*))?(?:  +[^ ].*)?$`)

// rooms reads the table.
func rooms(t *testing.T) (list []room) {
	t.Helper()
	b, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	lean := false
	for _, l := range strings.Split(string(b), "\n") {
		switch {
		case strings.HasPrefix(l, "// Without GoMLX"):
			lean = true
		case strings.HasPrefix(l, "// With GoMLX"):
			lean = false
		}
		if m := line.FindStringSubmatch(l); m != nil {
			list = append(list, room{m[1], strings.FieldsFunc(m[2], func(r rune) bool { return r == ',' || r == ' ' }), lean})
		}
	}
	if len(list) < 20 {
		t.Fatalf("the table of doc.go has %d rooms", len(list))
	}
	return list
}

// built is what the go command knows of a package.
type built struct {
	ImportPath string
	Standard   bool
	Imports    []string
	CgoFiles   []string
	Deps       []string
}

// listed is what go list says of every package, asked once for all tests.
var listed = sync.OnceValues(list)

func packages(t *testing.T) map[string]built {
	t.Helper()
	all, err := listed()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func list() (map[string]built, error) {
	cmd := exec.Command("go", "list", "-deps", "-json=ImportPath,Standard,Imports,CgoFiles,Deps", "./...")
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		return nil, err
	}
	all := map[string]built{}
	for d := json.NewDecoder(out); ; {
		var p built
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, err
		}
		all[p.ImportPath] = p
	}
	if err := cmd.Wait(); err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	return all, nil
}

func (r room) matches(name string) bool {
	ok, err := path.Match(r.name, name)
	return err == nil && ok
}

// Arrows go one way: every import of a room is one that the table of doc.go allows, every room stands there, and nothing is
// allowed that nobody uses.
func TestRoomsImportWhatTheTableAllows(t *testing.T) {
	table, all := rooms(t), packages(t)
	used := map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		own, ok := strings.CutPrefix(name, prefix)
		if !ok {
			continue
		}
		at := slices.IndexFunc(table, func(r room) bool { return r.matches(own) })
		if at < 0 {
			t.Errorf("the room %s is not in the table of doc.go: say there what lives in it and what it may import", own)
			continue
		}
		used[table[at].name] = true
		for _, i := range all[name].Imports {
			other, ok := strings.CutPrefix(i, prefix)
			if !ok {
				continue
			}
			allowed := slices.IndexFunc(table[at].imports, func(pattern string) bool { return room{name: pattern}.matches(other) })
			if allowed < 0 {
				t.Errorf("%s imports %s, which the table of doc.go does not allow: arrows go one way", own, other)
				continue
			}
			used[table[at].name+" "+table[at].imports[allowed]] = true
		}
	}
	for _, r := range table {
		if !used[r.name] {
			t.Errorf("the table of doc.go has the room %s, which is not there", r.name)
		}
		for _, i := range r.imports {
			if !used[r.name+" "+i] {
				t.Errorf("the table of doc.go allows %s to import %s, which it does not: take it out", r.name, i)
			}
		}
	}
}

// What only analyses or draws compiles without GoMLX and without cgo: a cell that draws is then rebuilt in under a second, and
// the analytics can be used by anyone.
func TestLeanRoomsAreWithoutGoMLXAndCgo(t *testing.T) {
	table, all := rooms(t), packages(t)
	n := 0
	for _, r := range table {
		for _, name := range slices.Sorted(maps.Keys(all)) {
			own, ok := strings.CutPrefix(name, prefix)
			if !ok || !r.lean || !r.matches(own) {
				continue
			}
			n++
			for _, d := range append(all[name].Deps, name) {
				if strings.Contains(d, "gomlx") {
					t.Errorf("%s imports %s", own, d)
				}
				if p := all[d]; !p.Standard && len(p.CgoFiles) > 0 {
					t.Errorf("%s imports %s, which needs cgo", own, d)
				}
			}
		}
	}
	if n < 20 {
		t.Errorf("%d rooms are lean", n)
	}
}

// The science stands on gonum and little else.
func TestScienceStandsOnGonum(t *testing.T) {
	all := packages(t)
	for name, may := range map[string][]string{
		"stats": {"gonum.org/v1/gonum/", "golang.org/x/sync/"}, "stable": {"gonum.org/v1/gonum/", "golang.org/x/sync/"},
		"tails": {"gonum.org/v1/gonum/", "golang.org/x/sync/"}, "levy": {"gonum.org/v1/gonum/", "golang.org/x/sync/"}, "rng": nil,
	} {
		p, ok := all[prefix+name]
		if !ok {
			t.Errorf("there is no room %s", name)
		}
		for _, own := range append(p.Deps, prefix+name) {
			if !strings.HasPrefix(own, prefix) {
				continue // what gonum itself rests on is its own affair
			}
			for _, d := range all[own].Imports {
				if all[d].Standard || strings.HasPrefix(d, prefix) || slices.ContainsFunc(may, func(m string) bool { return strings.HasPrefix(d, m) }) {
					continue
				}
				t.Errorf("%s rests on %s by %s; it may use %v and nothing else", name, d, own, may)
			}
		}
	}
}
