// An audience: reads tickets from stdin, one JSON object a line, and joins with each at once; when stdin ends and
// everybody is in, it counts for some seconds, says what arrived, and everybody leaves. What it says is JSON, a line each.
//
// It makes no tokens: whoever starts it asks the product's API for them (see __main__.py).
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"sync"
	"time"
)

type ticket struct {
	URL   string `json:"url"`
	Token string `json:"token"`
	// Files that this one shows and plays, instead of watching.
	Film  string `json:"film"`
	Sound string `json:"sound"`
}

func say(what string, facts map[string]any) {
	facts["said"] = what
	line, err := json.Marshal(facts)
	demand(err)
	fmt.Println(string(line))
}

func demand(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func main() {
	seconds := flag.Int("seconds", 30, "how long to count what arrives")
	patience := flag.Duration("patience", 30*time.Second, "how long a viewer waits for picture and sound")
	flag.Parse()

	var everybody sync.WaitGroup
	house := audience{patience: *patience}
	tickets := bufio.NewScanner(os.Stdin)
	tickets.Buffer(nil, 1<<20)
	for tickets.Scan() {
		var one ticket
		demand(json.Unmarshal(tickets.Bytes(), &one))
		everybody.Go(func() {
			if one.Film != "" || one.Sound != "" {
				house.perform(one)
			} else {
				house.admit(one)
			}
		})
	}
	demand(tickets.Err())
	everybody.Wait()
	say("joined", house.joined())

	house.startCounting()
	time.Sleep(time.Duration(*seconds) * time.Second)
	house.stopCounting()
	say("measured", house.measured(*seconds))

	house.leave()
	say("left", map[string]any{})
}
