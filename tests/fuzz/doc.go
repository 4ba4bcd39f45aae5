// Package fuzz compares the results of wspipe's client package for a stream of frames with those of two other
// parsers: coder/websocket and gobwas/ws. It is a module of its own, so that wspipe's doesn't have to list its
// dependencies.
package fuzz
