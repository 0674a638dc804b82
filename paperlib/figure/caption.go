package figure

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// Fields are the values of a template, by name.
type Fields map[string]any

// field is {name} or {name:format}, such as {draws} or {share:.2g}; other braces stand for themselves.
var field = regexp.MustCompile(`\{([a-z][A-Za-z0-9]*)(?::([^{}]+))?\}`)

// Text fills the fields of a template, each by its format (that of package fmt without the percent sign, v when there is
// none). A field without a value, a value without a field and a format that does not suit its value are errors, so that a
// caption cannot tell less, or something else, than was meant.
func Text(template string, fields Fields) (string, error) {
	var wrong []string
	unused := maps.Clone(fields)
	text := field.ReplaceAllStringFunc(template, func(s string) string {
		m := field.FindStringSubmatch(s)
		v, ok := fields[m[1]]
		if !ok {
			wrong = append(wrong, "no value for "+s)
			return s
		}
		delete(unused, m[1])
		format := "%v"
		if m[2] != "" {
			format = "%" + m[2]
		}
		out := fmt.Sprintf(format, v)
		if strings.Contains(out, "%!") {
			wrong = append(wrong, fmt.Sprintf("%s does not suit its value: %s", s, out))
		}
		return out
	})
	for _, name := range slices.Sorted(maps.Keys(unused)) {
		wrong = append(wrong, "no field {"+name+"}")
	}
	if wrong != nil {
		return "", fmt.Errorf("figure: the template %.60q has %s", template, strings.Join(wrong, "; "))
	}
	return text, nil
}
