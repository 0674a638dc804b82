package main

import (
	"os"
	"path/filepath"
)

// dataCache is where downloaded data sets lie: SGNLAB_CACHE, else the user's cache folder.
func dataCache() string {
	if dir := os.Getenv("SGNLAB_CACHE"); dir != "" {
		return dir
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "sgnlab")
}
