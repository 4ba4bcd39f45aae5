package history

func stateDir(getenv func(string) string) string { return getenv("LocalAppData") }
