package flags

// Help is the command line of help.
type Help struct {
	All []*Flag
	Man Switch
}

// ForHelp returns the flags of help.
func ForHelp() *Help {
	g := &Help{}
	g.All = bind([]*Flag{{Name: "man", Group: report, Field: &g.Man,
		Brief: "print the manual page, wspipe(1)",
		Usage: "print the whole manual page, wspipe(1), for man and mandoc"}})
	return g
}
