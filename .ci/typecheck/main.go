// Command typecheck says whether the module, with its tests, would compile on other
// systems: each argument is one, such as windows/amd64. It reads the sources, so that it
// needs nothing compiled for them, and takes seconds where a build takes a minute.
package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/tools/go/packages"
)

func main() {
	wrong := 0
	for _, system := range os.Args[1:] {
		n, err := check(system)
		if err != nil {
			fmt.Fprintf(os.Stderr, "%s: %v\n", system, err)
			os.Exit(1)
		}
		wrong += n
	}
	if wrong > 0 {
		os.Exit(1)
	}
}

// check prints what would not compile on a system, and returns how much that is.
func check(system string) (wrong int, err error) {
	goos, goarch, _ := strings.Cut(system, "/")
	root, err := os.Getwd()
	if err != nil {
		return 0, err
	}
	ours := root + string(filepath.Separator)
	all, err := packages.Load(&packages.Config{
		Mode: packages.NeedName | packages.NeedFiles | packages.NeedCompiledGoFiles | packages.NeedImports | packages.NeedDeps |
			packages.NeedTypes | packages.NeedTypesSizes | packages.NeedSyntax | packages.NeedTypesInfo,
		Env:   append(os.Environ(), "GOOS="+goos, "GOARCH="+goarch, "CGO_ENABLED=0"),
		Tests: true,
		ParseFile: func(files *token.FileSet, name string, src []byte) (*ast.File, error) {
			f, err := parser.ParseFile(files, name, src, parser.SkipObjectResolution)
			if f != nil && !strings.HasPrefix(name, ours) { // of others what they declare is enough
				for _, d := range f.Decls {
					if fn, is := d.(*ast.FuncDecl); is {
						fn.Body = nil
					}
				}
			}
			return f, err
		},
	}, "./...")
	if err != nil {
		return 0, err
	}
	for _, p := range all {
		if strings.HasSuffix(p.PkgPath, ".test") { // a main function that go test makes
			continue
		}
		for _, e := range p.Errors {
			fmt.Printf("%s: %v\n", system, e)
			wrong++
		}
	}
	fmt.Printf("%s: %d packages\n", system, len(all))
	return wrong, nil
}
