package pretrained

import (
	"github.com/sgnlab/sgnlab/paperlib/env"
	"github.com/sgnlab/sgnlab/paperlib/files"
	"github.com/sgnlab/sgnlab/paperlib/internal/ledger"
)

// digests are the SHA-256 of the files of all-MiniLM-L6-v2, by which those that an earlier version fetched are known.
var digests = map[string]string{
	"config.json":       "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
	"vocab.txt":         "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
	"model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
}

// Owned sorts what lies in the folder of the encoder ([Folder]): own are those that `sgnlab data fetch minilm` put there,
// known by the list that it keeps beside them or, in the cache, by their published contents; foreign is everything else. In
// a folder that SGNLAB_MINILM names, files without a list are the user's own copies.
func Owned(folder string) (own, foreign []string, err error) {
	known, err := recognise()
	if err != nil {
		return nil, nil, err
	}
	return ledger.List(folder, known)
}

// Remove deletes the files that [Owned] lists, and the folder if it is empty then. It returns the bytes freed and what is
// foreign and was left.
func Remove(folder string) (freed int64, foreign []string, err error) {
	known, err := recognise()
	if err != nil {
		return 0, nil, err
	}
	return ledger.Remove(folder, known)
}

// recognise is fetched where the encoder lies in the cache, nil where the user named a folder.
func recognise() (func(name, path string) bool, error) {
	named, err := env.MiniLM()
	if err != nil || named != "" {
		return nil, err
	}
	return fetched, nil
}

func fetched(name, path string) bool {
	want, ok := digests[name]
	if !ok {
		return false
	}
	sum, _, err := files.Digest(path)
	return err == nil && sum == want
}
