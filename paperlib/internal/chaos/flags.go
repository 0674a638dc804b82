package chaos

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"pgregory.net/rapid"
)

// misuse is a command with something hostile in its options, environment or input.
type misuse struct {
	words   []string
	extra   []string // what makes it hostile, each of which can be left out
	outputs []string // among their values
	env     []string
	input   string
}

func (m misuse) command() command {
	return command{args: slices.Concat(m.words, m.extra), env: m.env, input: m.input, quick: true}
}

// setting draws a hostile value for one of the variables of the environment that steer the program. Folders that it may
// write to stay in the sandbox: a user who names another gets it.
func setting() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		var value string
		name := rapid.SampledFrom([]string{"SGNLAB_PROFILE", "SGNLAB_SEED", "SGNLAB_BACKEND", "SGNLAB_OFFLINE", "SGNLAB_DATA", "SGNLAB_CACHE", "SGNLAB_MINILM", "SGNLAB_RUNS", "TMPDIR", "HOME", "COLUMNS", "LANG", "GOMAXPROCS"}).Draw(t, "variable")
		switch name {
		case "SGNLAB_CACHE", "SGNLAB_RUNS", "TMPDIR", "HOME":
			value = hostile(outputFolder, "").Draw(t, "folder")
		case "SGNLAB_DATA", "SGNLAB_MINILM":
			value = hostile(inputFolder, "").Draw(t, "folder")
		default:
			value = rapid.OneOf(hostile(text, ""), hostile(wholeNumber, "")).Draw(t, "setting")
		}
		return name + "=" + shorten(value, 50_000)
	})
}

// misuses draws a command with one to three hostile options.
func misuses() *rapid.Generator[misuse] {
	list := victims()
	return rapid.Custom(func(t *rapid.T) misuse {
		v := rapid.SampledFrom(list).Draw(t, "command")
		m := misuse{words: slices.Clone(v.words), input: v.input}
		for _, f := range v.extra {
			if rapid.IntRange(0, 4).Draw(t, "flag") == 0 {
				m.words = append(m.words, f)
			}
		}
		if v.operand != nil {
			operand := "../in/table.csv"
			if v.operand.kind != inputFile || rapid.IntRange(0, 2).Draw(t, "operand") == 0 {
				operand = hostile(v.operand.kind, "").Draw(t, "operand")
			}
			m.words = append(m.words, operand)
		}
		if len(v.options) > 0 {
			for range rapid.SampledFrom([]int{1, 1, 1, 2, 3}).Draw(t, "options") {
				o := rapid.SampledFrom(v.options).Draw(t, "option")
				value := hostile(o.kind, o.ending).Draw(t, "value")
				m.extra = append(m.extra, o.word(value))
				if o.kind == outputFile {
					m.outputs = append(m.outputs, value)
				}
			}
		}
		if v.lines && rapid.Bool().Draw(t, "lines") {
			m.input = strings.Join(rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(numbers), rapid.SampledFrom(texts), rapid.Just("1.5")), 0, 4).Draw(t, "words"), " ") + "\n"
		}
		if len(v.options) == 0 && !v.lines || rapid.IntRange(0, 7).Draw(t, "environment") == 0 {
			m.env = []string{setting().Draw(t, "setting")}
		}
		return m
	})
}

// word is the option with a value, as one argument.
func (o option) word(value string) string {
	if len(o.name) == 1 {
		return "-" + o.name + "=" + value
	}
	return "--" + o.name + "=" + value
}

func flagScenarios() []Scenario {
	generator := misuses()
	return []Scenario{{Name: "flags", Share: 4, About: "every command with values of options, settings and input that no sane user gives",
		Run: func(ctx context.Context, k *Case) error {
			m := generator.Example(int(k.Seed))
			err := k.misused(ctx, m)
			if err == nil || ctx.Err() != nil {
				return err
			}
			for i := 0; i < len(m.extra) && len(m.extra) > 1 && ctx.Err() == nil; { // what is not needed to see it is left out
				less := m
				less.extra = slices.Delete(slices.Clone(m.extra), i, i+1)
				if again := k.misused(ctx, less); again != nil {
					m, err = less, again
				} else {
					i++
				}
			}
			return err
		}}, {Name: "full-stdout", Share: 1, About: "every command with a full disk as its standard output", Run: fullOutput},
		{Name: "environment", Share: 1, About: "nonsense in every variable SGNLAB_ is an error", Run: nonsense}}
}

