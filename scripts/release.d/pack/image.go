package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// The media types of an image, from the OCI specification.
const (
	typeIndex    = "application/vnd.oci.image.index.v1+json"
	typeManifest = "application/vnd.oci.image.manifest.v1+json"
	typeConfig   = "application/vnd.oci.image.config.v1+json"
	typeLayer    = "application/vnd.oci.image.layer.v1.tar+gzip"
)

type descriptor struct {
	MediaType   string            `json:"mediaType"`
	Digest      string            `json:"digest"`
	Size        int               `json:"size"`
	Platform    *platform         `json:"platform,omitempty"`
	Annotations map[string]string `json:"annotations,omitempty"`
}

type platform struct {
	Architecture string `json:"architecture"`
	OS           string `json:"os"`
}

// layout is a folder with an image in OCI layout.
type layout struct {
	dir  string
	when time.Time
}

// image writes a layout with one image: for each ARCH=FOLDER, the contents of that folder.
func image(dir string, when time.Time, sources []string) error {
	l := layout{dir, when}
	if err := os.MkdirAll(filepath.Join(dir, "blobs", "sha256"), 0o755); err != nil {
		return err
	}
	var manifests []descriptor
	for _, source := range sources {
		arch, folder, _ := strings.Cut(source, "=")
		manifest, err := l.manifest(arch, folder)
		if err != nil {
			return err
		}
		manifests = append(manifests, manifest)
	}
	all, err := l.document(typeIndex, map[string]any{"schemaVersion": 2, "mediaType": typeIndex, "manifests": manifests})
	if err != nil {
		return err
	}
	all.Annotations = map[string]string{"org.opencontainers.image.ref.name": os.Getenv("VERSION")}
	index, err := json.Marshal(map[string]any{"schemaVersion": 2, "mediaType": typeIndex, "manifests": []descriptor{all}})
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "index.json"), index, 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "oci-layout"), []byte(`{"imageLayoutVersion":"1.0.0"}`), 0o644)
}

func (l layout) manifest(arch, folder string) (descriptor, error) {
	var plain, packed bytes.Buffer
	if err := writeTar(&plain, os.DirFS(folder), l.when); err != nil {
		return descriptor{}, err
	}
	z, _ := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if _, err := z.Write(plain.Bytes()); err != nil {
		return descriptor{}, err
	}
	if err := z.Close(); err != nil {
		return descriptor{}, err
	}
	layer, err := l.blob(typeLayer, packed.Bytes())
	if err != nil {
		return descriptor{}, err
	}
	config, err := l.document(typeConfig, l.config(arch, digest(plain.Bytes())))
	if err != nil {
		return descriptor{}, err
	}
	manifest, err := l.document(typeManifest, map[string]any{"schemaVersion": 2, "mediaType": typeManifest, "config": config, "layers": []descriptor{layer}})
	manifest.Platform = &platform{arch, "linux"}
	return manifest, err
}

// config says what to run, as no particular user.
func (l layout) config(arch, layer string) map[string]any {
	return map[string]any{
		"created": l.when, "architecture": arch, "os": "linux",
		"config": map[string]any{
			"Entrypoint": []string{"/usr/bin/wspipe"}, "Env": []string{"PATH=/usr/bin"}, "User": "65534:65534",
			"Labels": map[string]string{"org.opencontainers.image.title": "wspipe", "org.opencontainers.image.version": os.Getenv("VERSION"), "org.opencontainers.image.licenses": "MIT"},
		},
		"rootfs":  map[string]any{"type": "layers", "diff_ids": []string{layer}},
		"history": []map[string]any{{"created": l.when, "created_by": "scripts/release"}},
	}
}

func (l layout) document(mediaType string, value any) (descriptor, error) {
	text, err := json.Marshal(value)
	if err != nil {
		return descriptor{}, err
	}
	return l.blob(mediaType, text)
}

func (l layout) blob(mediaType string, content []byte) (descriptor, error) {
	d := descriptor{MediaType: mediaType, Digest: digest(content), Size: len(content)}
	return d, os.WriteFile(filepath.Join(l.dir, "blobs", strings.Replace(d.Digest, ":", "/", 1)), content, 0o644)
}

func digest(content []byte) string { return fmt.Sprintf("sha256:%x", sha256.Sum256(content)) }
