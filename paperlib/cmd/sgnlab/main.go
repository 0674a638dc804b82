// Command sgnlab is the command line of the project: every script is a thin
// layer over it.
package main

import "fmt"

func main() { fmt.Println("sgnlab") }
