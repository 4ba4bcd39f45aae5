// Command autobahn is the echo client that the Autobahn suite's fuzzing server tests. It uses the client package or the
// built program.
//
//	autobahn [-compress] ws://127.0.0.1:9001 reports/index.json
//	autobahn [-compress] -program ./wspipe ws://127.0.0.1:9001 reports/index.json
//	autobahn -report 247 reports/index.json
//
// It runs every case that the server has selected, then reads the server's report and prints the cases that weren't OK.
// With -report it only reads a report by the suite's fuzzing client on a server, with that many cases.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"strconv"
	"time"

	"wspipe/client"
)

// agent is the name under which the server files its report.
const agent = "wspipe"

// caseLimit limits one case. The slowest, in group 12, takes some twenty seconds.
const caseLimit = 2 * time.Minute

// echo sends every message of a connection back until it is closed. The suite judges how the connection ended.
type echo func(ctx context.Context, url string, compress bool) error

func main() {
	compress := flag.Bool("compress", false, "offer permessage-deflate")
	program := flag.String("program", "", "echo through the connect command of this `PROGRAM`")
	only := flag.Int("report", 0, "read a report on a server, with so many cases, and run nothing")
	flag.Parse()
	var ok bool
	var err error
	switch {
	case *only > 0 && flag.NArg() == 1:
		ok, err = judgeReport("serve --echo", flag.Arg(0), *only, nil)
	case *only == 0 && flag.NArg() == 2 && *program != "":
		ok, err = run("connect --json", throughProgram(*program), overtaken, *compress)
	case *only == 0 && flag.NArg() == 2:
		ok, err = run("client", throughClient, nil, *compress)
	default:
		fmt.Fprintln(os.Stderr, "usage: autobahn [-compress] [-program PROGRAM] URL REPORT, or autobahn -report CASES REPORT")
		os.Exit(2)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "autobahn:", err)
	}
	if !ok || err != nil {
		os.Exit(1)
	}
}

func run(tested string, send echo, allowed []string, compress bool) (bool, error) {
	server, report := flag.Arg(0), flag.Arg(1)
	count, err := caseCount(server)
	if err != nil {
		return false, err
	}
	for n := 1; n <= count; n++ {
		if err := limited(send, fmt.Sprintf("%s/runCase?case=%d&agent=%s", server, n, agent), compress); err != nil {
			return false, err
		}
	}
	// The server has written its report when it closes this connection.
	if err := limited(throughClient, server+"/updateReports?agent="+agent, false); err != nil {
		return false, err
	}
	return judgeReport(tested, report, count, allowed)
}

func limited(send echo, url string, compress bool) error {
	ctx, cancel := context.WithTimeout(context.Background(), caseLimit)
	defer cancel()
	return send(ctx, url, compress)
}

func judgeReport(tested, report string, cases int, allowed []string) (bool, error) {
	results, err := readReport(report)
	if err != nil {
		return false, err
	}
	return judge(os.Stdout, tested, results, cases, allowed), nil
}

func caseCount(server string) (int, error) {
	ws, err := client.New(server+"/getCaseCount", client.Options{})
	if err != nil {
		return 0, err
	}
	var answer []byte
	ws.OnMessage = func(e client.MessageEvent) {
		b, _ := e.Bytes()
		answer = append(answer, b...)
	}
	if err := ws.Run(context.Background()); err != nil {
		return 0, err
	}
	return strconv.Atoi(string(answer))
}

func throughClient(ctx context.Context, url string, compress bool) error {
	ws, err := client.New(url, client.Options{Compression: compress})
	if err != nil {
		return err
	}
	ws.OnMessage = func(e client.MessageEvent) {
		if b, err := e.Bytes(); err == nil {
			_ = ws.Send(e.Type, b)
		}
	}
	_ = ws.Run(ctx)
	return nil
}
