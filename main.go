// Command wspipe puts a WebSocket into a shell pipeline.
package main

import (
	"os"

	"wspipe/commands"
)

func main() { os.Exit(commands.Main()) }
