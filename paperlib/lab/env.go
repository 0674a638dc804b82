package lab

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/sgnlab/sgnlab/paperlib/env"
)

// Module is the path of the module whose go.mod marks the root of the clone.
const Module = "github.com/sgnlab/sgnlab"

// Root returns the folder of the clone: SGNLAB_ROOT if set, else the nearest folder upward from the working directory
// whose go.mod is that of this module.
func Root() (string, error) {
	if dir := os.Getenv("SGNLAB_ROOT"); dir != "" {
		abs, err := filepath.Abs(dir)
		if err == nil && isRoot(abs) {
			return abs, nil
		}
		return "", &env.Error{Name: "SGNLAB_ROOT", Value: dir, Allowed: fmt.Sprintf("it is not a clone of %s (it has no go.mod of "+
			"that module); set it to the folder that holds go.mod, or unset it and work inside the clone", Module)}
	}
	wd, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("the working directory is gone: %w; change to the clone of %s", err, Module)
	}
	for dir := wd; ; dir = filepath.Dir(dir) {
		if isRoot(dir) {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return "", fmt.Errorf("%s lies in no clone of %s; change to the clone or set SGNLAB_ROOT to it", wd, Module)
		}
	}
}

var moduleLine = regexp.MustCompile(`(?m)^module\s+` + regexp.QuoteMeta(Module) + `\s*$`)

func isRoot(dir string) bool {
	b, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	return err == nil && moduleLine.Match(bytes.ReplaceAll(b, []byte("\r"), nil))
}

// Profile is a named set of numbers (sizes, draws, steps); it never selects another code path.
type Profile string

// The profiles, from the smallest.
const (
	Smoke Profile = "smoke" // seconds: does everything run
	Quick Profile = "quick" // minutes on two cores without a GPU: the default
	Full  Profile = "full"  // hours: the published figures
	GPU   Profile = "gpu"   // the full questions on larger nets
)

// Profiles lists the valid profiles.
func Profiles() []Profile { return []Profile{Smoke, Quick, Full, GPU} }

// ParseProfile returns the profile of that name; the empty name is Quick.
func ParseProfile(name string) (Profile, error) {
	if name == "" {
		return Quick, nil
	}
	if p := Profile(name); slices.Contains(Profiles(), p) {
		return p, nil
	}
	return "", fmt.Errorf("there is no profile %q; the profiles are smoke, quick, full and gpu", name)
}

// CurrentProfile returns the profile named by SGNLAB_PROFILE, Quick when it is not set.
func CurrentProfile() (Profile, error) {
	v := os.Getenv("SGNLAB_PROFILE")
	p, err := ParseProfile(v)
	if err != nil {
		return "", &env.Error{Name: "SGNLAB_PROFILE", Value: v, Allowed: err.Error()}
	}
	return p, nil
}

// DefaultSeed is the root seed of the published results.
const DefaultSeed uint64 = 1

// CurrentSeed returns the root seed in SGNLAB_SEED, DefaultSeed when it is not set.
func CurrentSeed() (uint64, error) {
	n, set, err := env.Seed()
	if err != nil || set {
		return n, err
	}
	return DefaultSeed, nil
}

// CheckEnvironment reports what is wrong with the SGNLAB_ variables: values that they cannot have, and names that do not
// exist. The command line calls it before anything else, and so does a notebook cell.
func CheckEnvironment() error {
	err := env.Check()
	_, profile := CurrentProfile()
	var root error
	if os.Getenv("SGNLAB_ROOT") != "" {
		_, root = Root()
	}
	return errors.Join(err, profile, root)
}

// RunsDir returns the writable folder of the store: SGNLAB_RUNS, else runs in the clone.
func RunsDir() (string, error) {
	dir, err := env.Runs()
	if err != nil || dir != "" {
		return dir, err
	}
	root, err := Root()
	return filepath.Join(root, "runs"), err
}

// PublishedDir returns the folder of the committed results, figures/results in the clone.
func PublishedDir() (string, error) {
	root, err := Root()
	return filepath.Join(root, "figures", "results"), err
}

// OutDir returns the folder that a run under the profile writes figures, tables and the report to.
func OutDir(p Profile) (string, error) {
	dir, err := RunsDir()
	return filepath.Join(dir, "out", string(p)), err
}

// OpenDefault opens the store of this clone: RunsDir to write, PublishedDir to read. With SGNLAB_FRESH=1 the published
// results are not read, so that a reproduction computes everything and never compares the published numbers with
// themselves.
func OpenDefault() (*Store, error) {
	fresh, err := env.Fresh()
	if err != nil {
		return nil, err
	}
	runs, err1 := RunsDir()
	if fresh {
		if err1 != nil {
			return nil, err1
		}
		return Open(runs)
	}
	published, err2 := PublishedDir()
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	return Open(runs, published)
}

var absolutePath = regexp.MustCompile(`(^|[\s:;,="'(])(/[^\s:;,"')]+)`)

// portable shortens the folders of this machine in a value, since provenance is published: the clone becomes <clone>,
// the home folder ~, and of any other absolute path only the last name stays.
func portable(s string) string {
	if root, err := Root(); err == nil {
		s = replaceDir(s, root, "<clone>")
	}
	if home, err := os.UserHomeDir(); err == nil && len(home) > 1 {
		s = replaceDir(s, home, "~")
	}
	return absolutePath.ReplaceAllStringFunc(s, func(m string) string {
		i := strings.IndexByte(m, '/')
		return m[:i] + "…/" + filepath.Base(m[i:])
	})
}

// replaceDir replaces dir where it is a whole path or the head of one.
func replaceDir(s, dir, by string) string {
	re := regexp.MustCompile(regexp.QuoteMeta(dir) + `(/|$|[\s:;,"')])`)
	return re.ReplaceAllString(s, by+"$1")
}
