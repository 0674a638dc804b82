package chaos

// option is a flag with the kind of its values.
type option struct {
	name   string
	kind   int
	ending string // of an output file
}

// victim is a command that is right as it stands, and the options that are to be spoiled.
type victim struct {
	words   []string // the command
	options []option
	extra   []string // flags without values
	operand *option  // argument without a name; the one in words is then left out
	input   string
	lines   bool // standard input can be spoiled, too
}

// whole, decimal and words are options of a kind.
func whole(names ...string) []option   { return optionsOf(wholeNumber, names) }
func decimal(names ...string) []option { return optionsOf(realNumber, names) }
func wording(names ...string) []option { return optionsOf(text, names) }

func optionsOf(kind int, names []string) (list []option) {
	for _, n := range names {
		list = append(list, option{name: n, kind: kind})
	}
	return list
}

func join(lists ...[]option) (all []option) {
	for _, l := range lists {
		all = append(all, l...)
	}
	return all
}

// victims are all commands but those that publish.
func victims() []victim {
	network := join(wording("model", "data"), whole("examples", "seed", "micro-batch"), []option{{name: "pretrained", kind: inputFolder}})
	setting := join(wording("profile", "seed", "only"), whole("seed"))
	table := &option{kind: inputFile}
	return []victim{
		{words: []string{"train", "--model=mlp", "--data=digits", "--epochs=1", "--out=net"}, extra: []string{"--augment", "--nesterov", "--json", "--path=0-3", "--optimizer=adamw", "--schedule=polynomial"},
			options: join(network, whole("epochs", "batch", "warmup", "every", "snapshots", "path-coordinates"), decimal("lr", "t0", "theta", "momentum", "beta1", "beta2", "weight-decay", "clip"),
				wording("schedule", "optimizer", "path"), []option{{name: "out", kind: outputFolder}})},
		{words: []string{"capture", "--model=mlp", "--data=digits", "--draws=100", "--coordinates=12", "--out=noise.npy"}, extra: []string{"--json", "--epoch-draws", "--without-replacement", "--augment", "--freeze-noise", "--method=direct"},
			options: join(network, whole("batch", "draws", "coordinates", "steps"), wording("method", "memory", "disk"), whole("memory", "disk"),
				[]option{{name: "out", kind: outputFile, ending: ".npy"}, {name: "weights", kind: inputFile}, {name: "scratch", kind: outputFolder}})},
		{words: []string{"levy", "exit", "--alpha=1.5,1.8", "--sigma=0.1", "--half-width=1", "--runs=100"}, extra: []string{"--json", "--noise=isotropic", "--scheme=jumps", "--scheme=tamed", "--scheme=exact", "--potential=quartic"},
			options: join(whole("runs", "seed", "workers"), decimal("alpha", "sigma", "half-width", "curvature", "step", "threshold", "theta", "t0", "budget"), wording("potential", "noise", "scheme"),
				[]option{{name: "out", kind: outputFile}})},
		{words: []string{"analyze"}, operand: table, extra: []string{"--json", "--summary", "--draws=epoch"},
			options: join(whole("batch-size", "seed", "workers"), decimal("level"), wording("draws", "npz-array", "memory"), whole("memory"), []option{{name: "html", kind: outputFile}})},
		{words: []string{"stable", "fit"}, operand: table, extra: []string{"--json", "--skewed"}, options: join(wording("column", "npz-array"), whole("column"), decimal("alpha"))},
		{words: []string{"stable", "draw", "--alpha=1.5", "-n=5"}, options: join(decimal("alpha", "beta", "gamma", "delta"), whole("n", "seed"), wording("param"))},
		{words: []string{"stable", "eval"}, options: wording("param"), input: "1.5 0.5 2\n", lines: true},
		{words: []string{"stable", "quantile"}, options: wording("param"), input: "1.5 0.5 0.9\n", lines: true},
		{words: []string{"plan", "--profile=smoke", "--only=13"}, options: setting},
		{words: []string{"run", "--profile=smoke", "--only=13", "--id=575ff1"}, options: join(setting, wording("id"), whole("jobs"))},
		{words: []string{"collect", "--profile=smoke", "--only=13"}, options: setting},
		{words: []string{"reproduce", "--from-results", "--only=10"}, options: join(setting, whole("jobs"))},
		{words: []string{"data", "list"}},
		{words: []string{"data", "fetch"}, operand: &option{kind: text}},
		{words: []string{"models"}},
		{words: []string{"version"}},
		{words: []string{}, operand: &option{kind: text}},
	}
}
