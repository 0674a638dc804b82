// Package env reads the environment variables of this project, all of which begin with SGNLAB_. It is the one place that
// knows their names and parses their values, so that nonsense in one is the same error everywhere and is never taken for
// its absence. It imports the standard library only, because packages at every height need it.
package env

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

// Prefix begins the name of every variable of this project.
const Prefix = "SGNLAB_"

// Error is a variable with a value that it cannot have, or one that does not exist. It says what is allowed.
type Error struct {
	Name, Value string
	Allowed     string // a clause
	Cause       error  // may be nil
}

func (e *Error) Error() string {
	s := fmt.Sprintf("%s=%q: %s", e.Name, e.Value, e.Allowed)
	if e.Cause != nil {
		s += fmt.Sprintf(" (%v)", e.Cause)
	}
	return s
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }

// flag reads a variable that says yes or no.
func flag(name string) (bool, error) {
	switch v := os.Getenv(name); v {
	case "", "0":
		return false, nil
	case "1":
		return true, nil
	default:
		return false, &Error{Name: name, Value: v, Allowed: "1 for yes, 0 or nothing for no"}
	}
}

// Offline says that the network is forbidden (SGNLAB_OFFLINE).
func Offline() (bool, error) { return flag("SGNLAB_OFFLINE") }

// Fresh says that the published results are not to be read (SGNLAB_FRESH).
func Fresh() (bool, error) { return flag("SGNLAB_FRESH") }

// Headless says that nobody watches a notebook's cells (SGNLAB_HEADLESS).
func Headless() (bool, error) { return flag("SGNLAB_HEADLESS") }

// Seed is the root seed in SGNLAB_SEED; set is false when there is none.
func Seed() (seed uint64, set bool, err error) {
	v := os.Getenv("SGNLAB_SEED")
	if v == "" {
		return 0, false, nil
	}
	if seed, err = strconv.ParseUint(v, 10, 64); err != nil {
		return 0, false, &Error{Name: "SGNLAB_SEED", Value: v, Allowed: "a seed is a whole number from 0 to 18446744073709551615"}
	}
	return seed, true, nil
}

// Backend is the backend asked for by SGNLAB_BACKEND: "" for the best that there is, "go", "xla", "xla:cuda", "xla:cpu", or
// "xla:" with the absolute path of a plugin that is there. Whether it can be used is for package training to find out.
func Backend() (string, error) {
	v := os.Getenv("SGNLAB_BACKEND")
	if slices.Contains([]string{"", "go", "xla", "xla:cuda", "xla:cpu"}, v) {
		return v, nil
	}
	if plugin, ok := strings.CutPrefix(v, "xla:"); ok && filepath.IsAbs(plugin) {
		if _, err := os.Stat(plugin); err != nil {
			return "", &Error{Name: "SGNLAB_BACKEND", Value: v, Allowed: "there is no such plugin: give the path of one, use xla for the one that set-up installed, or unset it", Cause: errors.Unwrap(err)}
		}
		return v, nil
	}
	return "", &Error{Name: "SGNLAB_BACKEND", Value: v, Allowed: "it is not a backend: use go, xla, xla:cuda or xla:/absolute/path/to/plugin.so, or unset it"}
}

// Data is the folder of data sets that SGNLAB_DATA names, "" for none. A name that leads to no folder is an error: without
// it, a slip of the pen would leave sets out of a run.
func Data() (string, error) {
	dir := os.Getenv("SGNLAB_DATA")
	if dir == "" {
		return "", nil
	}
	if err := folder(dir); err != nil {
		return "", &Error{Name: "SGNLAB_DATA", Value: dir, Allowed: "the folder that holds the data sets, or unset it", Cause: err}
	}
	return dir, nil
}

// made reads a variable that names a folder which is made when it is missing; "" for none.
func made(name, allowed string) (string, error) {
	dir := os.Getenv(name)
	if dir == "" {
		return "", nil
	}
	if err := folder(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", &Error{Name: name, Value: dir, Allowed: allowed, Cause: err}
	}
	return dir, nil
}

// Cache is the folder for downloaded data sets that SGNLAB_CACHE names, "" for none.
func Cache() (string, error) {
	return made("SGNLAB_CACHE", "a folder for downloaded data sets, which need not exist yet")
}

// MiniLM is the folder of the pretrained encoder that SGNLAB_MINILM names, "" for none.
func MiniLM() (string, error) {
	return made("SGNLAB_MINILM", "a folder with the pretrained encoder, or one to fetch it into")
}

// Runs is the absolute path of the run store that SGNLAB_RUNS names, "" for none.
func Runs() (string, error) {
	dir, err := made("SGNLAB_RUNS", "a folder for the run store, which need not exist yet")
	if err != nil || dir == "" {
		return "", err
	}
	return filepath.Abs(dir)
}

// folder reports what is wrong with a folder.
func folder(dir string) error {
	info, err := os.Stat(dir)
	switch {
	case err != nil:
		return err
	case !info.IsDir():
		return &fs.PathError{Op: "open", Path: dir, Err: syscall.ENOTDIR}
	}
	return nil
}

// Check reports every variable whose name begins with SGNLAB_ and that is unknown or has a value that it cannot have. The
// profile and the root are left to package lab, which says what they mean.
func Check() error {
	var errs []error
	for _, kv := range os.Environ() {
		name, value, _ := strings.Cut(kv, "=")
		if strings.HasPrefix(name, Prefix) && !Known(name) {
			errs = append(errs, &Error{Name: name, Value: value, Allowed: "there is no such variable; those to set are " + strings.Join(Public(), ", ")})
		}
	}
	slices.SortFunc(errs, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	for _, v := range variables {
		if v.check != nil {
			errs = append(errs, v.check())
		}
	}
	return errors.Join(errs...)
}