// misused runs the command in a sandbox made anew and checks all that holds for every command.
func (k *Case) misused(ctx context.Context, m misuse) error {
	if err := k.again(); err != nil {
		return err
	}
	check, err := k.untouchedBut(k.named(m), "in", "beside")
	if err != nil {
		return err
	}
	o, err := k.do(ctx, m.command())
	if err != nil {
		return err
	}
	return errors.Join(o.sound(), o.wrap(check()))
}

// named are the files that are given as outputs, or that a link given leads to: they are written, unless they are inputs as
// well, and the scenario "overwrite" sees to that.
func (k *Case) named(m misuse) (files []string) {
	for _, value := range m.outputs {
		files = append(files, filepath.Join("box", value))
		if to, err := os.Readlink(k.path("box", value)); err == nil {
			files = append(files, filepath.Join("box", to))
		}
	}
	return files
}

// fullOutput runs a sound command once as it is, and then with /dev/full as its standard output.
func fullOutput(ctx context.Context, k *Case) error {
	if err := k.again(); err != nil {
		return err
	}
	list := victims()
	v := list[k.Rand.IntN(len(list))]
	c := command{args: slices.Clone(v.words), input: v.input}
	if v.operand != nil {
		operand := map[int]string{inputFile: "../in/table.csv", text: "digits"}[v.operand.kind]
		if len(v.words) == 0 {
			operand = "--help"
		}
		c.args = append(c.args, operand)
	}
	if len(v.extra) > 0 && k.Rand.IntN(2) == 0 && slices.Contains(v.extra, "--json") {
		c.args = append(c.args, "--json")
	}
	o, err := k.do(ctx, c)
	if err != nil {
		return err
	}
	if err := o.sound(); err != nil || o.status != 0 || o.stdout == "" {
		return err
	}
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		return skipf("there is no full device: %v", err)
	}
	defer full.Close()
	c.stdout = full
	if o, err = k.do(ctx, c); err != nil {
		return err
	}
	if o.status == 0 {
		return o.wrap(errors.New("exit status 0, but its standard output is /dev/full, and all it says is lost"))
	}
	return o.sound()
}

// nonsense gives a variable a value that means nothing to a command that reads it.
func nonsense(ctx context.Context, k *Case) error {
	values := map[string][]string{
		"SGNLAB_PROFILE": {"smok", "SMOKE ", "nan", "\x1b[31m"},
		"SGNLAB_SEED":    {"-1", "one", "1e3", "18446744073709551616", "1 ", "\x1b[31m"},
		"SGNLAB_BACKEND": {"og", "xla:nowhere", "xla:relative.so", "\x1b[31m"},
		"SGNLAB_OFFLINE": {"2", "maybe", "1 ", "-", "offline", "\x1b[31m"},
	}
	unit := [][]string{{"plan", "--only", "13"}, {"run", "--only", "13"}, {"collect", "--only", "13"}}
	network := [][]string{{"train", "--model", "mlp", "--data", "digits", "--epochs", "1", "--out", "net"}, {"capture", "--model", "mlp", "--data", "digits", "--draws", "5", "--coordinates", "5", "--out", "noise.npy"}}
	readers := map[string][][]string{"SGNLAB_PROFILE": unit, "SGNLAB_SEED": unit, "SGNLAB_BACKEND": slices.Concat(network, unit[1:2]),
		"SGNLAB_OFFLINE": slices.Concat(unit, network, [][]string{{"data", "list"}, {"data", "fetch", "digits"}})}
	names := []string{"SGNLAB_BACKEND", "SGNLAB_OFFLINE", "SGNLAB_PROFILE", "SGNLAB_SEED"}
	name := names[k.Rand.IntN(len(names))]
	value := values[name][k.Rand.IntN(len(values[name]))]
	c := command{args: readers[name][k.Rand.IntN(len(readers[name]))], env: []string{"SGNLAB_PROFILE=smoke", name + "=" + value}, quick: true}
	o, err := k.do(ctx, c)
	if err != nil {
		return err
	}
	if err := o.sound(); err != nil {
		return err
	}
	if o.status == 0 {
		return o.wrap(fmt.Errorf("exit status 0, but %s=%q means nothing", name, value))
	}
	if !strings.Contains(o.stderr, name) {
		return o.wrap(fmt.Errorf("the message does not name %s: %s", name, shorten(o.stderr, 500)))
	}
	return nil
}
