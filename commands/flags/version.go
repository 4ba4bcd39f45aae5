package flags

// Version is what can be said of version.
type Version struct {
	All      []Flag
	Licenses Switch
}

// ForVersion has the flags of version.
func ForVersion() *Version {
	g := &Version{}
	g.All = bind([]Flag{{Name: "licenses", Group: report, Field: &g.Licenses,
		Brief: "print the licences of all that is in it",
		Usage: "print the whole texts of the licences of all that is in the program"}})
	return g
}
