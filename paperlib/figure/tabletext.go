package figure

import (
	"bytes"
	"fmt"
	"html"
	"strings"
)

// tableStyle is scoped to its class, so that a table keeps its looks in a notebook, a report and alone, and changes
// nothing around it. The table scrolls sideways on a narrow screen.
const tableStyle = `<style>
.sgnlab-table{overflow-x:auto;margin:1em 0;font-family:system-ui,sans-serif;font-size:.875rem;line-height:1.4}
.sgnlab-table table{border-collapse:collapse;border-top:1.5px solid currentColor;border-bottom:1.5px solid currentColor}
.sgnlab-table caption{caption-side:top;text-align:left;padding-bottom:.5em;max-width:70ch}
.sgnlab-table th,.sgnlab-table td{padding:.25em .8em;text-align:right;font-variant-numeric:tabular-nums;vertical-align:top;white-space:nowrap}
.sgnlab-table thead th{border-bottom:1px solid currentColor;vertical-align:bottom}
.sgnlab-table .text{text-align:left}
.sgnlab-table tbody th{font-weight:600}
.sgnlab-table .notes{margin:.5em 0 0;padding-left:1.2em;max-width:70ch;font-size:.8125rem}
</style>
`

// HTML returns the table as a fragment: caption, column and row headers with their scope, units, notes.
func (t Table) HTML() ([]byte, error) {
	if err := t.Check(); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	esc := html.EscapeString
	class := func(c Column) string {
		if c.Text {
			return ` class="text"`
		}
		return ""
	}
	fmt.Fprintf(&b, "%s<div class=\"sgnlab-table\" role=\"region\" tabindex=\"0\" aria-label=\"Table\">\n<table>\n<caption>%s</caption>\n<thead>\n<tr>\n", tableStyle, esc(t.Caption))
	for _, c := range t.Columns {
		fmt.Fprintf(&b, "<th scope=\"col\"%s>%s</th>\n", class(c), esc(c.heading()))
	}
	b.WriteString("</tr>\n</thead>\n<tbody>\n")
	for _, r := range t.Rows {
		b.WriteString("<tr>")
		for j, v := range r {
			s, err := t.Columns[j].show(v)
			if err != nil {
				return nil, err
			}
			if j == 0 {
				fmt.Fprintf(&b, "<th scope=\"row\"%s>%s</th>", class(t.Columns[j]), esc(s))
			} else {
				fmt.Fprintf(&b, "<td%s>%s</td>", class(t.Columns[j]), esc(s))
			}
		}
		b.WriteString("</tr>\n")
	}
	b.WriteString("</tbody>\n</table>\n")
	if len(t.Notes) > 0 {
		b.WriteString("<ul class=\"notes\">\n")
		for _, n := range t.Notes {
			fmt.Fprintf(&b, "<li>%s</li>\n", esc(n))
		}
		b.WriteString("</ul>\n")
	}
	b.WriteString("</div>\n")
	return b.Bytes(), nil
}

// Markdown returns the table in the pipe syntax of GitHub, caption first, notes last.
func (t Table) Markdown() ([]byte, error) {
	if err := t.Check(); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	esc := func(s string) string {
		return strings.NewReplacer(`\`, `\\`, "|", `\|`, "\n", " ", "*", `\*`, "_", `\_`, "<", "&lt;", "`", "\\`").Replace(s)
	}
	fmt.Fprintf(&b, "%s\n\n|", esc(t.Caption))
	for _, c := range t.Columns {
		fmt.Fprintf(&b, " %s |", esc(c.heading()))
	}
	b.WriteString("\n|")
	for _, c := range t.Columns {
		if c.Text {
			b.WriteString(" :-- |")
		} else {
			b.WriteString(" --: |")
		}
	}
	b.WriteByte('\n')
	for _, r := range t.Rows {
		b.WriteByte('|')
		for j, v := range r {
			s, err := t.Columns[j].show(v)
			if err != nil {
				return nil, err
			}
			fmt.Fprintf(&b, " %s |", esc(s))
		}
		b.WriteByte('\n')
	}
	for i, n := range t.Notes {
		if i == 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "- %s\n", esc(n))
	}
	return b.Bytes(), nil
}
