// Package version is which wspipe this is.
package version

// Number is the release, as in semver.org.
const Number = "0.1.0"
