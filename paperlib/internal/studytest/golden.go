package studytest

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/study"
	"github.com/sgnlab/sgnlab/paperlib/study/simulated"
)

func result(t *testing.T, e *lab.Entry) []byte {
	t.Helper()
	b, err := e.File("result.json")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func written(t *testing.T, e *lab.Entry) time.Time {
	t.Helper()
	info, err := os.Stat(filepath.Join(e.Dir, "result.json"))
	if err != nil {
		t.Fatal(err)
	}
	return info.ModTime()
}

// Values are numbers of results by name, for the golden results of a version.
type Values[R any] func(*testing.T, []study.Of[R]) map[string]float64

// Fields are, for each field of the results, over elements of lists, the number of values and the sum of
// sign(v) log(1 + |v|).
func Fields[R any](t *testing.T, results []study.Of[R]) map[string]float64 {
	t.Helper()
	values := map[string]float64{}
	for _, r := range results {
		var tree any
		if err := json.Unmarshal(result(t, r.Entry), &tree); err != nil {
			t.Fatal(err)
		}
		add(values, fmt.Sprintf("seed %d", r.Seed), tree)
	}
	return values
}

// Without is Fields less those whose name ends so: what hangs on one example, which another processor's rounding may turn.
func Without[R any](names ...string) Values[R] {
	return func(t *testing.T, results []study.Of[R]) map[string]float64 {
		values := Fields(t, results)
		for _, n := range names {
			maps.DeleteFunc(values, func(at string, _ float64) bool { return strings.HasSuffix(at, n+": sum") })
		}
		return values
	}
}

// Cells are the events, the total and the sample of every cell of simulated equations, all seeds together.
func Cells(_ *testing.T, results []study.Of[simulated.Result]) map[string]float64 {
	values := map[string]float64{}
	for _, c := range simulated.Pool(results) {
		sum := 0.0
		for _, v := range c.Sample {
			sum += math.Log1p(math.Abs(v))
		}
		at := fmt.Sprintf("%s, %s, %g", c.Group, c.Series, c.X)
		values[at+": events"], values[at+": total"], values[at+": sample"] = float64(c.Events), math.Log1p(c.Total), sum
	}
	return values
}

func add(values map[string]float64, at string, v any) {
	switch v := v.(type) {
	case map[string]any:
		for key, e := range v {
			add(values, at+"."+key, e)
		}
	case []any:
		for _, e := range v {
			add(values, at, e)
		}
	case float64:
		values[at+": values"]++
		values[at+": sum"] += math.Copysign(math.Log1p(math.Abs(v)), v)
	}
}
