package datasets

import "path"

// file is one file of a set: its uncompressed contents are size bytes with the given SHA-256.
type file struct {
	name   string // below the set's folder, without .gz
	size   int
	sha256 string
}

// spec describes a set that lives on disk.
type spec struct {
	name, title, licence, citation string

	folder  string // below a data folder
	files   []file
	gzipped bool     // homes serve name.gz, one by one, and folders may hold either form; else they serve name
	archive string   // or one .tar.gz or .zip holding all files
	homes   []string // base URLs, the public home first, then mirrors
	shape   [3]int
	classes int
	train   int // images
	test    int

	mean, std []float64 // of the training set, per channel, pixels in 0..1
	// text replaces decode for a set of texts: it sets Vocabulary, Train and Test.
	text   func(s *spec, contents map[string][]byte, set *Set, o Options) error
	decode func(s *spec, contents map[string][]byte) (train, test raw, err error)
}

// served is the largest file a home may send: contents shrink under gzip, give or take a header.
func (s *spec) served(f file) int64 {
	if s.archive != "" {
		return 200 << 20
	}
	return int64(f.size) + 4096
}

// Names lists the sets in the order in which they are shown. "digits" is always present.
func Names() []string {
	return []string{"digits", "mnist", "fashion-mnist", "cifar10", "cola", "tinyshakespeare"}
}

func specOf(name string) *spec {
	for _, s := range onDisk {
		if s.name == name {
			return s
		}
	}
	return nil
}

var onDisk = []*spec{
	{
		name: "mnist", title: "MNIST", folder: "mnist", gzipped: true, decode: decodeMNIST,
		licence:  "commonly stated CC BY-SA 3.0",
		citation: "LeCun, Bottou, Bengio and Haffner, Gradient-based learning applied to document recognition, Proc. IEEE 86 (1998)",
		homes: []string{
			"https://yann.lecun.com/exdb/mnist/",
			"https://ossci-datasets.s3.amazonaws.com/mnist/",
			"https://storage.googleapis.com/cvdf-datasets/mnist/",
		},
		files: []file{
			{trainImages, 47040016, "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"},
			{trainLabels, 60008, "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"},
			{testImages, 7840016, "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"},
			{testLabels, 10008, "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"},
		},
		shape: [3]int{28, 28, 1}, classes: 10, train: 60000, test: 10000,
		mean: []float64{0.130660}, std: []float64{0.308108},
	},
	{
		name: "fashion-mnist", title: "Fashion-MNIST", folder: "fashion-mnist", gzipped: true, decode: decodeMNIST,
		licence:  "MIT",
		citation: "Xiao, Rasul and Vollgraf, Fashion-MNIST: a novel image dataset for benchmarking machine learning algorithms, arXiv:1708.07747 (2017)",
		homes: []string{
			"https://fashion-mnist.s3.eu-central-1.amazonaws.com/", // the bucket of the s3-website home, which has no https
			"https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/",
		},
		files: []file{
			{trainImages, 47040016, "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"},
			{trainLabels, 60008, "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"},
			{testImages, 7840016, "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"},
			{testLabels, 10008, "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"},
		},
		shape: [3]int{28, 28, 1}, classes: 10, train: 60000, test: 10000,
		mean: []float64{0.286041}, std: []float64{0.353024},
	},
	{
		name: "cifar10", title: "CIFAR-10", folder: "cifar10/cifar-10-batches-bin", archive: "cifar-10-binary.tar.gz", decode: decodeCIFAR10,
		licence:  "none stated",
		citation: "Krizhevsky, Learning multiple layers of features from tiny images, technical report, University of Toronto (2009)",
		homes: []string{
			"https://www.cs.toronto.edu/~kriz/",
			"https://storage.googleapis.com/s4tf-hosted-binaries/datasets/CIFAR10/",
		},
		files: []file{
			{"data_batch_1.bin", 30730000, "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5"},
			{"data_batch_2.bin", 30730000, "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed"},
			{"data_batch_3.bin", 30730000, "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67"},
			{"data_batch_4.bin", 30730000, "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48"},
			{"data_batch_5.bin", 30730000, "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add"},
			{"test_batch.bin", 30730000, "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b"},
		},
		shape: [3]int{32, 32, 3}, classes: 10, train: 50000, test: 10000,
		mean: []float64{0.491401, 0.482159, 0.446531}, std: []float64{0.247032, 0.243485, 0.261588},
	},
	{
		name: "cola", title: "CoLA", folder: "cola", archive: "cola_public_1.1.zip", text: decodeCoLA,
		licence:  "none stated; for research",
		citation: "Warstadt, Singh and Bowman, Neural network acceptability judgments, TACL 7 (2019)",
		homes:    []string{"https://nyu-mll.github.io/CoLA/"},
		files: []file{
			{"in_domain_train.tsv", 428578, "f320a10f92d3bce6b29152fde322a362eac39238e50d8de0c8815457fdf4fc12"},
			{"in_domain_dev.tsv", 25957, "77176f6a03faa5a1c4f23c69971fc1bff565931112fb65af47b2d6e24b7f42f7"},
			{"out_of_domain_dev.tsv", 27754, "201b9c57b2a20f1282242eec0ed8995729e3be19c29a46c047b3727338836c05"},
		},
		shape: [3]int{SentenceLength, 1, 1}, classes: 2, train: 8551, test: 1043,
	},
	{
		name: "tinyshakespeare", title: "tiny Shakespeare", folder: "tinyshakespeare", text: decodeShakespeare,
		licence:  "public domain text",
		citation: "Karpathy, The unreasonable effectiveness of recurrent neural networks (2015)",
		homes:    []string{"https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/"},
		files:    []file{{"input.txt", 1115394, "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed"}},
		shape:    [3]int{Window + 1, 1, 1}, train: 15443, test: 1716,
	},
}

const (
	trainImages = "train-images-idx3-ubyte"
	trainLabels = "train-labels-idx1-ubyte"
	testImages  = "t10k-images-idx3-ubyte"
	testLabels  = "t10k-labels-idx1-ubyte"
)

func decodeMNIST(s *spec, c map[string][]byte) (train, test raw, err error) {
	part := func(images, labels string, n int) (raw, error) {
		x, err := decodeIDX(c[images], n, s.shape[0], s.shape[1])
		if err != nil {
			return raw{}, &Error{Kind: ErrDamaged, Set: s.name, File: images, Cause: err}
		}
		y, err := decodeIDX(c[labels], n)
		if err == nil {
			err = checkLabels(y, 1, s.classes)
		}
		if err != nil {
			return raw{}, &Error{Kind: ErrDamaged, Set: s.name, File: labels, Cause: err}
		}
		return raw{x, y}, nil
	}
	if train, err = part(trainImages, trainLabels, s.train); err != nil {
		return
	}
	test, err = part(testImages, testLabels, s.test)
	return
}

func decodeCIFAR10(s *spec, c map[string][]byte) (train, test raw, err error) {
	batches := len(s.files) - 1
	train.pixels = make([]byte, 0, s.train*s.shape[0]*s.shape[1]*s.shape[2])
	for i, f := range s.files {
		part, records := &train, s.train/batches
		if i == batches {
			part, records = &test, s.test
		}
		if err := decodeCIFAR(part, c[f.name], records); err != nil {
			return raw{}, raw{}, &Error{Kind: ErrDamaged, Set: s.name, File: f.name, Cause: err}
		}
	}
	return train, test, nil
}

// inFolder is where a file of the set lies below a data folder, slashes as on the web.
func (s *spec) inFolder(name string) string { return path.Join(s.folder, name) }
