// Command cliffhanger serves serialized stories in Discord.
//
//	cliffhanger preview [STORY]     the real bot and a Discord of its own in a browser, without a token
//	cliffhanger serve --story DIR   the bot on Discord
//	cliffhanger check PATH          what would be posted, and what is wrong with it
//	cliffhanger simulate DIR        when the next chapters come
//	cliffhanger doctor --story DIR  whether the bot can do in Discord what the story needs
//	cliffhanger recount FILE        whether an exported vote comes out as it was announced
//	cliffhanger health              whether a running bot hears Discord
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

	"github.com/alecthomas/kong"
)

// The exit codes.
const (
	exitOK     = 0
	exitFailed = 1
	exitUsage  = 2
	exitFatal  = 3
)

// thrift is how much garbage may gather before it is collected, in percent of what is in use, unless GOGC says
// otherwise. A bot is small and idle most of the time, and what it reads of ten thousand guilds when it starts is garbage
// at once. Half of Go's default makes the peak then a quarter lower, for a quarter more CPU in those seconds.
const thrift = 50

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // from the first signal on, a second one ends the process at once
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(thrift)
	}
	os.Exit(run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr))
}

// An outside is what a command has from outside itself.
type outside struct {
	ctx            context.Context
	getenv         func(string) string
	stdin          io.Reader
	stdout, stderr io.Writer
	clock          bot.Clock // what serve goes by
}

// commands are the command line, as kong reads it.
type commands struct {
	Preview  previewCmd  `cmd:"" help:"Show a story in a Discord of its own, in the browser. Needs no token."`
	Serve    serveCmd    `cmd:"" help:"Run the bot on Discord."`
	Check    checkCmd    `cmd:"" help:"Say what would be posted of a manuscript, and what is wrong with it."`
	Simulate simulateCmd `cmd:"" help:"Say when the next chapters come, and how long they will last."`
	Doctor   doctorCmd   `cmd:"" help:"Look whether the bot can do in Discord what a story needs, and what to do if not."`
	Recount  recountCmd  `cmd:"" help:"Count an exported vote again, and say whether everything agrees."`
	Health   healthCmd   `cmd:"" help:"Ask a running bot whether it hears Discord."`
	Version  versionCmd  `cmd:"" help:"Print the version."`
}

// run is the program: it returns the exit code.
func run(ctx context.Context, args []string, getenv func(string) string, stdout, stderr io.Writer) int {
	return call(args, &outside{ctx: ctx, getenv: getenv, stdin: os.Stdin, stdout: stdout, stderr: stderr,
		clock: wallClock{}})
}

// call does what the arguments say, and returns the exit code.
func call(args []string, w *outside) int {
	var cli commands
	left := -1
	parser, err := kong.New(&cli, kong.Name("cliffhanger"), kong.Description("Serialized stories in Discord."),
		kong.Writers(w.stdout, w.stderr), kong.Exit(func(code int) { left = code }), kong.UsageOnError())
	if err != nil {
		return fail(w.stderr, err)
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	parsed, err := parser.Parse(args)
	if left >= 0 { // help was printed
		return left
	}
	if err != nil {
		return fail(w.stderr, usage(err, "cliffhanger --help shows what there is"))
	}
	return fail(w.stderr, parsed.Run(w))
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
	fmt.Fprintf(stderr, "cliffhanger: %s\n", strings.TrimSpace(err.Error()))
	switch {
	case errors.As(err, &wrong):
		return exitUsage
	case errors.As(err, &fatal):
		return exitFatal
	}
	return exitFailed
}
