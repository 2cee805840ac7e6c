//go:build !linux

// Package pty opens terminals without anybody in front of them, for what tries the
// program as a person sees it.
package pty

import (
	"errors"
	"os"
)

// Open says that it cannot.
func Open(uint16, uint16) (program, screen *os.File, err error) {
	return nil, nil, errors.ErrUnsupported
}
