package config

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// environment reads variables, and collects what is wrong with them.
type environment struct {
	get      func(string) string
	problems []error
}

func (e *environment) wrong(format string, args ...any) {
	e.problems = append(e.problems, fmt.Errorf(format, args...))
}

func (e *environment) text(name, fallback string) string {
	if value := strings.TrimSpace(e.get(name)); value != "" {
		return value
	}
	return fallback
}

func (e *environment) required(name string) string {
	value := e.text(name, "")
	if value == "" {
		e.wrong("%s is missing", name)
	}
	return value
}

func (e *environment) url(name, fallback string, schemes ...string) string {
	text := e.text(name, fallback)
	if text == "" {
		return ""
	}
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || !slices.Contains(schemes, u.Scheme) {
		e.wrong("%s is not a URL that begins with %s://", name, strings.Join(schemes, ":// or "))
	}
	return text
}

func (e *environment) whole(name string, fallback, least, most int) int {
	text := e.text(name, "")
	if text == "" {
		return fallback
	}
	value, err := strconv.Atoi(text)
	if err != nil || value < least || value > most {
		e.wrong("%s is %q: a whole number from %d to %d is wanted", name, text, least, most)
	}
	return value
}

// duration takes Go's "1h30m", and a bare number as seconds.
func (e *environment) duration(name string, fallback, least time.Duration) time.Duration {
	text := e.text(name, "")
	if text == "" {
		return fallback
	}
	value, err := time.ParseDuration(text)
	if seconds, number := strconv.ParseFloat(text, 64); number == nil {
		value, err = time.Duration(seconds*float64(time.Second)), nil
	}
	if err != nil || value < least {
		e.wrong("%s is %q: a duration such as 90s or 3h is wanted, of at least %s", name, text, least)
	}
	return value
}

// cores is a number of processors: more than the machine has would mean that no job is ever taken.
func (e *environment) cores(name string, fallback float64) float64 {
	text := e.text(name, "")
	if text == "" {
		return fallback
	}
	value, err := strconv.ParseFloat(text, 64)
	if err != nil || !(value >= 0) {
		e.wrong("%s is %q: a number of cores is wanted, 0 to look at none", name, text)
	} else if most := processors(); value > float64(most) {
		e.wrong("%s is %s, but this machine has %d cores: no job would ever be taken", name, text, most)
	}
	return value
}

func (e *environment) truth(name string, fallback bool) bool {
	text := e.text(name, "")
	if text == "" {
		return fallback
	}
	value, err := strconv.ParseBool(text)
	if err != nil {
		e.wrong("%s is %q: true or false is wanted", name, text)
	}
	return value
}

func (e *environment) oneOf(name, fallback string, choices ...string) string {
	value := strings.ToLower(e.text(name, fallback))
	if !slices.Contains(choices, value) {
		e.wrong("%s is %q: one of %s is wanted", name, value, strings.Join(choices, ", "))
	}
	return value
}
