// Command cliffhanger serves serialized stories in Discord.
//
//	cliffhanger preview [STORY]            the real bot and a Discord of its own in a browser, without a token
//	cliffhanger import FILE... --into DIR  a story's folder, made of manuscripts
//	cliffhanger check PATH                 what would be posted, and what is wrong with it
//	cliffhanger simulate DIR               when the next chapters come
//	cliffhanger serve --story DIR          the bot on Discord
//	cliffhanger doctor --story DIR         whether the bot can do in Discord what the story needs
//	cliffhanger health                     whether a running bot hears Discord
//	cliffhanger recount FILE               whether an exported vote comes out as it was announced
//	cliffhanger version
//
// It ends with 0 when all went well, 1 when something failed, 2 when it was called wrongly or given something it cannot
// use, and 3 when Discord shut the bot out for good, where trying again cannot help.
//
// # Decisions
//
// main is a call of run, which takes everything from outside as arguments, so that tests run the program in their own
// process; but for standard input, which recount alone may read. Messages for people go to standard error, one sentence
// each, with what to do; standard output holds what was asked for.
//
// What import writes is read back, together with what stays in the folder, and compared with what was read from the
// manuscripts, before any of it is put into its place. Until then it is in a hidden folder with a file that is locked:
// the lock ends with the process, and so the next import knows what to take away after a kill. The page of check reads
// the messages' Markdown with code of its own (chattext.go): what it shows is then what Discord makes of them, not what
// was meant.
//
// Each command has a file, which says what it is called with and does it. The flags are read by pflag, which looks up
// no methods by names that are known only when the program runs. Where anything does, the linker must keep every
// exported method of every type in use: the program was a sixth larger then, and took two megabytes more of memory.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"
	_ "time/tzdata" // a story's zone must be known wherever this runs

	"cliffhanger/bot"
	"cliffhanger/bot/discord"
)

// The exit codes.
const (
	exitOK     = 0
	exitFailed = 1
	exitUsage  = 2
	exitFatal  = 3
)

// thrift is how much garbage may gather before it is collected, in percent of what is in use, unless GOGC says
// otherwise, in what runs until it is told to end. A bot is small and idle most of the time, and what it reads of ten
// thousand guilds when it starts is garbage at once. Half of Go's default makes the peak then a quarter lower, for a
// quarter more CPU in those seconds. What somebody waits for keeps Go's default: check of an EPUB with 10 MiB of text
// takes 1.2 s of CPU and some 80 MiB, and TestCheckOfALongBookStaysSmall holds it to 256.
const thrift = 50

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // from the first signal on, a second one ends the process at once
	if os.Getenv("GOGC") == "" && isBot(os.Args[1:]) {
		debug.SetGCPercent(thrift)
	}
	os.Exit(run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr))
}

// isBot reports whether the arguments ask for the bot, which runs until it is told to end.
func isBot(args []string) bool {
	return len(args) > 0 && (args[0] == "serve" || args[0] == "preview")
}

// An outside is what a command has from outside itself.
type outside struct {
	ctx            context.Context
	getenv         func(string) string
	stdin          io.Reader
	stdout, stderr io.Writer
	clock          bot.Clock // what serve goes by
}

// A group is commands that help shows together.
type group struct {
	title    string
	commands []command
}

// commands returns everything that the program can be told to do.
func commands() []group {
	return []group{
		{"To write a story", []command{
			{"import", "Make a story's folder of manuscripts.", &importCmd{}},
			{"preview", "Show a story in the browser, in its own Discord. Needs no token.", &previewCmd{}},
			{"check", "Say what would be posted of a manuscript, and what is wrong with it.", &checkCmd{}},
			{"simulate", "Say when the next chapters come, and how long they will last.", &simulateCmd{}},
		}},
		{"To tell it on Discord", []command{
			{"serve", "Run the bot on Discord.", &serveCmd{}},
			{"doctor", "Look whether the bot can do what a story needs; if not, what to do.", &doctorCmd{}},
			{"health", "Ask a running bot whether it hears Discord.", &healthCmd{}},
		}},
		{"For everybody", []command{
			{"recount", "Count an exported vote again, and say whether everything agrees.", &recountCmd{}},
			{"version", "Print the version.", &versionCmd{}},
		}},
	}
}

// run is the program: it returns the exit code.
func run(ctx context.Context, args []string, getenv func(string) string, stdout, stderr io.Writer) int {
	return call(args, &outside{ctx: ctx, getenv: getenv, stdin: os.Stdin, stdout: stdout, stderr: stderr,
		clock: wallClock{}})
}

// call does what the arguments say, and returns the exit code.
func call(args []string, w *outside) int { return fail(w.stderr, obey(args, w)) }

// obey does what the arguments say. Help is asked for with nothing, or with a flag before or after a command.
func obey(args []string, w *outside) error {
	groups := commands()
	if len(args) == 0 {
		return printHelp(w.stdout, groups)
	}
	name, rest := args[0], args[1:]
	if name == "--help" || name == "-h" {
		if len(rest) == 0 {
			return printHelp(w.stdout, groups)
		}
		name, rest = rest[0], []string{"--help"}
	}
	known := []string{"--help"}
	for _, g := range groups {
		for _, c := range g.commands {
			if c.name == name {
				return c.obey(rest, w)
			}
			known = append(known, c.name)
		}
	}
	return usage(fmt.Errorf("there is no command %q", name), meant(name, known, "cliffhanger --help shows what there is"))
}

// obey runs the command, or prints its help.
func (c command) obey(args []string, w *outside) error {
	f := c.form()
	if err := f.fill(args); err != nil {
		return err
	}
	if f.help {
		return f.print(w.stdout, c.about)
	}
	return c.Run(w)
}

// A usageError is a mistake of whoever called the program.
type usageError struct {
	cause error
	hint  string
}

func (e *usageError) Error() string {
	if e.hint == "" {
		return e.cause.Error()
	}
	return e.cause.Error() + ": " + e.hint
}

func (e *usageError) Unwrap() error { return e.cause }

// usage makes an error end the program with the code for a wrong call; hint says what to do.
func usage(err error, hint string) error { return &usageError{cause: err, hint: hint} }

// errSaid ends the program with the code for a failure whose reasons are printed already.
var errSaid = errors.New("failed")

// fail prints an error and returns the exit code it stands for.
func fail(stderr io.Writer, err error) int {
	var wrong *usageError
	var fatal *discord.FatalError
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, errSaid) && !errors.As(err, &wrong):
		return exitFailed
	}
	fmt.Fprintln(stderr, folded(stderr, "cliffhanger: "+strings.TrimSpace(err.Error())))
	switch {
	case errors.As(err, &wrong):
		return exitUsage
	case errors.As(err, &fatal):
		return exitFatal
	}
	return exitFailed
}
