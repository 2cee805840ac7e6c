package config

// folder is where programs keep their settings.
func folder(getenv func(string) string) string { return getenv("AppData") }
