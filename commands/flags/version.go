package flags

// Version is the command line of version.
type Version struct {
	All      []*Flag
	Licenses Switch
}

// ForVersion returns the flags of version.
func ForVersion() *Version {
	g := &Version{}
	g.All = bind([]*Flag{{Name: "licenses", Group: report, Field: &g.Licenses,
		Brief: "print the licences of all its parts",
		Usage: "print the full licences of everything in the program"}})
	return g
}
