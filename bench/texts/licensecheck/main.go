// Prints those of the files in a list that google/licensecheck finds a license in: for ../speed.py,
// which makes the module file.
package main

import (
	"bufio"
	"fmt"
	"os"

	"github.com/google/licensecheck"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func main() {
	list, err := os.Open(os.Args[1])
	check(err)
	names := bufio.NewScanner(list)
	for names.Scan() {
		text, err := os.ReadFile(names.Text())
		check(err)
		if len(licensecheck.Scan(text).Match) > 0 {
			fmt.Println(names.Text())
		}
	}
	check(names.Err())
}
