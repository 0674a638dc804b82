package chaos

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
)

// inputScenarios spoil the tables that analyze and stable fit read.
func inputScenarios() []Scenario {
	return []Scenario{{Name: "inputs", Share: 2, About: "analyze and stable fit on damaged .npy, .npz, .parquet and text", Run: spoiledInput}}
}

// spoiledInput gives a command a damaged table: it must refuse it, or read it, within bounds and without touching it.
func spoiledInput(ctx context.Context, k *Case) error {
	files, err := tables()
	if err != nil {
		return err
	}
	name := []string{"table.npy", "table.npz", "table.parquet", "table.csv"}[k.Rand.IntN(4)]
	b := files[name]
	for range 1 + k.Rand.IntN(3) {
		b = mutate(k.Rand, b)
	}
	if err := k.write("in/"+name, b); err != nil {
		return err
	}
	check, err := k.untouched("in", "beside")
	if err != nil {
		return err
	}
	args := [][]string{{"analyze", "../in/" + name, "--json"}, {"analyze", "../in/" + name, "--html", "page.html", "--memory", "48MB"}, {"stable", "fit", "../in/" + name}}[k.Rand.IntN(3)]
	o, err := k.do(ctx, command{args: args, quick: true})
	if err != nil {
		return err
	}
	if o.status == 0 && slices.Contains(args, "--json") && !json.Valid([]byte(o.stdout)) {
		err = o.wrap(errors.New("exit status 0, but its JSON is not valid"))
	}
	if o.status == 0 && slices.Contains(args, "--html") && fileSize(k.path("box", "page.html")) == 0 {
		err = o.wrap(errors.New("exit status 0, but there is no page"))
	}
	if o.status == 130 {
		err = o.wrap(errors.New("exit status 130 without a signal"))
	}
	if n, largest := sizes(k.path("tmp"), func(string) bool { return true }); n > 0 {
		err = errors.Join(err, o.wrap(fmt.Errorf("%d bytes are left in TMPDIR, in %q", n, largest)))
	}
	return errors.Join(o.sound(), err, check())
}

var digits = regexp.MustCompile(`[0-9]+`)

// mutate changes a file a little: bits, lengths, numbers that declare sizes, words that are no numbers.
func mutate(r *rand.Rand, b []byte) []byte {
	b = slices.Clone(b)
	if len(b) == 0 {
		return []byte{byte(r.IntN(256))}
	}
	at := r.IntN(len(b))
	if r.IntN(2) == 0 { // headers and footers deserve more than their share
		at = r.IntN(min(len(b), 128))
		if r.IntN(2) == 0 {
			at = len(b) - 1 - at
		}
	}
	switch r.IntN(8) {
	case 0:
		b[at] ^= 1 << r.IntN(8)
	case 1:
		b = b[:at]
	case 2:
		n := min(1+r.IntN(64), len(b)-at)
		clear(b[at : at+n])
	case 3:
		n := min(1+r.IntN(200), len(b)-at)
		b = slices.Insert(b, at, b[at:at+n]...)
	case 4:
		for i := at; i < min(len(b), at+8); i++ {
			b[i] = 0xff
		}
	case 5, 6: // a number somewhere
		all := digits.FindAllIndex(b, 2000)
		if len(all) == 0 {
			b[at] = byte(r.IntN(256))
			break
		}
		where := all[r.IntN(len(all))]
		if r.IntN(2) == 0 {
			where = all[r.IntN(min(len(all), 6))]
		}
		words := []string{"0", "-1", "9223372036854775807", "18446744073709551616", "4000000000000", "nan", "inf", "1e308", "1e999", "", "\x00", "\x1b[2J", strconv.Itoa(r.IntN(1 << 30))}
		b = slices.Concat(b[:where[0]], []byte(words[r.IntN(len(words))]), b[where[1]:])
	case 7:
		words := []string{"\n", "\r\n", ",", ",,", "\x00", "\"", "#", "\ufeff", "\x1b]0;x\x07", "e", " "}
		b = slices.Insert(b, at, []byte(words[r.IntN(len(words))])...)
	}
	return b
}
