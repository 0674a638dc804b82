package nb

import (
	"strings"
	"unicode/utf8"
)

// grid is a small table of texts.
type grid struct {
	head []string
	rows [][]string
}

func (t grid) show() { showText(t.markdown(), t.text()) }

// markdown returns the table in the form that GitHub, JupyterLab and nbconvert
// all render.
func (t grid) markdown() string {
	var b strings.Builder
	line := func(row []string) {
		for _, c := range row {
			b.WriteString("| " + escapeMarkdown(c) + " ")
		}
		b.WriteString("|\n")
	}
	line(t.head)
	b.WriteString(strings.Repeat("|---", len(t.head)) + "|\n")
	for _, row := range t.rows {
		line(row)
	}
	return b.String()
}

// text returns the table for a terminal, columns aligned.
func (t grid) text() string {
	width := make([]int, len(t.head))
	all := append([][]string{t.head}, t.rows...)
	for _, row := range all {
		for i, c := range row {
			width[i] = max(width[i], utf8.RuneCountInString(c))
		}
	}
	var b strings.Builder
	for _, row := range all {
		line := ""
		for i, c := range row {
			line += c + strings.Repeat(" ", width[i]-utf8.RuneCountInString(c)+2)
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	return b.String()
}

var markdownEscapes = strings.NewReplacer(`\`, `\\`, "|", `\|`, "*", `\*`, "_", `\_`, "`", "\\`", "<", "&lt;", "$", `\$`,
	"[", `\[`, "\n", " ")

// escapeMarkdown makes s literal text on one line.
func escapeMarkdown(s string) string { return markdownEscapes.Replace(s) }
