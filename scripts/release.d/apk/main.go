// Command apk installs an Alpine package into a folder, as apko does, and prints what its database then lists as
// installed.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/chainguard-dev/go-apk/pkg/apk"
	"github.com/chainguard-dev/go-apk/pkg/fs"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: apk FOLDER PACKAGE")
		os.Exit(2)
	}
	if err := install(os.Args[1], local(os.Args[2])); err != nil {
		fmt.Fprintln(os.Stderr, "apk:", err)
		os.Exit(1)
	}
}

// local is the path of a package that is in no repository.
type local string

func (l local) URL() string            { return string(l) }
func (l local) PackageName() string    { return "wspipe" }
func (l local) ChecksumString() string { return "" }

func install(root string, file local) error {
	ctx := context.Background()
	a, err := apk.New(apk.WithFS(fs.DirFS(root)), apk.WithIgnoreMknodErrors(true))
	if err != nil {
		return err
	}
	if err := a.InitDB(ctx); err != nil {
		return err
	}
	if err := a.InstallPackages(ctx, nil, []apk.InstallablePackage{file}); err != nil {
		return err
	}
	installed, err := a.GetInstalled()
	if err != nil {
		return err
	}
	for _, p := range installed {
		for _, f := range p.Files {
			fmt.Println(f.Name)
		}
	}
	return nil
}
