package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/pflag"
)

// A command is one of the things that the program can be told to do.
type command struct {
	name, about string
	job
}

// A job does what a command is for. Its fields are what it is called with.
type job interface {
	declare(f *form) // says what can be given, and what holds if it is not
	Run(w *outside) error
}

// A form is what one command can be called with: flags, and at most one kind of argument that is none.
type form struct {
	*pflag.FlagSet
	argument *argument // nil: it takes none
	help     bool      // help is asked for, and nothing else
}

// An argument is what stands on the command line without a flag.
type argument struct {
	to          *string
	all         *[]string // in place of to: it may be given several times
	name, about string
	optional    bool
}

// form returns what the command can be called with.
func (c command) form() *form {
	f := &form{FlagSet: pflag.NewFlagSet(c.name, pflag.ContinueOnError)}
	f.SortFlags = false
	f.SetOutput(io.Discard) // what is wrong is returned
	f.yes(&f.help, "help", "h", "Show this help.")
	c.declare(f)
	return f
}

// A kinded value is one that help calls by a name that says what to give, such as DIR.
type kinded struct {
	pflag.Value
	kind string
}

// Type returns the name.
func (k kinded) Type() string { return k.kind }

// kind names the values of a flag that was declared before.
func (f *form) kind(flag, name string) {
	declared := f.Lookup(flag)
	declared.Value = kinded{declared.Value, name}
	if declared.DefValue == "[]" { // an empty list is no default worth showing
		declared.DefValue = ""
	}
}

// text declares a flag that takes a text, which is value if the flag is left out.
func (f *form) text(to *string, name, kind, value, about string) {
	f.StringVar(to, name, value, about)
	f.kind(name, kind)
}

// texts declares a flag that takes a text each time it is given. A comma is a part of it.
func (f *form) texts(to *[]string, name, kind, about string) {
	f.StringArrayVar(to, name, nil, about)
	f.kind(name, kind)
}

// number declares a flag that takes a whole number.
func (f *form) number(to *int, name, kind string, value int, about string) {
	f.IntVar(to, name, value, about)
	f.kind(name, kind)
}

// yes declares a flag that takes no value. It may have a short name of one letter.
func (f *form) yes(to *bool, name, short, about string) {
	f.BoolVarP(to, name, short, false, about)
	f.kind(name, "boolfunc") // of pflag's kinds, the one of which help shows the name alone
}

// fill reads the arguments of the call. The error is a usageError.
func (f *form) fill(args []string) error {
	if err := f.ParseAll(args, f.set); err != nil {
		return f.mistake(err)
	}
	rest, a := f.Args(), f.argument
	if f.help {
		return nil
	}
	if a != nil && len(rest) > 0 && a.all != nil {
		*a.all, rest = rest, nil
	} else if a != nil && len(rest) > 0 {
		*a.to, rest = rest[0], rest[1:]
	} else if a != nil && !a.optional {
		return usage(fmt.Errorf("%s is called without its %s", f.Name(), a.name), f.more())
	}
	if len(rest) > 0 {
		return usage(fmt.Errorf("%s does not take %q", f.Name(), rest[0]), f.more())
	}
	return nil
}

// set gives a flag its value. Where the next flag stands in the place of a value, that was forgotten.
func (f *form) set(flag *pflag.Flag, value string) error {
	if flag.NoOptDefVal == "" && f.names(value) {
		return usage(fmt.Errorf("--%s is given without its %s", flag.Name, flag.Value.Type()), f.more())
	}
	return f.Set(flag.Name, value)
}

// names reports whether a text is one of the command's flags, as it is given.
func (f *form) names(text string) bool {
	if name, ok := strings.CutPrefix(text, "--"); ok {
		name, _, _ = strings.Cut(name, "=")
		return f.Lookup(name) != nil
	}
	return len(text) == 2 && text[0] == '-' && f.ShorthandLookup(text[1:]) != nil
}

// mistake says in our words what is wrong with the flags.
func (f *form) mistake(err error) error {
	var unknown *pflag.NotExistError
	var without *pflag.ValueRequiredError
	var invalid *pflag.InvalidValueError
	switch {
	case errors.As(err, &unknown):
		name := "--" + unknown.GetSpecifiedName()
		if short := unknown.GetSpecifiedShortnames(); short != "" {
			name = "-" + short
		}
		return usage(fmt.Errorf("%s has no flag %q", f.Name(), name), meant(name, f.flagNames(), f.more()))
	case errors.As(err, &without):
		flag := without.GetFlag()
		return usage(fmt.Errorf("--%s is given without its %s", flag.Name, flag.Value.Type()), f.more())
	case errors.As(err, &invalid):
		flag := invalid.GetFlag()
		takes := flag.Value.Type()
		if flag.NoOptDefVal != "" {
			takes = "true or false"
		}
		return usage(fmt.Errorf("--%s takes %s, not %q", flag.Name, takes, invalid.GetValue()), f.more())
	}
	if wrong := (*usageError)(nil); errors.As(err, &wrong) {
		return wrong
	}
	return usage(err, f.more())
}

// more says where to read what the command takes.
func (f *form) more() string { return "cliffhanger " + f.Name() + " --help shows what there is" }

// flagNames returns the flags as they are given.
func (f *form) flagNames() []string {
	var all []string
	f.VisitAll(func(flag *pflag.Flag) { all = append(all, "--"+flag.Name) })
	return all
}

// meant asks for the known name that is nearest to what was typed; if none is near, it gives the other advice.
func meant(typed string, known []string, otherwise string) string {
	best, least := "", len([]rune(strings.TrimLeft(typed, "-")))/3+1 // one slip in three letters, and one more
	for _, name := range known {
		if d := slips(typed, name); d < least || d == least && best == "" {
			best, least = name, d
		}
	}
	if best == "" {
		return otherwise
	}
	return "did you mean " + best + "?"
}

// slips counts the letters to put in, take out or replace to make b of a (their Levenshtein distance).
func slips(a, b string) int {
	x, y := []rune(a), []rune(b)
	row := make([]int, len(y)+1) // of the first i letters of a, to the first j of b
	for j := range row {
		row[j] = j
	}
	for i := range x {
		before := row[0]
		row[0] = i + 1
		for j := range y {
			cost := 1
			if x[i] == y[j] {
				cost = 0
			}
			before, row[j+1] = row[j+1], min(before+cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(y)]
}
