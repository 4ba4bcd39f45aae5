package stdio

import (
	"io"
	"os"
)

// patientInput and patientOutput are standard streams that wait even if a read or a write doesn't:
// whoever shares the streams may make them non-blocking at any time.
type patientInput struct {
	file  *os.File
	from  *os.File // what is read in its place; nil before the first read
	await func()   // returns once a read won't block
}

type patientOutput struct{ file *os.File }

// patientReader and patientWriter return streams that aren't files unchanged.
func patientReader(in io.Reader) io.Reader {
	file, ok := in.(*os.File)
	switch {
	case !ok:
		return in
	case isTerminal(file):
		return typedReader(file)
	}
	return &patientInput{file: file}
}

func patientWriter(out io.Writer) io.Writer {
	if file, ok := out.(*os.File); ok {
		return patientOutput{file}
	}
	return out
}

// Below returns the file below a stream, to be given to a program; the stream itself if there is
// none.
func Below(stream io.Writer) io.Writer {
	if file := fileOf(stream); file != nil {
		return file
	}
	return stream
}

// fileOf returns the file below a stream, or nil.
func fileOf(stream any) *os.File {
	switch s := stream.(type) {
	case *patientInput:
		return s.file
	case *typedInput:
		return s.file
	case patientOutput:
		return s.file
	case *lineWriter:
		return fileOf(s.w)
	case *os.File:
		return s
	}
	return nil
}

func (p *patientInput) Read(b []byte) (int, error) {
	if p.from == nil {
		p.from, p.await = yielding(p.file)
	}
	for {
		p.await()
		n, err := p.from.Read(b)
		if n > 0 || !wouldBlock(err) || awaitReadable(p.file) != nil {
			return n, err
		}
	}
}

func (p patientOutput) Write(b []byte) (written int, err error) {
	for {
		n, err := p.file.Write(b[written:])
		written += n
		if !wouldBlock(err) || awaitWritable(p.file) != nil {
			return written, err
		}
	}
}
