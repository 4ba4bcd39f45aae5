// Package fuzz compares what wspipe's client package makes of a stream of frames with what two parsers make of it that
// others wrote: coder/websocket and gobwas/ws. It is a module of its own, so that wspipe's doesn't have to list what it
// needs.
package fuzz
