package lab

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// Miss explains why a unit is absent: the nearest entry of the same study and what differs from it.
type Miss struct {
	Study, ID string
	Nearest   *Entry // nil when the study has no entries
	Entries   int    // how many the study has
	Changes   []Change
}

// Change is one setting that differs; Path is like knobs.batch, versions.stable-fit, inputs.mnist or seed. Old and New
// are JSON, "absent" when the setting is missing on that side.
type Change struct{ Path, Old, New string }

// String tells the miss in one line.
func (m Miss) String() string {
	if m.Nearest == nil {
		return fmt.Sprintf("%s %s is not in the store, and neither is any other result of %s", m.Study, Short(m.ID), m.Study)
	}
	var changes []string
	for _, c := range m.Changes {
		changes = append(changes, fmt.Sprintf("%s: %s -> %s", c.Path, clip(c.Old), clip(c.New)))
	}
	const most = 8
	more := ""
	if len(changes) > most {
		more = fmt.Sprintf("; and %d more", len(changes)-most)
		changes = changes[:most]
	}
	return fmt.Sprintf("%s %s is not in the store; the nearest of %d, %s, differs in %s%s", m.Study, Short(m.ID),
		m.Entries, Short(m.Nearest.ID), strings.Join(changes, "; "), more)
}

func missPrefix(s *Store, u Unit) string {
	m := s.Explain(u)
	if m.Nearest == nil {
		return ""
	}
	return "It differs from the nearest: " + m.String() + ". "
}

// Explain compares a unit with the entries of its study. The nearest is the one with the fewest differing settings,
// the smallest id among equals. Entries that cannot be read are passed over.
func (s *Store) Explain(u Unit) Miss {
	m := Miss{Study: u.Study, ID: u.ID()}
	config, err := u.Config()
	if err != nil {
		return m
	}
	want, err := flatten(config)
	if err != nil {
		return m
	}
	entries, err := s.List(u.Study)
	if err != nil {
		return m
	}
	for _, e := range entries {
		b, err := e.Config()
		if err != nil {
			continue
		}
		have, err := flatten(b)
		if err != nil {
			continue
		}
		m.Entries++
		if d := changes(have, want); m.Nearest == nil || len(d) < len(m.Changes) {
			m.Nearest, m.Changes = e, d
		}
	}
	return m
}

func changes(old, now map[string]string) []Change {
	all := map[string]bool{}
	for k := range old {
		all[k] = true
	}
	for k := range now {
		all[k] = true
	}
	var out []Change
	for _, k := range sortedKeys(all) {
		o, inOld := old[k]
		n, inNow := now[k]
		if !inOld {
			o = "absent"
		}
		if !inNow {
			n = "absent"
		}
		if o != n {
			out = append(out, Change{k, o, n})
		}
	}
	return out
}

// flatten returns the leaves of a JSON value by path. A list of plain values is one leaf.
func flatten(b []byte) (map[string]string, error) {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var tree any
	if err := d.Decode(&tree); err != nil {
		return nil, err
	}
	out := map[string]string{}
	var walk func(path string, v any) error
	walk = func(path string, v any) error {
		switch v := v.(type) {
		case map[string]any:
			for k, e := range v {
				if err := walk(strings.TrimPrefix(path+"."+k, "."), e); err != nil {
					return err
				}
			}
			if len(v) > 0 {
				return nil
			}
		case []any:
			deep := false
			for _, e := range v {
				switch e.(type) {
				case map[string]any, []any:
					deep = true
				}
			}
			for i, e := range v {
				if !deep {
					break
				}
				if err := walk(fmt.Sprintf("%s[%d]", path, i), e); err != nil {
					return err
				}
			}
			if deep {
				return nil
			}
		}
		leaf, err := Canonical(v)
		out[path] = string(leaf)
		return err
	}
	return out, walk("", tree)
}

func clip(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:57]) + "..."
	}
	return s
}
