package report

// Style is the style sheet of the report page, for other pages of the program that should look like it.
func Style() string { return style }
