package figure

import "fmt"

// TableFormats lists the extensions that SaveTable writes, the stamp last.
var TableFormats = []string{"html", "md", "csv", "json"}

// SaveTable writes dir/name.{html,md,csv,json}, each complete or not at all.
func SaveTable(dir, name string, t Table, stamp Stamp) error {
	if err := checkSave(name, stamp); err != nil {
		return err
	}
	files := map[string][]byte{}
	var err error
	for _, f := range []struct {
		ext   string
		bytes func() ([]byte, error)
	}{{"html", t.HTML}, {"md", t.Markdown}, {"csv", t.CSV}, {"json", func() ([]byte, error) { return t.JSON(name, stamp) }}} {
		if files[f.ext], err = f.bytes(); err != nil {
			return fmt.Errorf("figure: table %s: %w", name, err)
		}
	}
	return writeAll(dir, name, TableFormats, files)
}
