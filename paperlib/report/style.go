package report

// Style is the style sheet of the report page, for other pages of the program that should look like it.
func Style() string { return style }

// Policy is the Content-Security-Policy of the report page and of pages like it: they run no script, load nothing and send
// nothing, whatever a name or a table in them holds. Their style stands in the page, a part of it beside each table, and their figures are data.
const Policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
