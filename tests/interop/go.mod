module wspipe/tests/interop

go 1.26.0
