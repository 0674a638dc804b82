package analyze

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// paths lists the keys of a JSON value with the kind of each, arrays by their first element.
func paths(at string, v any, out map[string]bool) {
	switch v := v.(type) {
	case map[string]any:
		for k, e := range v {
			paths(at+"."+k, e, out)
		}
	case []any:
		for _, e := range v {
			paths(at+"[]", e, out)
		}
	case nil:
		out[at] = true // a number that is missing; its kind shows where it is not
	default:
		out[at+" "+fmt.Sprintf("%T", v)] = true
	}
}

// TestSchema compares the keys and kinds of the JSON object with testdata/schema.txt. Scripts read them: a key may be
// added, and then the file is written anew with SGNLAB_UPDATE=schema, but none may vanish or change its kind under one
// name of the schema.
func TestSchema(t *testing.T) {
	c := append(named(t, "Student t, nu = 3").File(3, 1000, 0, 1), named(t, "stable 1.7").File(1, 1000, 0, 1)...)
	c = append(c, named(t, "Gaussian").File(3, 1000, 0, 1)...)
	c = append(c, make([]float64, 1000))
	b, err := json.Marshal(analyzed(t, c, Options{BatchSize: 8}))
	if err != nil {
		t.Fatal(err)
	}
	var v map[string]any
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatal(err)
	}
	if v["schema"] != Schema {
		t.Errorf("schema %v, want %s", v["schema"], Schema)
	}
	found := map[string]bool{}
	paths("", v, found)
	var lines []string
	for p := range found {
		if strings.Contains(p, " ") || !anyWithPrefix(found, p+" ") {
			lines = append(lines, p)
		}
	}
	slices.Sort(lines)
	text := strings.Join(lines, "\n") + "\n"
	if os.Getenv("SGNLAB_UPDATE") == "schema" {
		if err := os.WriteFile("testdata/schema.txt", []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/schema.txt")
	if err != nil {
		t.Fatal(err)
	}
	if text != string(want) {
		t.Errorf("the keys are\n%s\nand testdata/schema.txt has\n%s", text, want)
	}
}

// TestWriteJSON: the object written piece by piece is the one that json.Marshal gives, with coordinates and without.
func TestWriteJSON(t *testing.T) {
	c := append(named(t, "Student t, nu = 3").File(2, 1000, 0, 1), make([]float64, 1000))
	r := analyzed(t, c, Options{})
	for range 2 {
		want, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := r.WriteJSON(&b); err != nil || b.String() != string(want)+"\n" {
			t.Errorf("%v\n%s\n%s", err, &b, want)
		}
		r.PerCoordinate = nil
	}
}

func anyWithPrefix(m map[string]bool, prefix string) bool {
	for k := range m {
		if strings.HasPrefix(k, prefix) {
			return true
		}
	}
	return false
}
