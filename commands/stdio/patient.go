package stdio

import (
	"io"
	"os"
)

// patient is a standard stream that is waited for also where a read or a write
// won't wait: whoever shares it may make it non-blocking at any time.
type patient struct{ file *os.File }

// patientReader and patientWriter leave streams alone that aren't files.
func patientReader(in io.Reader) io.Reader {
	if file, ok := in.(*os.File); ok {
		return patient{file}
	}
	return in
}

func patientWriter(out io.Writer) io.Writer {
	if file, ok := out.(*os.File); ok {
		return patient{file}
	}
	return out
}

// fileOf is the file below a stream, nil where there is none.
func fileOf(stream any) *os.File {
	switch s := stream.(type) {
	case patient:
		return s.file
	case *os.File:
		return s
	}
	return nil
}

func (p patient) Read(b []byte) (int, error) {
	for {
		n, err := p.file.Read(b)
		if n > 0 || !wouldBlock(err) || awaitReadable(p.file) != nil {
			return n, err
		}
	}
}

func (p patient) Write(b []byte) (written int, err error) {
	for {
		n, err := p.file.Write(b[written:])
		written += n
		if !wouldBlock(err) || awaitWritable(p.file) != nil {
			return written, err
		}
	}
}
