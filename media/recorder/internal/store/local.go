package store

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// Modes are for the worker and its group: the site that serves the files.
const (
	fileMode = 0o640
	// FolderMode is that of the output directory and of those below it, where they are made.
	FolderMode = 0o750
)

// local moves the file below the output directory. It appears there at once and whole: first under another name, then renamed.
func (d Delivery) local() (Delivered, error) {
	if !filepath.IsLocal(d.File.Path) {
		return Delivered{}, ErrPath
	}
	if err := os.MkdirAll(d.OutputDir, FolderMode); err != nil {
		return Delivered{}, fmt.Errorf("the directory for recordings: %w", err)
	}
	// A Root does not follow a link that leads out of it.
	root, err := os.OpenRoot(d.OutputDir)
	if err != nil {
		return Delivered{}, fmt.Errorf("the directory for recordings: %w", err)
	}
	defer root.Close()
	folder := filepath.Dir(d.File.Path)
	if err := makeFolders(root, folder); err != nil {
		return Delivered{}, leaves(err)
	}
	where := Delivered{Location: filepath.Join(d.OutputDir, d.File.Path)}
	if d.Manifest != nil {
		where.Manifest = filepath.Join(d.OutputDir, d.manifestPath())
		if err := root.WriteFile(d.manifestPath(), d.Manifest, fileMode); err != nil {
			return Delivered{}, leaves(err)
		}
	}
	half := filepath.Join(folder, "."+filepath.Base(d.File.Path)+".part")
	if err := d.into(root, half); err != nil {
		_ = root.Remove(half)
		return Delivered{}, leaves(err)
	}
	if err := shared(root, folder, half); err != nil {
		_ = root.Remove(half)
		return Delivered{}, leaves(err)
	}
	if err := root.Rename(half, d.File.Path); err != nil {
		_ = root.Remove(half)
		return Delivered{}, leaves(err)
	}
	return where, nil
}

// makeFolders makes those that are missing like the output directory itself: who may delete in that may delete in them,
// whatever the worker's umask.
func makeFolders(root *os.Root, folder string) error {
	like, err := root.Stat(".")
	if err != nil {
		return err
	}
	path := "."
	for _, name := range strings.Split(filepath.ToSlash(folder), "/") {
		path = filepath.Join(path, name)
		switch err := root.Mkdir(path, FolderMode); {
		case errors.Is(err, os.ErrExist):
			if info, err := root.Stat(path); err != nil {
				return err
			} else if !info.IsDir() {
				return syscall.ENOTDIR
			}
		case err != nil:
			return err
		default:
			if err := root.Chmod(path, like.Mode()&(os.ModePerm|os.ModeSetgid)); err != nil {
				return err
			}
		}
	}
	return nil
}

// shared gives the file to the folder's group, if the folder wants that of all that is in it (setgid), and the mode to read it.
func shared(root *os.Root, folder, file string) error {
	info, err := root.Stat(folder)
	if err != nil {
		return err
	}
	if s, ok := info.Sys().(*syscall.Stat_t); ok && info.Mode()&os.ModeSetgid != 0 {
		if err := root.Lchown(file, -1, int(s.Gid)); err != nil {
			return err
		}
	}
	return root.Chmod(file, fileMode)
}

// into moves the source there; from another disk, by a copy.
func (d Delivery) into(root *os.Root, half string) error {
	// Renamed by its full name, which the Root has found to be inside.
	if _, err := root.Lstat(filepath.Dir(half)); err != nil {
		return err
	}
	target := filepath.Join(root.Name(), half)
	err := os.Link(d.Source, target)
	if errors.Is(err, os.ErrExist) { // of an attempt that was cut off
		if err = root.Remove(half); err == nil {
			err = os.Link(d.Source, target)
		}
	}
	if err == nil || !errors.Is(err, syscall.EXDEV) && !errors.Is(err, syscall.EPERM) && !errors.Is(err, syscall.ENOTSUP) {
		return err
	}
	return d.copyTo(root, half)
}

func (d Delivery) copyTo(root *os.Root, half string) error {
	from, err := os.Open(d.Source)
	if err != nil {
		return err
	}
	defer from.Close()
	to, err := root.OpenFile(half, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, fileMode)
	if err != nil {
		return err
	}
	if _, err = io.Copy(to, from); err == nil {
		err = to.Sync()
	}
	return errors.Join(err, to.Close())
}

func leaves(err error) error {
	// os.Root has no error of its own for it.
	if strings.Contains(err.Error(), "path escapes from parent") {
		return ErrPath
	}
	return fmt.Errorf("the file could not be put into the directory for recordings: %w", err)
}
